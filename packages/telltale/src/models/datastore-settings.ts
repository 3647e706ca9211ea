/** The databases of an app: `config/datastores`, read from the app's folder. @module */
import { isAbsolute, join } from 'node:path';
import type { DatastoreSettings } from '@telltale/orm';
import type { DatastoresConfig } from '../config/app-config.ts';
import { fromSailsAdapter } from './sails-adapter.ts';

/** Where an app of files keeps its records as long as it names no database. */
export const defaultFile = '.tmp/telltale.db';

/**
 * The settings of every datastore, with files of SQLite found from the app's folder and not from the current one.
 *
 * @param isOfFiles whether the app has models in `api/models`; without settings their records go to a file, and those
 *   of models that are defined in code stay in memory
 */
export function datastoreSettings(
  given: DatastoresConfig,
  appPath: string,
  isOfFiles: boolean,
): Record<string, DatastoreSettings | string> {
  const fallback = isOfFiles ? `sqlite:${defaultFile}` : 'sqlite::memory:';
  const all = { default: fallback, ...given };
  return Object.fromEntries(
    Object.entries(all).map(([name, settings]) => [name, complete(name, settings, appPath, fallback)]),
  );
}

/** What is no setting at all stays as it is: the ORM says what was expected. */
function complete(
  name: string,
  given: DatastoreSettings | string,
  appPath: string,
  fallback: string,
): DatastoreSettings | string {
  if (typeof given === 'string') return fromFolder(given, appPath);
  if (typeof given !== 'object' || given === null) return given;
  const settings = fromSailsAdapter(name, { ...given });
  const { url = fallback } = settings;
  return typeof url === 'string' ? { ...settings, url: fromFolder(url, appPath) } : settings;
}

function fromFolder(url: string, appPath: string): string {
  const [, file] = /^(?:sqlite3?|file):(.+)$/.exec(url) ?? [];
  if (file === undefined || file === ':memory:' || file.startsWith('//') || isAbsolute(file)) return url;
  return `sqlite:${join(appPath.replaceAll('%', '%25'), file)}`;
}
