/** Kysely's values, in one piece: Node reads its CommonJS form in half the time of its many ES modules. @module */
import { createRequire } from 'node:module';
import type * as kysely from 'kysely';

export type CompiledQuery<Row = unknown> = kysely.CompiledQuery<Row>;
export type Kysely<Database> = kysely.Kysely<Database>;
export type Migrator = kysely.Migrator;

export const {
  CompiledQuery,
  Kysely,
  Migrator,
  MysqlDialect,
  PostgresDialect,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} = createRequire(import.meta.url)('kysely') as typeof kysely;
