/** MySQL and MariaDB, through mysql2. @module */
import type { Dialect as KyselyDialect, MysqlPool } from 'kysely';
import type { DatastoreSettings } from '../datastore/settings.ts';
import type { Column, Storage } from '../definition/schema.ts';
import { errors } from '../errors.ts';
import { CompiledQuery, MysqlDialect, sql } from '../kysely.ts';
import { AcquireTimeout } from './acquire-timeout.ts';
import type { Dialect, Failure } from './dialect.ts';
import { isUnreachable } from './is-unreachable.ts';
import { parseLikePattern, toSqlPattern } from './like-pattern.ts';
import { openMysqlPool } from './mysql-pool.ts';
import { placeOfTable } from './table-place.ts';

const columnTypes: { readonly [Kind in Storage]: string } = {
  string: 'longtext',
  text: 'longtext',
  number: 'double',
  integer: 'bigint',
  boolean: 'boolean',
  json: 'json',
  date: 'datetime(3)',
  binary: 'longblob',
  any: 'longtext',
};

const encoders: { readonly [Kind in Storage]?: (value: unknown) => unknown } = {
  json: (value) => JSON.stringify(value),
  date: (value) => toDateTime(value as Date),
  any: (value) => (value instanceof Date ? toDateTime(value) : value),
};

const decoders: { readonly [Kind in Storage]?: (value: unknown) => unknown } = {
  boolean: (value) => value === 1 || value === true,
  json: (value) => JSON.parse(value as string),
};

export function mysql({ returning }: DatastoreSettings): Dialect {
  // A collation that tells every two strings apart, also those that differ in trailing spaces.
  let collation = 'utf8mb4_0900_bin';
  let canReturn = false;
  return {
    name: 'mysql',
    maximumNameLength: 64,
    get returning() {
      return { insert: canReturn, update: false, delete: canReturn };
    },
    locksRows: true,
    abortsTransactions: false,
    conflictsUndo: true,
    unlimited: sql`18446744073709551615`,
    strictIntegers: false,
    insertIgnore: { prefix: 'insert ignore', suffix: '' },
    connect,
    start: async (database) => {
      const { rows } = await sql<{ version: string }>`select version() as "version"`.execute(database);
      if (!/mariadb/i.test(rows[0]?.version ?? '')) return;
      collation = 'utf8mb4_nopad_bin';
      canReturn = returning !== false;
    },
    columnType: (column) => columnType(column, collation),
    encoderOf: (storage) => encoders[storage],
    decoderOf: ({ storage }) => decoders[storage],
    like: (column, pattern) =>
      sql<boolean>`${column} like ${toSqlPattern(parseLikePattern(pattern))} escape '|'`,
    contains: (column, text) => sql<boolean>`instr(${column}, ${text}) > 0`,
    startsWith: (column, text) =>
      sql<boolean>`${column} like ${toSqlPattern([{ kind: 'text', text }, { kind: 'any-text' }])} escape '|'`,
    endsWith: (column, text) => sql<boolean>`right(${column}, char_length(${text})) = ${text}`,
    order: (column, descending) => (descending ? sql`${column} desc` : sql`${column} asc`),
    failureOf,
    columnsOf: async (database, name) => {
      const { schema, table } = placeOfTable(name);
      const { rows } = await sql<{ name: string; type: string }>`
        select column_name as "name", data_type as "type" from information_schema.columns
        where table_schema = coalesce(${schema ?? null}, database()) and table_name = ${table}`.execute(
        database,
      );
      return rows;
    },
    indexesOf: async (database, tableName) => {
      const { schema, table } = placeOfTable(tableName);
      const { rows } = await sql<{ name: string; nonUnique: number; column: string }>`
        select index_name as "name", non_unique as "nonUnique", column_name as "column"
        from information_schema.statistics where table_schema = coalesce(${schema ?? null}, database()) and table_name = ${table}
        order by index_name, seq_in_index`.execute(database);
      const indexes = new Map<string, { name: string; unique: boolean; columns: string[] }>();
      for (const row of rows) {
        const index = indexes.get(row.name) ?? {
          name: row.name,
          unique: Number(row.nonUnique) === 0,
          columns: [],
        };
        indexes.set(row.name, index);
        index.columns.push(row.column);
      }
      return [...indexes.values()];
    },
  };
}

