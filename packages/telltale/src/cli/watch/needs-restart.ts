/** Which files of an app are read when it starts, so that a change in them means a new start. @module */

/** Folders whose files are read anew for each request, or by other programs. */
const elsewhere: ReadonlySet<string> = new Set([
  'assets',
  'build',
  'coverage',
  'data',
  'dist',
  'logs',
  'public',
  'test',
  'tests',
  'tmp',
  'views',
]);

/** Files beside the folders that decide how an app starts. */
const atTop: ReadonlySet<string> = new Set([
  '.env',
  '.env.local',
  '.sailsrc',
  'package.json',
  'tsconfig.json',
]);

/**
 * Whether a path need not be watched at all: packages, hidden folders, and folders that are not of the app's code.
 *
 * @param path within the app, with `/` between its parts; '' for the app itself
 */
export function isIgnored(path: string, isFile: boolean): boolean {
  const parts = path.split('/');
  if (isFile && !needsRestart(path)) return true;
  const folders = isFile ? parts.slice(0, -1) : parts;
  if (elsewhere.has(folders[0] ?? '')) return true;
  return folders.some((name) => name === 'node_modules' || (name.startsWith('.') && !atTop.has(path)));
}

/** Whether the app reads this file when it starts. */
export function needsRestart(path: string): boolean {
  if (!path.includes('/') && atTop.has(path)) return true;
  if (/(^|\/)\.[^/]*$/.test(path) || /\.(test|spec|test-d)\.\w+$|\.d\.[mc]?ts$/.test(path)) return false;
  // Elsewhere JSON may be data that the app itself writes.
  return /^(api|config)\//.test(path) ? /\.([mc]?[jt]s|json)$/.test(path) : /\.[mc]?[jt]s$/.test(path);
}
