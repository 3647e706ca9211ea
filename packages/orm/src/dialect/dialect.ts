/** What differs between databases, behind one interface. @module */
import type { Kysely, Dialect as KyselyDialect, RawBuilder } from 'kysely';
import type { DatastoreSettings } from '../datastore/settings.ts';
import type { Column, Storage } from '../definition/schema.ts';

/** A database whose tables are known from the models only. */
export type AnyDatabase = Record<string, Record<string, unknown>>;

/** Why a query failed, as far as the program can act on it. */
export type Failure =
  | { readonly kind: 'unique'; readonly index?: string; readonly columns?: readonly string[] }
  | { readonly kind: 'connection'; readonly notSent: boolean }
  /** The database answers, or the file is there, but won't have us. */
  | { readonly kind: 'no-access' }
  | { readonly kind: 'pool-timeout' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'value' }
  | { readonly kind: 'missing-table' }
  | { readonly kind: 'other' };

/** A column as the database has it. */
export interface ExistingColumn {
  readonly name: string;
  readonly type: string;
}

/** An index as the database has it. */
export interface ExistingIndex {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
}

export interface Dialect {
  readonly name: 'sqlite' | 'postgres' | 'mysql';
  /** Greatest number of bytes of a name. */
  readonly maximumNameLength: number;
  /** Whether `insert`, `update` and `delete` give rows back. Asked after `start`. */
  readonly returning: { readonly insert: boolean; readonly update: boolean; readonly delete: boolean };
  /** Whether a transaction needs `for update` to keep what it reads. */
  readonly locksRows: boolean;
  /** Whether a statement that fails spoils the transaction around it. */
  readonly abortsTransactions: boolean;
  /** Whether a conflict undoes the whole transaction, after which the connection is in none. */
  readonly conflictsUndo: boolean;
  /** `limit` that stands for none, before an `offset`. */
  readonly unlimited: RawBuilder<unknown> | undefined;

  /** The driver and compiler that Kysely works with. */
  connect(name: string, settings: DatastoreSettings): KyselyDialect;
  /** Learns about the server, once, before the first query. */
  start(database: Kysely<AnyDatabase>): Promise<void>;

  /** Type of a column in a table that is made or altered. */
  columnType(column: Column): string;
  /** The column as it is read, where the driver would not give its values as they are. */
  asRead?(reference: RawBuilder<unknown>, column: Column): RawBuilder<unknown>;
  /** How a value is given to the driver. */
  encoderOf(storage: Storage): ((value: unknown) => unknown) | undefined;
  /** How a value of the driver is read. */
  decoderOf(column: Pick<Column, 'storage' | 'columnType'>): ((value: unknown) => unknown) | undefined;
  /** Whether an integer column refuses to be compared with 1.5 or 1e30, so that the compiler has to see to it. */
  readonly strictIntegers: boolean;

  /** A list too long to be written out: `column in (…)` with one parameter. */
  longList?(values: readonly unknown[], column: Column): RawBuilder<unknown>;
  /** The column for what compares texts, where its own type may be none: a `uuid` has no beginning. */
  asText?(reference: RawBuilder<unknown>, column: Column): RawBuilder<unknown>;
  /** `column like pattern`, case-sensitive, with `%`, `_` and `\` as escape. */
  like(column: RawBuilder<unknown>, pattern: string): RawBuilder<boolean>;
  contains(column: RawBuilder<unknown>, text: string): RawBuilder<boolean>;
  startsWith(column: RawBuilder<unknown>, text: string): RawBuilder<boolean>;
  endsWith(column: RawBuilder<unknown>, text: string): RawBuilder<boolean>;
  /** `column asc|desc`, null first when ascending. */
  order(column: RawBuilder<unknown>, descending: boolean): RawBuilder<unknown>;
  /** Inserts and skips what is there already. */
  readonly insertIgnore: { readonly prefix: string; readonly suffix: string };

  /** Judges an error of the driver. */
  failureOf(error: unknown): Failure;
  /** @param table with its schema or database before a dot, when it is in another than the connection */
  columnsOf(database: Kysely<AnyDatabase>, table: string): Promise<ExistingColumn[]>;
  /** The primary key among them. @param table as for `columnsOf` */
  indexesOf(database: Kysely<AnyDatabase>, table: string): Promise<ExistingIndex[]>;
  /** Lets the next generated key follow the highest one that was given. */
  afterGivenKey?(table: string, column: string, highest: number): RawBuilder<unknown>;
}
