/** Types of models and of their definitions. @module */
import type { Datastore } from '../datastore/datastore.ts';
import type {
  Attributes,
  CollectionAttribute,
  ModelAttribute,
  ValueAttribute,
} from '../definition/attribute.ts';
import type { ModelDefinition } from '../definition/model-definition.ts';
import type { Association, ModelSchema } from '../definition/schema.ts';
import type {
  AttributeOf,
  CollectionName,
  ColumnName,
  DefinitionOf,
  InputOf,
  KeyOf,
  PrimaryKeyName,
  Registry,
  ValueOf,
} from './attributes.ts';
import type { CriteriaOf, Fit, WhereOf } from './criteria.ts';
import type {
  CreateQuery,
  DestroyQuery,
  FetchableQuery,
  FindQuery,
  MembersQuery,
  Query,
  StreamQuery,
  UpdateOneQuery,
  UpdateQuery,
  WhereQuery,
} from './query.ts';
import type { CreatableOf, RecordOf, SettableOf } from './record.ts';
import type { Simplify, TelltaleTypeError } from './type-error.ts';

/**
 * The models of an app by identity, so that an imported model knows what its associations lead to. Empty until a
 * program declares its own:
 *
 * @example
 * declare module '@telltale/orm' {
 *   interface ModelRegistry { user: typeof User; pet: typeof Pet }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface ModelRegistry {}

/** Methods that another package gives to every model, such as resourceful pub-sub. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface ModelExtensions {}

type Selected<Definition, Models extends Registry, Given> = Given extends {
  readonly select: readonly (infer Name)[];
}
  ? Simplify<
      Pick<RecordOf<Definition, Models>, Extract<Name | PrimaryKeyName<Definition>, ColumnName<Definition>>>
    >
  : Given extends { readonly omit: readonly (infer Name)[] }
    ? Simplify<Omit<RecordOf<Definition, Models>, Name & string>>
    : RecordOf<Definition, Models>;

type MemberKey<Definition, Name, Models extends Registry> =
  AttributeOf<Definition, Name> extends {
    readonly collection: infer Identity;
  }
    ? KeyOf<DefinitionOf<Models, Identity>>
    : never;

type NumberName<Definition> = {
  [Name in ColumnName<Definition>]: ValueOf<AttributeOf<Definition, Name>, object> extends number | null
    ? Name
    : never;
}[ColumnName<Definition>];

/** A model: every method makes a query, which runs when it is awaited or executed. */
export interface Model<Definition, Models extends Registry = object> extends ModelExtensions {
  readonly identity: string;
  readonly globalId: string;
  readonly tableName: string;
  /** Name of the primary key. */
  readonly primaryKey: string;
  readonly attributes: Readonly<Record<string, object>>;
  readonly associations: readonly Association[];
  readonly datastore: Datastore;
  /** The model with every default filled in. */
  readonly schema: ModelSchema;
  readonly definition: Definition;

  /**
   * Finds records.
   *
   * @throws E_INVALID_CRITERIA, E_INVALID_POPULATES
   * @example
   * const adults = await User.find({ age: { '>=': 18 } }).sort('name').limit(30).populate('pets', { limit: 3 });
   */
  find<Given = undefined>(
    criteria?: Given & CriteriaOf<Definition, Models> & Fit<Definition, Models, Given>,
  ): FindQuery<Definition, Models, Selected<Definition, Models, Given>, 'many'>;
  /**
   * Finds one record; undefined when there is none.
   *
   * @throws E_MORE_THAN_ONE
   */
  findOne<Given = undefined>(
    criteria?: Given & CriteriaOf<Definition, Models> & Fit<Definition, Models, Given>,
  ): FindQuery<Definition, Models, Selected<Definition, Models, Given>, 'one'>;
  /** Goes through records in batches: `eachRecord`, `eachBatch`, or `for await`. */
  stream<Given = undefined>(
    criteria?: Given & CriteriaOf<Definition, Models> & Fit<Definition, Models, Given>,
  ): StreamQuery<Definition, Models, Selected<Definition, Models, Given>>;
  count(
    criteria?: WhereOf<Definition, Models> | { where?: WhereOf<Definition, Models> },
  ): WhereQuery<Definition, Models, number>;
  /** The sum of an attribute; 0 of no records. */
  sum(
    attribute: NumberName<Definition>,
    criteria?: WhereOf<Definition, Models> | { where?: WhereOf<Definition, Models> },
  ): WhereQuery<Definition, Models, number>;
  /** The mean of an attribute; 0 of no records. */
  avg(
    attribute: NumberName<Definition>,
    criteria?: WhereOf<Definition, Models> | { where?: WhereOf<Definition, Models> },
  ): WhereQuery<Definition, Models, number>;

