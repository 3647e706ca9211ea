/** A model as the rest of this package reads it: every default filled in, every association resolved. @module */
import type { Rule } from '../record/rules.ts';
import type { UnknownValues } from '../record/unknown-values.ts';
import type { LifecycleCallbacks, MigrateStrategy, Values } from './model-definition.ts';

/** The five types that an attribute's value can have. */
export type BaseType = 'string' | 'number' | 'boolean' | 'json' | 'ref';

/** How a value is kept in a column. */
export type Storage =
  | 'string'
  | 'text'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'json'
  | 'date'
  | 'binary'
  | 'any';

/** An attribute that has a column. */
export interface Column {
  readonly name: string;
  readonly columnName: string;
  readonly type: BaseType;
  readonly storage: Storage;
  readonly columnType: string | undefined;
  readonly size: number | undefined;
  readonly isPrimaryKey: boolean;
  readonly nullable: boolean;
  readonly required: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  readonly autoIncrement: boolean;
  readonly autoCreatedAt: boolean;
  readonly autoUpdatedAt: boolean;
  readonly hasDefault: boolean;
  readonly defaultsTo: unknown;
  readonly rules: readonly Rule[];
  readonly protect: boolean;
  /** Name of the encryption key. */
  readonly encrypt: string | undefined;
  /** Identity of the model that this column points at. */
  readonly model: string | undefined;
}

/** How the members of a collection are found. */
export type Link =
  | { readonly kind: 'foreign-key'; readonly attribute: string }
  | {
      readonly kind: 'join-table';
      /** Identity of the join model. */
      readonly identity: string;
      /** Attribute of the join model that holds the owner's key. */
      readonly near: string;
      /** Attribute of the join model that holds the member's key. */
      readonly far: string;
    };

/** An attribute that stands for many records. */
export interface Collection {
  readonly name: string;
  readonly target: string;
  readonly via: string | undefined;
  readonly through: string | undefined;
  readonly dominant: boolean;
  readonly protect: boolean;
  link: Link;
}

/** An association of either kind, as blueprints and pub-sub read it. */
export interface Association {
  readonly alias: string;
  readonly type: 'model' | 'collection';
  /** Identity of the other model. */
  readonly model?: string;
  readonly collection?: string;
  readonly via?: string;
  readonly through?: string;
}

/** A model, ready for use. */
export interface ModelSchema {
  readonly identity: string;
  readonly globalId: string;
  readonly tableName: string;
  readonly datastore: string;
  readonly migrate: MigrateStrategy | undefined;
  readonly primaryKey: Column;
  /** In the order of the keys of a record. */
  readonly columns: readonly Column[];
  readonly columnsByName: ReadonlyMap<string, Column>;
  readonly collections: ReadonlyMap<string, Collection>;
  readonly associations: readonly Association[];
  /** As written, the shared ones included. */
  readonly attributes: Readonly<Record<string, object>>;
  readonly callbacks: LifecycleCallbacks;
  readonly customToJSON: ((this: Values) => unknown) | undefined;
  /** What becomes of values for attributes that aren't here. */
  readonly unknownValues: UnknownValues;
  readonly fetchOnCreateEach: boolean;
  readonly fetchOnUpdate: boolean;
  readonly fetchOnDestroy: boolean;
  readonly cascadeOnDestroy: boolean;
  readonly archiveModelIdentity: string | false;
  readonly dataEncryptionKeys: Readonly<Record<string, string>>;
  /** Pairs of columns that are unique together (join tables). */
  readonly uniqueTogether: readonly (readonly string[])[];
  /** Whether it was made for a collection, and not written by the user. */
  readonly isJoinTable: boolean;
}
