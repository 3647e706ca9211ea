/** A model as code uses it that learns at run time which one it is. @module */
import type { Datastore, ModelSchema, QueryMeta } from '@telltale/orm';

/** A record, or some of its values, by attribute name. */
export type Values = Record<string, unknown>;

/** A primary key. */
export type Id = string | number;

/** Criteria as `find` takes them. */
export interface AnyCriteria {
  where?: unknown;
  limit?: number;
  skip?: number;
  sort?: unknown;
  select?: readonly string[];
  omit?: readonly string[];
}

/** A query whose records are of no known type. */
export interface AnyQuery<Result> extends PromiseLike<Result> {
  populate(alias: string, criteria?: unknown): this;
  select(names: readonly string[]): this;
  forUpdate(): this;
  meta(meta: QueryMeta): this;
}

/** What blueprints need of a model. */
export interface AnyModel {
  readonly identity: string;
  readonly globalId: string;
  /** Name of the primary key. */
  readonly primaryKey: string;
  readonly schema: ModelSchema;
  readonly datastore: Datastore;
  find(criteria?: unknown): AnyQuery<Values[]>;
  findOne(criteria: unknown): AnyQuery<Values | undefined>;
  create(values: Values): PromiseLike<Values>;
  updateOne(criteria: unknown, values: Values): PromiseLike<Values | undefined>;
  destroyOne(criteria: unknown): PromiseLike<Values | undefined>;
  addToCollection(owner: Id, alias: string, members: readonly Id[]): PromiseLike<unknown>;
  removeFromCollection(owner: Id, alias: string, members: readonly Id[]): PromiseLike<unknown>;
  replaceCollection(owner: Id, alias: string, members: readonly Id[]): PromiseLike<unknown>;
}
