/** PostgreSQL, through pg. @module */
import type { Dialect as KyselyDialect, PostgresPool } from 'kysely';
import type { DatastoreSettings } from '../datastore/settings.ts';
import type { Column, Storage } from '../definition/schema.ts';
import { errors } from '../errors.ts';
import { PostgresDialect, sql } from '../kysely.ts';
import type { Dialect, Failure } from './dialect.ts';
import { isUnreachable } from './is-unreachable.ts';
import { parseLikePattern, toSqlPattern } from './like-pattern.ts';
import { watchCommits } from './postgres-commit.ts';
import { placeOfTable } from './table-place.ts';

const columnTypes: { readonly [Kind in Storage]: string } = {
  // The same order and the same case rules as on the other databases.
  string: 'text collate "C"',
  text: 'text collate "C"',
  number: 'double precision',
  integer: 'bigint',
  boolean: 'boolean',
  json: 'jsonb',
  date: 'timestamptz',
  binary: 'bytea',
  any: 'text',
};

const arrayTypes: { readonly [Kind in Storage]: string } = {
  string: 'text[]',
  text: 'text[]',
  number: 'double precision[]',
  integer: 'bigint[]',
  boolean: 'boolean[]',
  json: 'jsonb[]',
  date: 'timestamptz[]',
  binary: 'bytea[]',
  any: 'text[]',
};

const encoders: { readonly [Kind in Storage]?: (value: unknown) => unknown } = {
  json: (value) => JSON.stringify(value),
  date: (value) => (value as Date).toISOString(),
  any: (value) => (value instanceof Date ? value.toISOString() : value),
};

/** Numbers of the types whose values pg would give as texts, or in the zone of this machine. */
const int8 = 20;
const numeric = 1700;
const timestampWithoutZone = 1114;
const dateAlone = 1082;

export function postgres(): Dialect {
  return {
    name: 'postgres',
    maximumNameLength: 63,
    returning: { insert: true, update: true, delete: true },
    locksRows: true,
    abortsTransactions: true,
    conflictsUndo: false,
    unlimited: undefined,
    strictIntegers: true,
    insertIgnore: { prefix: 'insert', suffix: ' on conflict do nothing' },
    connect,
    start: async (database) => {
      await sql`select 1`.execute(database);
    },
    columnType: (column) => {
      if (column.columnType !== undefined) return typeOf(column.columnType);
      return columnTypes[column.encrypt ? 'text' : column.storage];
    },
    encoderOf: (storage) => encoders[storage],
    // The driver reads JSON of JSON columns, and knows nothing of JSON in others.
    decoderOf: ({ storage, columnType }) =>
      storage === 'json' && columnType !== undefined && !/^jsonb?$/i.test(columnType) ? readJson : undefined,
    longList: (values, column) => sql`(select unnest(${values}::${sql.raw(arrayTypeOf(column))}))`,
    asText: (reference, { columnType }) =>
      columnType === undefined || textColumn.test(columnType) ? reference : sql`cast(${reference} as text)`,
    like: (column, pattern) =>
      sql<boolean>`${column} like ${toSqlPattern(parseLikePattern(pattern))} escape '|'`,
    contains: (column, text) => sql<boolean>`strpos(${column}, ${text}) > 0`,
    startsWith: (column, text) =>
      sql<boolean>`${column} like ${toSqlPattern([{ kind: 'text', text }, { kind: 'any-text' }])} escape '|'`,
    endsWith: (column, text) => sql<boolean>`right(${column}, length(${text})) = ${text}`,
    order: (column, descending) =>
      descending ? sql`${column} desc nulls last` : sql`${column} asc nulls first`,
    failureOf,
    columnsOf: async (database, name) => {
      const { schema, table } = placeOfTable(name);
      const { rows } = await sql<{ name: string; type: string }>`
        select column_name as "name", data_type as "type" from information_schema.columns
        where table_schema = coalesce(${schema ?? null}, current_schema()) and table_name = ${table}`.execute(
        database,
      );
      return rows;
    },
    indexesOf: async (database, name) => {
      const { schema, table } = placeOfTable(name);
      const { rows } = await sql<{ name: string; unique: boolean; columns: string[] }>`
        select index_class.relname as "name", indexes.indisunique as "unique",
          array(select attribute.attname::text from unnest(indexes.indkey) with ordinality as key(number, place)
            join pg_attribute as attribute on attribute.attrelid = indexes.indrelid and attribute.attnum = key.number
            order by key.place) as "columns"
        from pg_index as indexes
        join pg_class as index_class on index_class.oid = indexes.indexrelid
        join pg_class as table_class on table_class.oid = indexes.indrelid
        join pg_namespace as space on space.oid = table_class.relnamespace
        where space.nspname = coalesce(${schema ?? null}, current_schema()) and table_class.relname = ${table}`.execute(
        database,
      );
      return rows;
    },
    // Never back: what was counted once may be in use, or on its way in another transaction.
    afterGivenKey: (name, column, highest) => sql`
      select setval(counter.name, ${highest})
      from (select pg_get_serial_sequence(${quoted(name)}, ${column}) as name) as counter
      where counter.name is not null and ${highest} > coalesce(pg_sequence_last_value(counter.name::regclass), 0)`,
  };
}

