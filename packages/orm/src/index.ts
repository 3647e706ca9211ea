/** Models in the Waterline vocabulary, with types inferred from the definition, on SQLite, PostgreSQL and MySQL. @module @telltale/orm */
export { AdapterError } from './adapter-error.ts';
export { type Clauses, parseCriteria } from './criteria/parse-criteria.ts';
export type { Datastore, NativeResult } from './datastore/datastore.ts';
export { openDatastore } from './datastore/open-datastore.ts';
export type { TransactionOptions } from './datastore/run-transaction.ts';
export type { DatastoreSettings, OrmLog, PoolSettings, SlowQuery } from './datastore/settings.ts';
export type { TransactionContext } from './datastore/transaction-context.ts';
export { defineErrors, type ErrorTable, OrmError } from './define-errors.ts';
export type {
  AttributeDefinition,
  Attributes,
  AttributeType,
  CollectionAttribute,
  JsonOf,
  ModelAttribute,
  Rules,
  ValueAttribute,
} from './definition/attribute.ts';
export type {
  LifecycleCallbacks,
  MigrateStrategy,
  ModelDefinition,
  Proceed,
  SharedSettings,
  UnknownAttributes,
  Values,
} from './definition/model-definition.ts';
export type { ModelDefaults } from './definition/normalize-model.ts';
export type { Association, Collection, Column, ModelSchema } from './definition/schema.ts';
export { errors } from './errors.ts';
export { createMigrator, type MigrationSource, runMigrations } from './migrate/run-migrations.ts';
export { defineModel } from './model/define-model.ts';
export { createOrm, type Orm, type OrmOptions } from './orm.ts';
export { Envelope, type ErrorFilter, type ErrorHandler, handleError } from './query/envelope.ts';
export type { QueryMeta } from './query/model-context.ts';
export { toIds } from './record/prepare-values.ts';
export type { CriteriaOf, SortOf, WhereOf } from './types/criteria.ts';
export type { DefinedModel, Model, ModelExtensions, ModelRegistry } from './types/model.ts';
export type * from './types/query.ts';
export type { CreatableOf, RecordOf, SettableOf } from './types/record.ts';
export type { TelltaleTypeError } from './types/type-error.ts';
export { UsageError, type Violation } from './usage-error.ts';
