/** A model at work: its methods each make a query. @module */
import type { Datastore } from '../datastore/datastore.ts';
import type { Values } from '../definition/model-definition.ts';
import type { Association, ModelSchema } from '../definition/schema.ts';
import { errors } from '../errors.ts';
import { knownNames } from '../known-names.ts';
import { ArchiveOneQuery, ArchiveQuery } from '../query/archive-query.ts';
import { CollectionQuery } from '../query/collection-query.ts';
import { AggregateQuery, CountQuery, FindOneQuery, FindQuery } from '../query/find-query.ts';
import type { ModelContext } from '../query/model-context.ts';
import { StreamQuery } from '../query/stream-query.ts';
import {
  CreateEachQuery,
  CreateQuery,
  DestroyOneQuery,
  DestroyQuery,
  FindOrCreateQuery,
  UpdateOneQuery,
  UpdateQuery,
} from '../query/write-query.ts';
import { checkValue, toDetails } from '../record/check-value.ts';
import { serialize as toJsonForm } from '../record/serialize.ts';
import { UsageError, type Violation } from '../usage-error.ts';
import { modelMethods } from './model-methods.ts';

/** What `Model` of the public types is at run time. */
export class ModelAtWork {
  readonly schema: ModelSchema;
  readonly #context: ModelContext;

  constructor(context: ModelContext) {
    this.schema = context.schema;
    this.#context = context;
    // Bound, so that a method can be handed on: `const { find } = User`.
    for (const name of modelMethods) {
      Object.defineProperty(this, name, {
        value: (this[name] as (...given: never[]) => unknown).bind(this),
        configurable: true,
        writable: true,
      });
    }
  }

  get identity(): string {
    return this.schema.identity;
  }

  get globalId(): string {
    return this.schema.globalId;
  }

  get tableName(): string {
    return this.schema.tableName;
  }

  get primaryKey(): string {
    return this.schema.primaryKey.name;
  }

  get associations(): readonly Association[] {
    return this.schema.associations;
  }

  get attributes(): Readonly<Record<string, object>> {
    return this.schema.attributes;
  }

  get datastore(): Datastore {
    return this.#context.datastore;
  }

  /** What a console shows: what a record has, instead of all that the model knows of itself. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { columns, collections, globalId } = this.schema;
    return `${globalId} { ${[...columns.map(({ name }) => name), ...collections.keys()].join(', ')} }`;
  }

  find(criteria?: unknown): FindQuery {
    return new FindQuery(this.#context, criteria);
  }

  findOne(criteria?: unknown): FindOneQuery {
    return new FindOneQuery(this.#context, criteria);
  }

  count(criteria?: unknown): CountQuery {
    return new CountQuery(this.#context, criteria);
  }

  sum(attribute: unknown, criteria?: unknown): AggregateQuery {
    return new AggregateQuery(this.#context, 'sum', attribute, criteria);
  }

  avg(attribute: unknown, criteria?: unknown): AggregateQuery {
    return new AggregateQuery(this.#context, 'avg', attribute, criteria);
  }

  stream(criteria?: unknown): StreamQuery {
    return new StreamQuery(this.#context, criteria);
  }

  create(values: Values): CreateQuery {
    return new CreateQuery(this.#context, values);
  }

  createEach(list: readonly Values[]): CreateEachQuery {
    return new CreateEachQuery(this.#context, list);
  }

  findOrCreate(criteria: unknown, values: Values): FindOrCreateQuery {
    return new FindOrCreateQuery(this.#context, criteria, values);
  }

  update(criteria?: unknown, values?: Values): UpdateQuery {
    return new UpdateQuery(this.#context, criteria, values);
  }

  updateOne(criteria?: unknown, values?: Values): UpdateOneQuery {
    return new UpdateOneQuery(this.#context, criteria, values);
  }

  destroy(criteria?: unknown): DestroyQuery {
    return new DestroyQuery(this.#context, criteria);
  }

  destroyOne(criteria?: unknown): DestroyOneQuery {
    return new DestroyOneQuery(this.#context, criteria);
  }

  archive(criteria?: unknown): ArchiveQuery {
    return new ArchiveQuery(this.#context, criteria);
  }

  archiveOne(criteria?: unknown): ArchiveOneQuery {
    return new ArchiveOneQuery(this.#context, criteria);
  }

  addToCollection(owners: unknown, alias: unknown, members?: unknown): CollectionQuery {
    return new CollectionQuery(this.#context, 'addToCollection', owners, alias, members);
  }

  removeFromCollection(owners: unknown, alias: unknown, members?: unknown): CollectionQuery {
    return new CollectionQuery(this.#context, 'removeFromCollection', owners, alias, members);
  }

  replaceCollection(owners: unknown, alias: unknown, members?: unknown): CollectionQuery {
    return new CollectionQuery(this.#context, 'replaceCollection', owners, alias, members);
  }

  validate(attribute: unknown, value: unknown): unknown {
    const column = this.schema.columnsByName.get(String(attribute));
    if (!column) {
      throw errors.E_INVALID_ARGUMENT(
        `${this.identity}.validate`,
        `unknown attribute '${String(attribute)}'; ${knownNames(attribute, this.schema.columnsByName.keys())}`,
      );
    }
    const violations: Violation[] = [];
    const checked = checkValue(column, value === undefined ? null : value, violations);
    if (violations.length > 0) {
      throw new UsageError('E_INVALID_VALUES_TO_SET', this.identity, toDetails(violations), violations);
    }
    return checked;
  }

  serialize(record: Values): unknown {
    return toJsonForm(this.schema, record, this.#context.schemaOf);
  }

  getDatastore(): Datastore {
    return this.datastore;
  }
}
