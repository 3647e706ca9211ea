/** Datastores as Sails writes them: an adapter with a URL, or with host, user and database. @module */
import { inspect } from 'node:util';
import type { DatastoreSettings } from '@telltale/orm';
import { datastoreSettingNames } from '@telltale/orm/definitions';
import { nearest } from '@telltale/orm/nearest';
import { errors } from '../errors.ts';

/** What a datastore of Sails may say beside {@link DatastoreSettings}. */
export interface SailsDatastore {
  adapter?: unknown;
  url?: unknown;
  host?: unknown;
  port?: unknown;
  user?: unknown;
  username?: unknown;
  password?: unknown;
  database?: unknown;
  inMemoryOnly?: unknown;
  dir?: unknown;
  [setting: string]: unknown;
}

/** Adapters of servers, with the scheme of their URL. */
const servers: ReadonlyMap<string, string> = new Map([
  ['sails-postgresql', 'postgres'],
  ['sails-mysql', 'mysql'],
]);
/** Adapters that keep records on this machine: SQLite does so here. */
const local: ReadonlySet<string> = new Set(['sails-disk', 'sails-memory', 'sails-sqlite', 'sails-sqlite3']);

/**
 * Reads a datastore of Sails as one with a URL; one without adapter stays as it is.
 *
 * @param name of the datastore, for messages
 * @throws E_CONFIG for an adapter that has no place here, and for one of a server without address
 *
 * @example
 * fromSailsAdapter('default', { adapter: 'sails-mysql', host: 'db', database: 'app' }); // { url: 'mysql://db/app' }
 */
export function fromSailsAdapter(name: string, given: SailsDatastore): DatastoreSettings {
  const { adapter, host, port, user, username, password, database, inMemoryOnly, dir, ...rest } = given;
  if (adapter === undefined) return given as DatastoreSettings;
  const identity = nameOf(adapter);
  const settings = withoutAdapters(rest) as DatastoreSettings;
  const scheme = servers.get(identity);
  if (scheme !== undefined) {
    if (settings.url !== undefined) return settings;
    if (typeof database !== 'string') {
      throw errors.E_CONFIG(
        `datastores.${name}`,
        inspect({ adapter: identity }),
        `a URL with it: url: '${scheme}://user:password@host/database'`,
      );
    }
    return { ...settings, url: urlOf(scheme, { host, port, user: user ?? username, password, database }) };
  }
  if (local.has(identity)) {
    // What url says to these adapters, if anything, is no database's address.
    const { url, ...others } = settings;
    return inMemoryOnly || identity === 'sails-memory' ? { ...others, url: 'sqlite::memory:' } : others;
  }
  // The URL says which database it is, whatever the adapter is called.
  if (settings.url !== undefined) return settings;
  throw errors.E_CONFIG(
    `datastores.${name}.adapter`,
    inspect(identity),
    'sails-disk (SQLite), sails-postgresql or sails-mysql; or a url of SQLite, PostgreSQL or MySQL instead',
  );
}

/** Leaves out settings of the adapter alone. What is nearly one of ours stays, for the ORM to say which is meant. */
function withoutAdapters(settings: object): object {
  return Object.fromEntries(
    Object.entries(settings).filter(([name]) => {
      return datastoreSettingNames.includes(name) || nearest(name, datastoreSettingNames) !== undefined;
    }),
  );
}

/** An adapter is a name, or the package itself. */
function nameOf(adapter: unknown): string {
  const identity: unknown =
    typeof adapter === 'object' && adapter !== null ? Reflect.get(adapter, 'identity') : adapter;
  return typeof identity === 'string' ? identity : inspect(adapter, { depth: 0 });
}

function urlOf(
  scheme: string,
  parts: Record<'host' | 'port' | 'user' | 'password' | 'database', unknown>,
): string {
  const { host = 'localhost', port, user, password, database } = parts;
  const secret = password === undefined || password === '' ? '' : `:${encodeURIComponent(String(password))}`;
  const login = user === undefined ? '' : `${encodeURIComponent(String(user))}${secret}@`;
  const at = port === undefined ? String(host) : `${String(host)}:${String(port)}`;
  return `${scheme}://${login}${at}/${encodeURIComponent(String(database))}`;
}
