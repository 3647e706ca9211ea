/** The folder that a new app goes to. @module */
import { readdirSync } from 'node:fs';
import { errors } from '../errors.ts';

/** What may be there before the app: a repository without a commit, and what file managers leave behind. */
const harmless: ReadonlySet<string> = new Set(['.git', '.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * Makes sure that nothing of somebody's is written over.
 *
 * @param folder absolute path; it need not exist
 * @throws E_FOLDER_NOT_EMPTY with the names of up to three files, E_NOT_A_FOLDER
 */
export function checkEmpty(folder: string): void {
  const found = entriesOf(folder).filter((name) => !harmless.has(name));
  if (found.length === 0) return;
  const more = found.length > 3 ? ` and ${found.length - 3} more` : '';
  throw errors.E_FOLDER_NOT_EMPTY(folder, `${found.slice(0, 3).join(', ')}${more}`);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code: unknown = Reflect.get(error as Error, 'code');
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw errors.E_NOT_A_FOLDER(folder);
    throw error;
  }
}
