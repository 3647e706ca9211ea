/** Every error of this package: code → status → message. Codes are stable; a retired code is never used again. @module */
import { defineErrors } from './define-errors.ts';
import { knownNames } from './known-names.ts';

export const errors = defineErrors({
  // Definitions
  E_INVALID_DEFINITION: [500, (where: string, problem: string) => `${where}: ${problem}`],
  E_MODEL_NOT_LOADED: [
    500,
    (identity: string) =>
      `model ${identity} was used before it was loaded; hand it to \`await createOrm({ models: { … } })\` first`,
  ],
  E_UNKNOWN_MODEL: [
    500,
    (given: string, known: readonly string[]) => `no model is called '${given}'; ${knownNames(given, known)}`,
  ],

  // Datastores
  E_UNKNOWN_DATASTORE: [
    500,
    (given: string, known: readonly string[]) =>
      `no datastore is called '${given}'; ${knownNames(given, known)}`,
  ],
  E_INVALID_DATASTORE: [500, (name: string, problem: string) => `datastore '${name}': ${problem}`],
  E_DRIVER_MISSING: [
    500,
    (name: string, driver: string) =>
      `datastore '${name}' needs the package ${driver}, which can't be loaded; run \`npm install ${driver}\``,
  ],
  E_CONNECTION_LOST: [
    503,
    (name: string, reason: string) =>
      `datastore '${name}' lost its connection (${reason}); the next query connects again`,
  ],
  E_CONNECT_FAILED: [
    503,
    (name: string, kind: 'sqlite' | 'postgres' | 'mysql', place: string, reason: string) =>
      `datastore '${name}' can't be reached at ${place}: ${reason}; ` +
      (kind === 'sqlite'
        ? 'check that it is a file of SQLite which this process may read and write'
        : `check that the server runs and has that database (else \`create database …\`), and that the URL says its host, port, user, password and name: \`${kind}://user:password@host:port/database\``),
  ],
  E_DATASTORE_CLOSED: [
    503,
    (name: string) => `datastore '${name}' is closed; no query can run on it any more`,
  ],
  E_POOL_TIMEOUT: [
    503,
    (name: string, milliseconds: number) =>
      `datastore '${name}' had no free connection for ${milliseconds} ms; ` +
      'end transactions sooner, or raise `pool.max`',
  ],
  E_TRANSACTION_CONFLICT: [
    503,
    (reason: string) => `the database gave up this transaction for another one (${reason}); run it again`,
  ],
  E_TRANSACTION_UNDONE: [
    500,
    (reason: string) =>
      `the database has undone this transaction, since a query in it failed (${reason}); let the error of the query ` +
      'through, or run what may fail in a `transaction(fn)` of its own inside',
  ],
  E_TRANSACTION_CLOSED: [
    500,
    () =>
      'a query was given the connection of a transaction that has ended; await it inside `transaction(fn)`',
  ],
  E_NOT_AWAITED: [500, () => 'a query was to be written as JSON before it was run; write `await` before it'],
  E_MISSING_TABLE: [
    500,
    (model: string, reason: string) =>
      `model ${model}: ${reason}; set \`migrate: 'alter'\` in development, or run your migrations`,
  ],
  E_VALUE_REFUSED: [
    400,
    (model: string, reason?: string) =>
      `model ${model}: a value doesn't fit its column${reason === undefined ? '' : `: ${reason}`}`,
  ],
  E_QUERY_FAILED: [
    500,
    (model: string, reason: string) => `model ${model}: the database refused a query: ${reason}`,
  ],

  // Usage
  E_INVALID_NEW_RECORD: [400, (model: string, details: string) => `can't create ${model}: ${details}`],
  E_INVALID_VALUES_TO_SET: [400, (model: string, details: string) => `can't update ${model}: ${details}`],
  E_INVALID_CRITERIA: [400, (model: string, details: string) => `can't query ${model}: ${details}`],
  E_INVALID_POPULATES: [400, (model: string, details: string) => `can't populate ${model}: ${details}`],
  E_INVALID_ASSOCIATED_IDS: [
    400,
    (model: string, details: string) => `can't change members of ${model}: ${details}`,
  ],
  E_INVALID_ARGUMENT: [400, (method: string, details: string) => `${method}: ${details}`],
  E_MORE_THAN_ONE: [
    500,
    (model: string, method: string) =>
      `${model}.${method}() matched more than one record; narrow the criteria to a unique attribute, or use find()`,
  ],
  E_UNIQUE: [
    400,
    (model: string, attributes: readonly string[]) =>
      `a ${model} with the same ${attributes.length > 0 ? attributes.join(' and ') : 'unique values'} already exists`,
  ],

  E_CUSTOM_TO_JSON: [
    500,
    (model: string, missing: readonly string[], reason: string) =>
      `customToJSON of model ${model} failed: ${reason}` +
      (missing.length > 0
        ? `; the record was read without ${missing.join(', ')}: let it do without what was not selected, or select that too`
        : ''),
  ],
  E_SPLIT_TRANSACTION: [
    500,
    (inside: string, other: string) =>
      `a transaction of datastore '${inside}' holds a write to datastore '${other}', which is not undone with it; ` +
      'keep the models in one datastore, or write to the other one in `onCommit`',
  ],

  // Migrations
  E_MIGRATE_DROP: [
    500,
    () => "`migrate: 'drop'` empties the database and is refused in production; use `migrate: 'safe'`",
  ],
  E_ALTER_TABLE: [
    500,
    (table: string, model: string, problem: string) =>
      `table ${table} can't follow model ${model}: ${problem}; write a migration, or begin anew with \`migrate: 'drop'\``,
  ],
  E_MIGRATION_FAILED: [500, (name: string, reason: string) => `migration ${name} failed: ${reason}`],

  // Encryption
  E_NO_ENCRYPTION_KEY: [
    500,
    (model: string, key: string) =>
      `model ${model}: no data encryption key '${key}'; set \`dataEncryptionKeys: { ${key}: '<32 bytes as base64>' }\``,
  ],
  E_DECRYPT: [
    500,
    (model: string, attribute: string) => `model ${model}: the stored ${attribute} can't be decrypted`,
  ],
});
