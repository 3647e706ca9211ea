/** Types of what a model gives and takes: records, new records, values to set. @module */
import type {
  AttributeOf,
  AttributesOf,
  CollectionName,
  ColumnName,
  DefinitionOf,
  InputOf,
  IsOpen,
  KeyOf,
  PrimaryKeyName,
  Registry,
  ValueOf,
} from './attributes.ts';
import type { Simplify } from './type-error.ts';

/** A record of a model, as `find` gives it. */
export type RecordOf<Definition, Models extends Registry = object> =
  IsOpen<Definition> extends true
    ? Record<string, unknown>
    : Simplify<{ [Name in ColumnName<Definition>]: ValueOf<AttributeOf<Definition, Name>, Models> }>;

type NeededName<Definition> = {
  [Name in ColumnName<Definition>]: AttributeOf<Definition, Name> extends { readonly required: true }
    ? Name
    : never;
}[ColumnName<Definition>];

type Members<Definition, Models extends Registry> = {
  [Name in CollectionName<Definition>]?: AttributeOf<Definition, Name> extends {
    readonly collection: infer Identity;
  }
    ? readonly KeyOf<DefinitionOf<Models, Identity>>[]
    : never;
};

/** The values of a new record: those that are required, and others. */
export type CreatableOf<Definition, Models extends Registry = object> =
  IsOpen<Definition> extends true ? Record<string, unknown> : Creatable<Definition, Models>;

type Creatable<Definition, Models extends Registry> = Simplify<
  {
    [Name in NeededName<Definition>]: InputOf<AttributeOf<Definition, Name>, Models>;
  } & {
    [Name in Exclude<ColumnName<Definition>, NeededName<Definition>>]?: InputOf<
      AttributeOf<Definition, Name>,
      Models
    >;
  } & Members<Definition, Models>
>;

/** The values of an update: any of them, but for the primary key. */
export type SettableOf<Definition, Models extends Registry = object> =
  IsOpen<Definition> extends true ? Record<string, unknown> : Settable<Definition, Models>;

type Settable<Definition, Models extends Registry> = Simplify<
  {
    [Name in Exclude<ColumnName<Definition>, PrimaryKeyName<Definition>>]?: InputOf<
      AttributeOf<Definition, Name>,
      Models
    >;
  } & Members<Definition, Models>
>;

/** What an association holds when it is populated. */
export type PopulatedOf<Definition, Name, Models extends Registry> =
  IsOpen<Definition> extends true
    ? unknown
    : AttributesOf<Definition> extends infer All
      ? Name extends keyof All
        ? All[Name] extends { readonly collection: infer Identity }
          ? RecordOf<DefinitionOf<Models, Identity>, Models>[]
          : All[Name] extends { readonly model: infer Identity }
            ? RecordOf<DefinitionOf<Models, Identity>, Models> | null
            : never
        : never
      : never;