const textColumn = /^(text|varchar|char|character|citext|bpchar|name)\b/i;

function readJson(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

/** A type as PostgreSQL calls it. A counted key is one by `identity`, and what points at it counts nothing. */
function typeOf(columnType: string): string {
  if (/^datetime$/i.test(columnType)) return 'timestamptz';
  const [, size] = /^(small|big)?serial$/i.exec(columnType) ?? [];
  if (/serial$/i.test(columnType)) return size === undefined ? 'integer' : `${size}int`;
  return columnType;
}

function arrayTypeOf({ columnType, storage }: Column): string {
  if (storage === 'integer') return arrayTypes.integer;
  return columnType === undefined ? arrayTypes[storage] : `${typeOf(columnType)}[]`;
}

/** The name of a table as text that is read like SQL. */
function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

function connect(name: string, { url, pool, ssl }: DatastoreSettings): KyselyDialect {
  return new PostgresDialect({
    pool: async () => {
      const { default: pg } = await import('pg').catch((error: unknown) => {
        throw Object.assign(errors.E_DRIVER_MISSING(name, 'pg'), { cause: error });
      });
      const created = new pg.Pool({
        connectionString: url,
        max: pool?.max ?? 10,
        idleTimeoutMillis: pool?.idleTimeout ?? 10_000,
        connectionTimeoutMillis: pool?.acquireTimeout ?? 10_000,
        ...(ssl !== undefined && { ssl }),
        types: { getTypeParser },
      });
      // A connection that the server ends is told by an event, which unheard would end the process: of the pool when it
      // is idle, of its own while a transaction has it. The next query on it fails, and that is where it is dealt with.
      created.on('error', () => {});
      created.on('connect', (client) => {
        client.on('error', () => {});
        watchCommits(client);
      });
      return created as unknown as PostgresPool;

      function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
        if (format !== 'binary') {
          if (oid === int8 || oid === numeric) return toNumber;
          if (oid === dateAlone) return (text: string) => new Date(`${text}T00:00:00Z`);
          if (oid === timestampWithoutZone) return (text: string) => new Date(`${text.replace(' ', 'T')}Z`);
        }
        return pg.types.getTypeParser(oid, format);
      }
    },
  });
}

/** A number, or the text when the number would not be exact. */
function toNumber(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) || text.includes('.') ? number : text;
}

function failureOf(error: unknown): Failure {
  const { code, message, constraint, detail } = error as {
    code?: unknown;
    message?: unknown;
    constraint?: string;
    detail?: string;
  };
  if (code === '23505') {
    // 'Key (email)=(ann@x.io) already exists.'
    const [, list] = /\(([^)]*)\)=/.exec(detail ?? '') ?? [];
    const columns = list?.split(', ').map((column) => column.replace(/^"(.*)"$/, '$1'));
    return {
      kind: 'unique',
      ...(constraint !== undefined && { index: constraint }),
      ...(columns && { columns }),
    };
  }
  if (code === '40001' || code === '40P01') return { kind: 'conflict' };
  if (code === '42P01' || code === '42703') return { kind: 'missing-table' };
  // Data exceptions, what is too long, foreign keys and checks.
  if (typeof code === 'string' && /^(22|54000|23503|23514)/.test(code)) return { kind: 'value' };
  if (/^timeout exceeded when trying to connect/.test(String(message))) return { kind: 'pool-timeout' };
  if (/not queryable|Connection terminated due to connection timeout/.test(String(message))) {
    return { kind: 'connection', notSent: true };
  }
  if (code === '57P03' || isUnreachable(code)) return { kind: 'connection', notSent: true };
  // A wrong password or role, no such database, no right to connect to it.
  if (code === '28P01' || code === '28000' || code === '3D000') return { kind: 'no-access' };
  const isLost =
    (typeof code === 'string' && /^(08|57P0|ECONNRESET|EPIPE)/.test(code)) ||
    /Connection (terminated|ended)/.test(String(message));
  return isLost ? { kind: 'connection', notSent: false } : { kind: 'other' };
}
