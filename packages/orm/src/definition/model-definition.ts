/** What a user writes about a model. @module */
import type { Attributes } from './attribute.ts';

/** Values by attribute name, before they are known to fit the model. */
export type Values = Record<string, unknown>;

/** Ends a life-cycle callback that takes it; an error stops the query. */
export type Proceed = (error?: unknown) => void;

export const migrateStrategies = ['safe', 'alter', 'drop'] as const;

/** How tables follow the definitions when the ORM starts. */
export type MigrateStrategy = (typeof migrateStrategies)[number];

export const unknownAttributes = ['ignore', 'warn', 'refuse'] as const;

/** What becomes of values for attributes that a model has not. */
export type UnknownAttributes = (typeof unknownAttributes)[number];

type OneOrMany<Callback> = Callback | readonly Callback[];

/**
 * Functions that run around writes. Each may be async, or take `proceed` and call it. They run before or after the
 * statement, outside of its own transaction; inside `transaction(fn)` they are part of it.
 */
export interface LifecycleCallbacks {
  beforeCreate?: OneOrMany<(values: Values, proceed: Proceed) => unknown>;
  afterCreate?: OneOrMany<(record: Values, proceed: Proceed) => unknown>;
  beforeUpdate?: OneOrMany<(valuesToSet: Values, proceed: Proceed) => unknown>;
  afterUpdate?: OneOrMany<(record: Values, proceed: Proceed) => unknown>;
  beforeDestroy?: OneOrMany<(criteria: Values, proceed: Proceed) => unknown>;
  afterDestroy?: OneOrMany<(record: Values, proceed: Proceed) => unknown>;
}

/** Settings that every model of an ORM starts from, and that each model may set for itself. */
export interface SharedSettings extends LifecycleCallbacks {
  /** Name of the attribute by which a record is known. @default 'id' */
  primaryKey?: string;
  /** Name of the datastore. @default 'default' */
  datastore?: string;
  /** @default 'alter', and 'safe' in production */
  migrate?: MigrateStrategy;
  /** SQL tables always have a schema: attributes that aren't defined are left out of what is stored. `false` is refused. @default true */
  schema?: boolean;
  /**
   * What becomes of values for attributes that aren't defined: they are left out (`'ignore'`), left out with a warning for each
   * name (`'warn'`), or the write is refused and the nearest attribute named (`'refuse'`). @default 'warn', and 'ignore' in production
   */
  unknownAttributes?: UnknownAttributes;
  /** Makes the JSON form of a record. Protected attributes are taken out of what it returns. */
  customToJSON?: (this: Values) => unknown;
  /** Accepted for older definitions: `create` gives the record in any case. */
  fetchRecordsOnCreate?: boolean;
  fetchRecordsOnCreateEach?: boolean;
  fetchRecordsOnUpdate?: boolean;
  fetchRecordsOnDestroy?: boolean;
  /** Whether `destroy` takes the record out of the collections that it stands in. @default true */
  cascadeOnDestroy?: boolean;
  /** The model that `archive` writes to; `false` for none. @default 'archive' */
  archiveModelIdentity?: string | false;
  /** Keys for `encrypt`, by name: 32 bytes each, as base64. */
  dataEncryptionKeys?: Readonly<Record<string, string>>;
}

/** A model, as written in `defineModel`. */
export interface ModelDefinition extends SharedSettings {
  attributes?: Attributes;
  /** Lower-case name of the model. @default the key under which it is given to the ORM */
  identity?: string;
  /** Name of the global variable in an app. */
  globalId?: string;
  /** @default the identity */
  tableName?: string;
  /** `false` takes away the shared `id`, for a model that names another primary key. */
  id?: false;
  /** The older way to say `attributes: { createdAt: false }`. */
  autoCreatedAt?: false;
  /** The older way to say `attributes: { updatedAt: false }`. */
  autoUpdatedAt?: false;
  /** The older way to say `attributes: { id: false }`. */
  autoPK?: false;
  /** Contexts that `subscribe` takes by default; read by resourceful pub-sub. */
  autosubscribe?: boolean | string | readonly string[];
}