function columnType(column: Column, collation: string): string {
  const { columnType: given, storage, encrypt } = column;
  if (given !== undefined) {
    if (/^serial$/i.test(given)) return 'bigint unsigned';
    return /^(datetime|timestamp)$/i.test(given) ? `${given}(3)` : given;
  }
  if (encrypt !== undefined) return 'longtext';
  // Only a bounded text can be indexed.
  const isKey = column.unique || column.index || column.model !== undefined || column.isPrimaryKey;
  const isText = storage === 'string' || (isKey && (storage === 'text' || storage === 'any'));
  if (!isText) return columnTypes[storage] + (storage === 'text' ? ` collate ${collation}` : '');
  const isBounded = column.size !== undefined && column.size <= 700;
  return `${isKey || isBounded ? `varchar(${Math.min(column.size ?? 255, 700)})` : 'longtext'} collate ${collation}`;
}

function connect(name: string, settings: DatastoreSettings): KyselyDialect {
  return new MysqlDialect({
    pool: async () => {
      const { createPool } = await import('mysql2').catch((error: unknown) => {
        throw Object.assign(errors.E_DRIVER_MISSING(name, 'mysql2'), { cause: error });
      });
      return openMysqlPool(createPool, settings) as MysqlPool;
    },
    // A key of 0 is a key, as everywhere. mysql2 writes values into the text of a query. A mode without backslash escapes would read them otherwise.
    onCreateConnection: async (connection) => {
      await connection.executeQuery(
        CompiledQuery.raw(
          "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO'",
        ),
      );
    },
  });
}

/** `2026-11-21 08:30:00.123`, in UTC. */
function toDateTime(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('Z', '');
}

/** MariaDB's number for a check that failed, that of a JSON column among them; mysql2 has no name for it. */
const checkFailed = 4025;

function failureOf(error: unknown): Failure {
  if (error instanceof AcquireTimeout) return { kind: 'pool-timeout' };
  const { code, errno, message, fatal } = error as Record<'code' | 'errno' | 'message' | 'fatal', unknown>;
  switch (code) {
    case 'ER_DUP_ENTRY':
    case 'ER_DUP_ENTRY_WITH_KEY_NAME': {
      // "Duplicate entry 'x' for key 'user.user_email_unique'" (MySQL), "… for key 'user_email_unique'" (MariaDB)
      const [, key] = /for key '(?:[^'.]+\.)?([^']+)'$/.exec(String(message)) ?? [];
      return { kind: 'unique', ...(key !== undefined && { index: key }) };
    }
    case 'ER_LOCK_DEADLOCK':
    case 'ER_LOCK_WAIT_TIMEOUT':
    case 'ER_CHECKREAD':
      return { kind: 'conflict' };
    case 'ER_NO_SUCH_TABLE':
    case 'ER_BAD_FIELD_ERROR':
      return { kind: 'missing-table' };
    case 'ER_DATA_TOO_LONG':
    case 'ER_WARN_DATA_OUT_OF_RANGE':
    case 'ER_TRUNCATED_WRONG_VALUE':
    case 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD':
    case 'ER_NET_PACKET_TOO_LARGE':
    case 'ER_NO_REFERENCED_ROW_2':
    case 'ER_ROW_IS_REFERENCED_2':
    case 'ER_CHECK_CONSTRAINT_VIOLATED':
    case 'ER_INVALID_JSON_TEXT':
      return { kind: 'value' };
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
    case 'ER_DBACCESS_DENIED_ERROR':
    case 'ER_BAD_DB_ERROR':
      return { kind: 'no-access' };
    case 'ER_CON_COUNT_ERROR':
      return { kind: 'connection', notSent: true };
    case 'PROTOCOL_CONNECTION_LOST':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ER_SERVER_SHUTDOWN':
    case 'ER_CONNECTION_KILLED':
    case 'ER_QUERY_INTERRUPTED':
      return { kind: 'connection', notSent: false };
    default:
      if (errno === checkFailed) return { kind: 'value' };
      if (isUnreachable(code)) return { kind: 'connection', notSent: true };
      if (/closed state|Pool is closed/.test(String(message))) return { kind: 'connection', notSent: true };
      return fatal === true ? { kind: 'connection', notSent: false } : { kind: 'other' };
  }
}
