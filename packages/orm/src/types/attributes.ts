/** From a definition to its attributes and the types of their values. @module */
import type { AttributeDefinition, Attributes, JsonOf } from '../definition/attribute.ts';
import type { ModelDefinition } from '../definition/model-definition.ts';
import type { baseAttributes } from '../definition/normalize-model.ts';

/** Definitions by identity, as `createOrm` is given them, or as an app declares them in `ModelRegistry`. */
export type Registry = object;

type Base = typeof baseAttributes;
type Own<Definition> = Definition extends { readonly attributes: infer Given extends Attributes }
  ? Given
  : object;

type OldKey<Given> = {
  [Name in keyof Given]: Given[Name] extends { readonly primaryKey: true } ? Name : never;
}[keyof Given];

/** Name of the primary key. */
export type PrimaryKeyName<Definition> = Definition extends { readonly primaryKey: infer Name extends string }
  ? Name
  : [OldKey<Own<Definition>>] extends [never]
    ? 'id'
    : OldKey<Own<Definition>> & string;

type TakenAway<Definition> =
  | (PrimaryKeyName<Definition> extends 'id' ? never : 'id')
  | (Definition extends { readonly id: false } | { readonly autoPK: false } ? 'id' : never)
  | (Definition extends { readonly autoCreatedAt: false } ? 'createdAt' : never)
  | (Definition extends { readonly autoUpdatedAt: false } ? 'updatedAt' : never);

/** All attributes of a model, the shared ones included. */
export type AttributesOf<Definition> = {
  readonly [Name in Exclude<keyof Base, keyof Own<Definition> | TakenAway<Definition>>]: Base[Name];
} & {
  readonly [Name in keyof Own<Definition> as Own<Definition>[Name] extends false
    ? never
    : Name]: Own<Definition>[Name];
};

type NamesOf<Definition, Kind> = {
  [Name in keyof AttributesOf<Definition>]: AttributesOf<Definition>[Name] extends Kind ? Name : never;
}[keyof AttributesOf<Definition>] &
  string;

/** Whether nothing is known of a definition, as of a model that is looked up by a name at run time. */
export type IsOpen<Definition> = ModelDefinition extends Definition ? true : false;

/** Names of the attributes that a record has: values, and keys of other records. */
export type ColumnName<Definition> =
  IsOpen<Definition> extends true
    ? string
    : Exclude<keyof AttributesOf<Definition> & string, CollectionName<Definition>>;

/** Names of the collections. */
export type CollectionName<Definition> =
  IsOpen<Definition> extends true ? string : NamesOf<Definition, { readonly collection: string }>;

/** Names of the associations of either kind. */
export type AssociationName<Definition> =
  | CollectionName<Definition>
  | NamesOf<Definition, { readonly model: string }>;

/** One attribute of a model. */
export type AttributeOf<Definition, Name> = Name extends keyof AttributesOf<Definition>
  ? AttributesOf<Definition>[Name]
  : never;

/** The definition of a model of the registry; a plain `ModelDefinition` when it isn't in there. */
export type DefinitionOf<Models extends Registry, Identity> =
  Lowercase<Identity & string> extends infer Key extends keyof Models
    ? Models[Key] extends { readonly definition: infer Definition }
      ? Definition
      : Models[Key]
    : ModelDefinition;

/** Type of the primary key of a model. */
export type KeyOf<Definition> =
  IsOpen<Definition> extends true
    ? number | string
    : AttributeOf<Definition, PrimaryKeyName<Definition>> extends infer Attribute
      ? TypeOf<Attribute> extends 'string'
        ? string
        : TypeOf<Attribute> extends 'number'
          ? number
          : number | string
      : never;

/** The five base types, and the two that a column of a `ref` may stand for. */
export type TypeOf<Attribute> = Attribute extends AttributeDefinition
  ? Attribute extends string
    ? BaseOf<Attribute>
    : Attribute extends { readonly type: infer Type }
      ? BaseOf<Type>
      : never
  : never;

type BaseOf<Type> = Type extends 'string' | 'text' | 'mediumtext' | 'longtext' | 'email' | 'uuid' | 'time'
  ? 'string'
  : Type extends 'number' | 'integer' | 'float' | 'double' | 'decimal'
    ? 'number'
    : Type extends 'boolean'
      ? 'boolean'
      : Type extends 'date' | 'datetime'
        ? 'date'
        : Type extends 'binary'
          ? 'binary'
          : Type extends 'ref'
            ? 'ref'
            : 'json';

type Optional<Attribute> = Attribute extends { readonly required: true } | { readonly defaultsTo: unknown }
  ? false
  : true;

type Null<Attribute> = Attribute extends { readonly allowNull: true }
  ? null
  : Attribute extends { readonly unique: true }
    ? Attribute extends { readonly autoIncrement: true } | { readonly primaryKey: true }
      ? never
      : Optional<Attribute> extends true
        ? null
        : never
    : never;

type Listed<Attribute, Fallback, Empty> = Attribute extends { readonly isIn: readonly (infer Item)[] }
  ? Extract<Item, Fallback> | (Optional<Attribute> extends true ? Empty : never)
  : Attribute extends { readonly enum: readonly (infer Item)[] }
    ? Extract<Item, Fallback> | (Optional<Attribute> extends true ? Empty : never)
    : Fallback;

type Json<Attribute> = Attribute extends { readonly type: JsonOf<infer Value> }
  ? Value | (Attribute extends { readonly required: true } ? never : null)
  : unknown;

/** Type of the value of an attribute in a record. */
export type ValueOf<Attribute, Models extends Registry> = Attribute extends { readonly model: infer Identity }
  ? KeyOf<DefinitionOf<Models, Identity>> | (Attribute extends { readonly required: true } ? never : null)
  : TypeOf<Attribute> extends infer Type
    ?
        | (Type extends 'string'
            ? Listed<Attribute, string, ''>
            : Type extends 'number'
              ? Listed<Attribute, number, 0>
              : Type extends 'boolean'
                ? boolean
                : Type extends 'date'
                  ? Date | (Attribute extends { readonly required: true } ? never : null)
                  : Type extends 'binary'
                    ? Uint8Array | (Attribute extends { readonly required: true } ? never : null)
                    : Json<Attribute>)
        | Null<Attribute>
    : never;

/** Type of a value that an attribute takes. */
export type InputOf<Attribute, Models extends Registry> =
  | ValueOf<Attribute, Models>
  | ([TypeOf<Attribute>] extends ['date']
      ? [TypeOf<Attribute>] extends [never]
        ? never
        : string | number
      : never);
