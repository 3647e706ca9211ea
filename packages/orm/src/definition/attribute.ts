/** The vocabulary of attributes, as a user writes it. @module */

/** Types of a value attribute. The second group are the older names, kept for existing definitions. */
export type AttributeType =
  | 'string'
  | 'number'
  | 'boolean'
  | 'json'
  | 'ref'
  | 'text'
  | 'mediumtext'
  | 'longtext'
  | 'email'
  | 'uuid'
  | 'integer'
  | 'float'
  | 'double'
  | 'decimal'
  | 'array'
  | 'object'
  | 'date'
  | 'datetime'
  | 'time'
  | 'binary';

declare const jsonValue: unique symbol;

/** A `json` attribute whose values have a known type: `type: 'json' as JsonOf<string[]>`. */
export type JsonOf<Value> = 'json' & { readonly [jsonValue]: Value };

/** Rules that a value has to keep. A rule of `false` is off. */
export interface Rules {
  /** One of these values. */
  isIn?: readonly (string | number | boolean | null)[];
  isNotIn?: readonly (string | number | boolean | null)[];
  /** Later than this date (a Date, an ISO string or milliseconds). */
  isAfter?: Date | string | number;
  isBefore?: Date | string | number;
  isBoolean?: boolean;
  isCreditCard?: boolean;
  isEmail?: boolean;
  isHexColor?: boolean;
  isInteger?: boolean;
  isIP?: boolean;
  isNotEmptyString?: boolean;
  isNumber?: boolean;
  isString?: boolean;
  isURL?: boolean;
  /** `true` for any version, or the version. */
  isUUID?: boolean | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  max?: number;
  min?: number;
  /** Greatest number of characters. */
  maxLength?: number;
  /** Least number of characters. */
  minLength?: number;
  regex?: RegExp;
  /** Your own rule; it fails when it returns `false` or throws. */
  custom?: (value: never) => boolean;
}

interface Described {
  description?: string;
  extendedDescription?: string;
  moreInfoUrl?: string;
  example?: unknown;
  meta?: object;
}

interface Stored {
  /** A value must be given when a record is created, and it can't be null or `''`. */
  required?: boolean;
  /** Name of the column. @default the attribute's name */
  columnName?: string;
  /** Type of the column, as the database writes it. */
  columnType?: string;
  /** Never leaves in JSON, at any depth. */
  protect?: boolean;
  /** No two records share a value. */
  unique?: boolean;
  /** Makes an index. */
  index?: boolean;
}

/** An attribute that holds a value. */
export interface ValueAttribute extends Described, Stored, Rules {
  type: AttributeType | JsonOf<unknown>;
  allowNull?: boolean;
  /** The value when none is given: a value, or a function that makes one. */
  defaultsTo?: unknown;
  autoIncrement?: boolean;
  autoCreatedAt?: boolean;
  autoUpdatedAt?: boolean;
  /** Stored encrypted (AES-256-GCM), under the key called `default` or the one named here. */
  encrypt?: boolean | string;
  /** The older way to name the primary key. */
  primaryKey?: boolean;
  /** The older name of `isIn`. */
  enum?: readonly (string | number | boolean | null)[];
  /** Width of a string column; the older name of `maxLength` for the column alone. */
  size?: number;
}

/** An attribute that points at one record of another model. */
export interface ModelAttribute extends Described, Stored {
  /** Identity of the other model. */
  model: string;
  defaultsTo?: unknown;
}

/** An attribute that stands for many records of another model. */
export interface CollectionAttribute extends Described {
  /** Identity of the other model. */
  collection: string;
  /** The attribute of the other model (or of `through`) that points back. */
  via?: string;
  /** Identity of the model that joins the two. */
  through?: string;
  /** Says which side's datastore holds the join table. */
  dominant?: boolean;
  protect?: boolean;
}

/** An attribute as written: in full, or as its type alone. */
export type AttributeDefinition = ValueAttribute | ModelAttribute | CollectionAttribute | AttributeType;

/** Attributes by name. `false` takes away a shared attribute (`id`, `createdAt`, `updatedAt`). */
export type Attributes = { readonly [name: string]: AttributeDefinition | false };