  /**
   * Creates a record, and gives it as it was stored.
   *
   * @throws E_INVALID_NEW_RECORD, E_UNIQUE
   */
  create(
    values: CreatableOf<Definition, Models>,
  ): CreateQuery<Definition, Models, RecordOf<Definition, Models>>;
  /** Creates several records, all or none. Gives them with `.fetch()`. */
  createEach(
    list: readonly CreatableOf<Definition, Models>[],
  ): FetchableQuery<
    Definition extends { readonly fetchRecordsOnCreateEach: true }
      ? RecordOf<Definition, Models>[]
      : undefined,
    RecordOf<Definition, Models>[]
  >;
  /** Finds a record, or creates it. Safe when two try at the same time on a unique attribute. */
  findOrCreate(
    criteria: CriteriaOf<Definition, Models>,
    values: CreatableOf<Definition, Models>,
  ): FindQuery<Definition, Models, RecordOf<Definition, Models>, 'sure'>;
  /**
   * Updates records. Gives them with `.fetch()`.
   *
   * @throws E_INVALID_CRITERIA without criteria: write `{}` for every record
   * @throws E_INVALID_VALUES_TO_SET, E_UNIQUE
   */
  update<Given = undefined>(
    criteria?: Given & CriteriaOf<Definition, Models> & Fit<Definition, Models, Given>,
    values?: SettableOf<Definition, Models>,
  ): UpdateQuery<
    Definition,
    Models,
    Definition extends { readonly fetchRecordsOnUpdate: true } ? RecordOf<Definition, Models>[] : undefined,
    RecordOf<Definition, Models>
  >;
  /** Updates one record, and gives it; undefined when there is none. */
  updateOne<Given = undefined>(
    criteria?: Given & CriteriaOf<Definition, Models> & Fit<Definition, Models, Given>,
    values?: SettableOf<Definition, Models>,
  ): UpdateOneQuery<Definition, Models, RecordOf<Definition, Models>>;
  /**
   * Destroys records. Gives them, as they were, with `.fetch()`.
   *
   * @throws E_INVALID_CRITERIA without criteria: write `{}` for every record
   */
  destroy<Given = undefined>(
    criteria?: Given & CriteriaOf<Definition, Models> & Fit<Definition, Models, Given>,
  ): DestroyQuery<
    Definition,
    Models,
    Definition extends { readonly fetchRecordsOnDestroy: true } ? RecordOf<Definition, Models>[] : undefined,
    RecordOf<Definition, Models>
  >;
  destroyOne(
    criteria?: CriteriaOf<Definition, Models>,
  ): WhereQuery<Definition, Models, RecordOf<Definition, Models> | undefined>;
  /** Destroys records, and keeps what they were in the `archive` model. */
  archive(
    criteria?: CriteriaOf<Definition, Models>,
  ): DestroyQuery<Definition, Models, undefined, RecordOf<Definition, Models>>;
  archiveOne(
    criteria?: CriteriaOf<Definition, Models>,
  ): WhereQuery<Definition, Models, RecordOf<Definition, Models> | undefined>;

  /** Adds members to a collection. Those that are members already stay so. */
  addToCollection<const Name extends CollectionName<Definition>>(
    owners: KeyOf<Definition> | readonly KeyOf<Definition>[],
    name: Name,
    members?: readonly MemberKey<Definition, Name, Models>[],
  ): MembersQuery<MemberKey<Definition, Name, Models>>;
  removeFromCollection<const Name extends CollectionName<Definition>>(
    owners: KeyOf<Definition> | readonly KeyOf<Definition>[],
    name: Name,
    members?: readonly MemberKey<Definition, Name, Models>[],
  ): MembersQuery<MemberKey<Definition, Name, Models>>;
  /** Makes the given records the only members of a collection. */
  replaceCollection<const Name extends CollectionName<Definition>>(
    owners: KeyOf<Definition> | readonly KeyOf<Definition>[],
    name: Name,
    members?: readonly MemberKey<Definition, Name, Models>[],
  ): MembersQuery<MemberKey<Definition, Name, Models>>;

  /**
   * Checks one value, and gives it as it would be stored.
   *
   * @throws E_INVALID_VALUES_TO_SET with `violations`
   */
  validate<const Name extends ColumnName<Definition>>(
    attribute: Name,
    value: InputOf<AttributeOf<Definition, Name>, Models>,
  ): ValueOf<AttributeOf<Definition, Name>, Models>;
  /** The JSON form of a record or of some of its values: without protected attributes, at any depth. */
  serialize(record: object): unknown;
  getDatastore(): Datastore;
}

type CustomMethods<Definition> = {
  readonly [Name in keyof Definition as Name extends keyof ModelDefinition
    ? never
    : Definition[Name] extends (...given: never[]) => unknown
      ? Name
      : never]: Definition[Name];
};

/** What `defineModel` gives. */
export type DefinedModel<Definition> = Model<Definition, ModelRegistry> & CustomMethods<Definition>;

type KeysOfKind<Attribute> = Attribute extends { readonly collection: unknown }
  ? keyof CollectionAttribute
  : Attribute extends { readonly model: unknown }
    ? keyof ModelAttribute
    : keyof ValueAttribute;

type CheckedAttribute<Attribute> = Attribute extends string | false
  ? unknown
  : {
      readonly [Key in keyof Attribute]: Key extends KeysOfKind<Attribute>
        ? unknown
        : TelltaleTypeError<`'${Key & string}' is not a setting of such an attribute`>;
    };

/** Tells in words which settings of attributes mean nothing. */
export type CheckedDefinition<Definition> = Definition extends {
  readonly attributes: infer Given extends Attributes;
}
  ? { readonly attributes: { readonly [Name in keyof Given]: CheckedAttribute<Given[Name]> } }
  : unknown;

/** The query types by name, for annotations. */
export type { Query };
