/** The file that a URL of SQLite means. @module */

/** The file of a URL: `sqlite:data/app.db`, `sqlite:///var/app.db`, `sqlite::memory:`. */
export function fileOf(url: string): string {
  const path = url.replace(/^(sqlite3?|file):/, '');
  const file = path.startsWith('//') ? path.slice(2) : path;
  return file === '' ? ':memory:' : decodeURIComponent(file);
}
