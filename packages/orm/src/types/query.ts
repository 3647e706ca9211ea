/** Types of queries: what they give when awaited, and what each modifier makes of it. @module */
import type { ErrorFilter } from '../query/envelope.ts';
import type { QueryMeta } from '../query/model-context.ts';
import type {
  AssociationName,
  AttributeOf,
  ColumnName,
  DefinitionOf,
  KeyOf,
  PrimaryKeyName,
  Registry,
} from './attributes.ts';
import type { CriteriaOf, SortOf, WhereOf } from './criteria.ts';
import type { CreatableOf, PopulatedOf, SettableOf } from './record.ts';
import type { Simplify, TelltaleTypeError } from './type-error.ts';

/** A query. It runs when it is awaited or executed, and not before. */
export interface Query<Result> extends PromiseLike<Result> {
  then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((result: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected>;
  catch<Rejected = never>(
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Result | Rejected>;
  finally(onFinally?: (() => void) | null): Promise<Result>;
  toPromise(): Promise<Result>;
  /** Runs the query: with a node-style callback, or for a promise. */
  exec(callback: (error: Error | null, result: Result, ...more: unknown[]) => unknown): void;
  exec(): Promise<Result>;
  /** Sets options of this one query. */
  meta(meta: QueryMeta): this;
  /** Gives encrypted attributes in clear. */
  decrypt(): this;
  /** Runs the query in a transaction that is passed by hand; inside `transaction(fn)` it joins by itself. */
  usingConnection(connection: unknown): this;
  /** Replaces an error: by another error, or by a value that the caller then finds as `raw` of the error. */
  intercept(filter: ErrorFilter, handle: ((error: Error) => unknown) | string): this;
  intercept(handle: (error: Error) => unknown): this;
  /** Turns an error into a result: that of the function, or undefined. */
  tolerate<Value>(filter: ErrorFilter, handle: (error: Error) => Value): Query<Result | Value>;
  tolerate<Value>(handle: (error: Error) => Value): Query<Result | Value>;
  tolerate(filter?: ErrorFilter): Query<Result | undefined>;
}

/** `undefined`, unless the records are asked for. */
export interface FetchableQuery<Result, Fetched> extends Query<Result> {
  /** Gives the records. */
  fetch(): Query<Fetched>;
  meta(meta: QueryMeta & { fetch: true }): Query<Fetched>;
  meta(meta: QueryMeta): this;
}

type Wrap<Kind, Row> = Kind extends 'many' ? Row[] : Kind extends 'one' ? Row | undefined : Row;

type With<Row, Name extends string, Value> = Simplify<Omit<Row, Name> & { [Key in Name]: Value }>;

type SubcriteriaOf<Definition, Name, Models extends Registry> =
  AttributeOf<Definition, Name> extends {
    readonly collection: infer Identity;
  }
    ? Exclude<CriteriaOf<DefinitionOf<Models, Identity>, Models>, number | string | readonly unknown[]>
    : AttributeOf<Definition, Name> extends { readonly model: infer Identity }
      ? {
          readonly where?: WhereOf<DefinitionOf<Models, Identity>, Models>;
          readonly select?: readonly ColumnName<DefinitionOf<Models, Identity>>[];
          readonly omit?: readonly ColumnName<DefinitionOf<Models, Identity>>[];
        }
      : never;

/** A query that finds records. */
export interface FindQuery<Definition, Models extends Registry, Row, Kind extends 'many' | 'one' | 'sure'>
  extends Query<Wrap<Kind, Row>> {
  where(where: WhereOf<Definition, Models> | KeyOf<Definition>): this;
  limit(limit: number): this;
  skip(skip: number): this;
  sort(sort: SortOf<Definition>): this;
  /** A page of records, counted from 0. @param pageSize @default 30 */
  paginate(page: number, pageSize?: number): this;
  select<const Names extends readonly ColumnName<Definition>[]>(
    names: Names,
  ): FindQuery<
    Definition,
    Models,
    Simplify<Pick<Row, (Names[number] | PrimaryKeyName<Definition>) & keyof Row>>,
    Kind
  >;
  omit<const Names extends readonly ColumnName<Definition>[]>(
    names: Names,
  ): FindQuery<Definition, Models, Simplify<Omit<Row, Names[number]>>, Kind>;
  /** Fills an association in; criteria hold for the members of each record. */
  populate<const Name extends AssociationName<Definition> | (string & {})>(
    name: Name extends AssociationName<Definition>
      ? Name
      : TelltaleTypeError<`'${Name}' is not an association of this model`>,
    subcriteria?: SubcriteriaOf<Definition, Name, Models> | boolean,
  ): FindQuery<Definition, Models, With<Row, Name, PopulatedOf<Definition, Name, Models>>, Kind>;
  populateAll(): FindQuery<
    Definition,
    Models,
    Simplify<
      Omit<Row, AssociationName<Definition>> & {
        [Name in AssociationName<Definition>]: PopulatedOf<Definition, Name, Models>;
      }
    >,
    Kind
  >;
  /** Keeps the records for this transaction: others wait with changing them until it ends. */
  forUpdate(): this;
}

/** A query that goes through records in batches. */
export interface StreamQuery<Definition, Models extends Registry, Row>
  extends Query<undefined>,
    AsyncIterable<Row> {
  where(where: WhereOf<Definition, Models> | KeyOf<Definition>): this;
  limit(limit: number): this;
  skip(skip: number): this;
  sort(sort: SortOf<Definition>): this;
  eachRecord(run: (record: Row, proceed: (error?: unknown) => void) => unknown): Query<undefined>;
  /** @param size records in a batch. @default 30 */
  eachBatch(
    size: number,
    run: (batch: Row[], proceed: (error?: unknown) => void) => unknown,
  ): Query<undefined>;
  eachBatch(run: (batch: Row[], proceed: (error?: unknown) => void) => unknown): Query<undefined>;
  populate<const Name extends AssociationName<Definition>>(
    name: Name,
    subcriteria?: SubcriteriaOf<Definition, Name, Models> | boolean,
  ): StreamQuery<Definition, Models, With<Row, Name, PopulatedOf<Definition, Name, Models>>>;
}

export interface CreateQuery<Definition, Models extends Registry, Row> extends Query<Row> {
  set(values: CreatableOf<Definition, Models>): this;
  /** Kept for existing code: `create` gives the record in any case. */
  fetch(): this;
}

export interface UpdateQuery<Definition, Models extends Registry, Result, Row>
  extends FetchableQuery<Result, Row[]> {
  where(where: WhereOf<Definition, Models> | KeyOf<Definition>): this;
  set(values: SettableOf<Definition, Models>): this;
}

export interface UpdateOneQuery<Definition, Models extends Registry, Row> extends Query<Row | undefined> {
  where(where: WhereOf<Definition, Models> | KeyOf<Definition>): this;
  set(values: SettableOf<Definition, Models>): this;
}

export interface DestroyQuery<Definition, Models extends Registry, Result, Row>
  extends FetchableQuery<Result, Row[]> {
  where(where: WhereOf<Definition, Models> | KeyOf<Definition>): this;
}

export interface WhereQuery<Definition, Models extends Registry, Result> extends Query<Result> {
  where(where: WhereOf<Definition, Models> | KeyOf<Definition>): this;
}

/** A query that changes the members of a collection. */
export interface MembersQuery<Key> extends Query<undefined> {
  members(members: Key | readonly Key[]): this;
}
