/** Tells settings of a datastore that do not exist. @module */
import { errors } from '../errors.ts';
import { knownNames } from '../known-names.ts';
import { describe } from '../record/rules.ts';
import type { DatastoreSettings, PoolSettings } from './settings.ts';

/** As records, so that the compiler misses none. */
const pool: Readonly<Record<keyof PoolSettings, true>> = {
  max: true,
  idleTimeout: true,
  acquireTimeout: true,
};
const settings: Readonly<Record<keyof DatastoreSettings, true>> = {
  url: true,
  pool: true,
  ssl: true,
  slowQueryThreshold: true,
  returning: true,
  adapter: true,
};

/** The names of all settings of a datastore. */
export const datastoreSettingNames: readonly string[] = Object.keys(settings);

/** Holds settings to those that there are. @throws E_INVALID_DATASTORE */
export function checkSettings(name: string, given: DatastoreSettings): void {
  checkNames(name, '', given, datastoreSettingNames);
  if (given.pool === undefined) return;
  if (typeof given.pool !== 'object' || given.pool === null) {
    throw errors.E_INVALID_DATASTORE(
      name,
      `\`pool\` is an object such as { max: 10 }; got ${describe(given.pool)}`,
    );
  }
  checkNames(name, 'pool.', given.pool, Object.keys(pool));
}

function checkNames(name: string, prefix: string, given: object, names: readonly string[]): void {
  const stray = Object.keys(given).find((key) => !names.includes(key));
  if (stray === undefined) return;
  throw errors.E_INVALID_DATASTORE(name, `unknown setting '${prefix}${stray}'; ${knownNames(stray, names)}`);
}
