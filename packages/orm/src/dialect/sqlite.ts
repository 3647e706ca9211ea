/** SQLite, through better-sqlite3. @module */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Dialect as KyselyDialect } from 'kysely';
import type { DatastoreSettings } from '../datastore/settings.ts';
import type { Storage } from '../definition/schema.ts';
import { errors } from '../errors.ts';
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from '../kysely.ts';
import { AcquireTimeout } from './acquire-timeout.ts';
import type { Dialect, Failure } from './dialect.ts';
import { parseLikePattern, toGlobPattern } from './like-pattern.ts';
import { SqliteDriver } from './sqlite-driver.ts';
import { fileOf } from './sqlite-file.ts';
import { placeOfTable } from './table-place.ts';

/** Longer texts are compared by their beginning, since SQLite bounds the patterns of `glob`. */
const longestGlob = 1_000;

const most = String(Number.MAX_SAFE_INTEGER);
const least = String(Number.MIN_SAFE_INTEGER);

const columnTypes: { readonly [Kind in Storage]: string } = {
  string: 'text',
  text: 'text',
  number: 'real',
  integer: 'integer',
  boolean: 'integer',
  json: 'text',
  date: 'text',
  binary: 'blob',
  any: 'blob',
};

const encoders: { readonly [Kind in Storage]?: (value: unknown) => unknown } = {
  boolean: (value) => (value ? 1 : 0),
  json: (value) => JSON.stringify(value),
  date: (value) => (value as Date).toISOString(),
  any: (value) =>
    typeof value === 'boolean' ? Number(value) : value instanceof Date ? value.toISOString() : value,
};

const decoders: { readonly [Kind in Storage]?: (value: unknown) => unknown } = {
  boolean: (value) => value === 1 || value === true,
  json: (value) => JSON.parse(value as string),
  date: (value) => new Date(value as string | number),
};

export function sqlite(): Dialect {
  return {
    name: 'sqlite',
    maximumNameLength: 200,
    returning: { insert: true, update: true, delete: true },
    locksRows: false,
    abortsTransactions: false,
    conflictsUndo: false,
    unlimited: sql`-1`,
    strictIntegers: false,
    insertIgnore: { prefix: 'insert or ignore', suffix: '' },
    connect,
    start: async (database) => {
      await sql`select 1`.execute(database);
    },
    columnType: (column) => column.columnType ?? columnTypes[column.encrypt ? 'text' : column.storage],
    // Integers beyond 53 bits as texts, as the other drivers give them: as numbers they would be others.
    asRead: (ref, { type, storage }) =>
      type === 'ref' && (storage === 'integer' || storage === 'any')
        ? sql`case when typeof(${ref}) = 'integer' and ${ref} not between ${sql.raw(least)} and ${sql.raw(most)}
            then cast(${ref} as text) else ${ref} end`
        : ref,
    encoderOf: (storage) => encoders[storage],
    decoderOf: ({ storage }) => decoders[storage],
    longList: (values) => sql`(select value from json_each(${JSON.stringify(values)}))`,
    like: (column, pattern) => sql<boolean>`${column} glob ${toGlobPattern(parseLikePattern(pattern))}`,
    contains: (column, text) => sql<boolean>`instr(${column}, ${text}) > 0`,
    startsWith: (column, text) =>
      text.length <= longestGlob
        ? sql<boolean>`${column} glob ${toGlobPattern([{ kind: 'text', text }, { kind: 'any-text' }])}`
        : sql<boolean>`substr(${column}, 1, length(${text})) = ${text}`,
    endsWith: (column, text) => sql<boolean>`substr(${column}, -length(${text})) = ${text}`,
    order: (column, descending) => (descending ? sql`${column} desc` : sql`${column} asc`),
    failureOf,
    columnsOf: async (database, table) => {
      const { rows } = await sql<{
        name: string;
        type: string;
      }>`select name, type from pragma_table_info(${placeOfTable(table).table})`.execute(database);
      return rows;
    },
    indexesOf: async (database, name) => {
      const { table } = placeOfTable(name);
      const { rows } = await sql<{ name: string; unique: number; column: string | null }>`
        select list.name as "name", list."unique" as "unique", info.name as "column"
        from pragma_index_list(${table}) as list, pragma_index_info(list.name) as info
        union all select 'primary key', 1, name from pragma_table_info(${table}) where pk > 0`.execute(
        database,
      );
      const indexes = new Map<string, { name: string; unique: boolean; columns: string[] }>();
      for (const row of rows) {
        const index = indexes.get(row.name) ?? { name: row.name, unique: row.unique === 1, columns: [] };
        indexes.set(row.name, index);
        if (row.column !== null) index.columns.push(row.column);
      }
      return [...indexes.values()];
    },
  };
}

function connect(name: string, { url, pool }: DatastoreSettings): KyselyDialect {
  const file = fileOf(url ?? 'sqlite::memory:');
  const open = async (): Promise<Database> => {
    const { default: BetterSqlite } = await import('better-sqlite3').catch((error: unknown) => {
      throw Object.assign(errors.E_DRIVER_MISSING(name, 'better-sqlite3'), { cause: error });
    });
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const database = new BetterSqlite(file, { timeout: pool?.acquireTimeout ?? 10_000 });
    database.pragma('journal_mode = wal');
    database.pragma('synchronous = normal');
    database.pragma('foreign_keys = on');
    // From here on the driver waits by itself.
    database.pragma('busy_timeout = 0');
    return database;
  };
  return {
    createDriver: () => new SqliteDriver(open, pool?.acquireTimeout ?? 10_000),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (database) => new SqliteIntrospector(database),
  };
}

function failureOf(error: unknown): Failure {
  if (error instanceof AcquireTimeout) return { kind: 'pool-timeout' };
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    // 'UNIQUE constraint failed: user.email, user.name'
    const [, list] = /: (.*)$/.exec(String(message)) ?? [];
    return {
      kind: 'unique',
      columns: (list ?? '').split(', ').map((name) => name.slice(name.indexOf('.') + 1)),
    };
  }
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_BUSY_SNAPSHOT') return { kind: 'conflict' };
  if (code === 'SQLITE_CANTOPEN' || code === 'SQLITE_NOTADB' || isNoFile(code)) return { kind: 'no-access' };
  if (
    code === 'SQLITE_TOOBIG' ||
    code === 'SQLITE_CONSTRAINT_CHECK' ||
    code === 'SQLITE_CONSTRAINT_FOREIGNKEY'
  )
    return { kind: 'value' };
  if (/^no such (table|column)|has no column/.test(String(message))) return { kind: 'missing-table' };
  return { kind: 'other' };
}

/** Whether the folder of the database could not be made. */
function isNoFile(code: unknown): boolean {
  return (
    code === 'ENOENT' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'EACCES' || code === 'EROFS'
  );
}
