/** Chooses the database by the URL. @module */
import type { Dialect } from '../dialect/dialect.ts';
import { mysql } from '../dialect/mysql.ts';
import { postgres } from '../dialect/postgres.ts';
import { sqlite } from '../dialect/sqlite.ts';
import { errors } from '../errors.ts';
import { didYouMean } from '../known-names.ts';
import { describe } from '../record/rules.ts';
import { checkSettings } from './check-settings.ts';
import { Datastore } from './datastore.ts';
import type { DatastoreSettings, OrmLog, SlowQuery } from './settings.ts';

const schemes: ReadonlyMap<string, (settings: DatastoreSettings) => Dialect> = new Map<
  string,
  (settings: DatastoreSettings) => Dialect
>([
  ['sqlite', sqlite],
  ['sqlite3', sqlite],
  ['file', sqlite],
  ['postgres', postgres],
  ['postgresql', postgres],
  ['mysql', mysql],
  ['mysql2', mysql],
  ['mariadb', mysql],
]);

export interface OpenOptions {
  log?: OrmLog;
  onSlowQuery?: (query: SlowQuery) => void;
}

/**
 * Opens a datastore. Nothing is connected before the first query.
 *
 * @throws E_INVALID_DATASTORE for a URL of no known database, and for a setting that does not exist
 */
export function openDatastore(
  name: string,
  given: DatastoreSettings | string,
  options: OpenOptions = {},
): Datastore {
  const settings = typeof given === 'string' ? { url: given } : given;
  if (typeof settings !== 'object' || settings === null) {
    throw errors.E_INVALID_DATASTORE(name, `expected a URL or settings; got ${describe(given)}`);
  }
  checkSettings(name, settings);
  const url = settings.url === undefined ? 'sqlite::memory:' : settings.url;
  const scheme = typeof url === 'string' ? /^([a-z0-9]+):/.exec(url)?.[1] : undefined;
  const make = schemes.get(scheme ?? '');
  if (!make) {
    // The URL itself may hold a password and isn't repeated.
    throw errors.E_INVALID_DATASTORE(
      name,
      `its url begins with ${scheme === undefined ? 'no scheme' : `'${scheme}:'`}; ` +
        "write 'sqlite:data/app.db', 'sqlite::memory:', 'postgres://…' or 'mysql://…'" +
        didYouMean(
          scheme && `${scheme}:`,
          [...schemes.keys()].map((known) => `${known}:`),
        ),
    );
  }
  const isServer = make === postgres || make === mysql;
  if (isServer && !URL.canParse(url)) throw errors.E_INVALID_DATASTORE(name, 'its url can not be parsed');
  return new Datastore(name, make(settings), { ...settings, url }, options);
}
