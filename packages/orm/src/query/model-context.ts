/** What the operations of a model work with. @module */
import type { Statements } from '../compile/statements.ts';
import type { Datastore } from '../datastore/datastore.ts';
import type { ModelSchema } from '../definition/schema.ts';
import type { ReadRecord } from '../record/read-record.ts';

export interface ModelContext {
  readonly schema: ModelSchema;
  readonly datastore: Datastore;
  readonly statements: Statements;
  readonly read: ReadRecord;
  /** Another model of the same ORM. */
  modelOf(identity: string): ModelContext;
  readonly schemaOf: (identity: string) => ModelSchema;
  /** Every model, join tables included. */
  readonly all: () => Iterable<ModelContext>;
}

/** What `meta` may say about one query. */
export interface QueryMeta {
  /** Whether the records are given back, by `createEach`, `update` and `destroy`. */
  fetch?: boolean;
  /** Leaves out the life-cycle callbacks. */
  skipAllLifecycleCallbacks?: boolean;
  /** Takes the destroyed records out of their collections, or leaves them there. */
  cascade?: boolean;
  /** Gives encrypted attributes in clear. */
  decrypt?: boolean;
  /** Criteria come from a client: protected attributes can't be asked for. */
  fromClient?: boolean;
  /** Keeps the records that are read for the current transaction. */
  lock?: boolean;
}
