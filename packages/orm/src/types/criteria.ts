/** Types of criteria: which attributes, which operators for which attribute, and which values. @module */
import type { AttributeOf, ColumnName, IsOpen, KeyOf, Registry, TypeOf, ValueOf } from './attributes.ts';
import type { TelltaleTypeError } from './type-error.ts';

interface Lists<Value> {
  '!='?: Value | readonly Value[];
  '!'?: Value | readonly Value[];
  in?: readonly Value[];
  nin?: readonly Value[];
}

interface Orders<Value> {
  '<'?: Value;
  '<='?: Value;
  '>'?: Value;
  '>='?: Value;
}

interface Texts {
  contains?: string;
  startsWith?: string;
  endsWith?: string;
  like?: string;
}

type OperatorsOf<Attribute, Value> = [TypeOf<Attribute>] extends [never]
  ? Lists<Value> & Orders<NonNullable<Value>>
  : TypeOf<Attribute> extends 'string'
    ? Lists<Value> & Orders<string> & Texts
    : TypeOf<Attribute> extends 'number' | 'ref'
      ? Lists<Value> & Orders<NonNullable<Value>>
      : TypeOf<Attribute> extends 'date'
        ? Lists<Value | string | number> & Orders<Date | string | number>
        : TypeOf<Attribute> extends 'json'
          ? { '!='?: null }
          : Lists<Value>;

type Comparable<Attribute, Models extends Registry> =
  // Keys of other records have no type of their own.
  [TypeOf<Attribute>] extends [never]
    ? ValueOf<Attribute, Models>
    : TypeOf<Attribute> extends 'json'
      ? null
      : ValueOf<Attribute, Models> | (TypeOf<Attribute> extends 'date' ? string | number : never);

/** What one attribute may be compared with. */
export type ConditionOf<Attribute, Models extends Registry> =
  | Comparable<Attribute, Models>
  | readonly Comparable<Attribute, Models>[]
  | OperatorsOf<Attribute, Comparable<Attribute, Models>>;

/** Conditions on the attributes of a model. */
export type WhereOf<Definition, Models extends Registry = object> =
  IsOpen<Definition> extends true ? Readonly<Record<string, unknown>> : Where<Definition, Models>;

type Where<Definition, Models extends Registry> = {
  readonly [Name in ColumnName<Definition>]?: ConditionOf<AttributeOf<Definition, Name>, Models>;
} & {
  readonly and?: readonly WhereOf<Definition, Models>[];
  readonly or?: readonly WhereOf<Definition, Models>[];
};

type Direction = 'ASC' | 'DESC' | 'asc' | 'desc';
type SortTerm<Name extends string> =
  | Name
  | `${Name} ${Direction}`
  | { readonly [Key in Name]?: 1 | -1 | Direction };

/** An order: `'name DESC'`, `{ name: 'DESC' }`, or several. */
export type SortOf<Definition> =
  | SortTerm<ColumnName<Definition>>
  | readonly SortTerm<ColumnName<Definition>>[];

/** The clauses of criteria. */
export interface ClausesOf<Definition, Models extends Registry = object> {
  readonly where?: WhereOf<Definition, Models> | KeyOf<Definition> | readonly KeyOf<Definition>[];
  readonly limit?: number;
  readonly skip?: number;
  readonly sort?: SortOf<Definition>;
  readonly select?: readonly ColumnName<Definition>[];
  readonly omit?: readonly ColumnName<Definition>[];
}

/** Criteria in all their forms: a primary key, several, conditions, or clauses. */
export type CriteriaOf<Definition, Models extends Registry = object> =
  | KeyOf<Definition>
  | readonly KeyOf<Definition>[]
  | WhereOf<Definition, Models>
  | ClausesOf<Definition, Models>;

type Clause = keyof ClausesOf<object>;

type OperatorName<Attribute> = keyof OperatorsOf<Attribute, 0>;

type CheckCondition<Definition, Models extends Registry, Name, Given> =
  IsOpen<Definition> extends true
    ? unknown
    : Name extends ColumnName<Definition>
      ? Given extends readonly (infer Item)[]
        ? [Item] extends [Comparable<AttributeOf<Definition, Name>, Models>]
          ? unknown
          : TelltaleTypeError<`'${Name}' can't be compared with a list of values of this type`>
        : Given extends Date | Uint8Array
          ? unknown
          : Given extends object
            ? CheckOperators<AttributeOf<Definition, Name>, Name, Given>
            : Given extends Comparable<AttributeOf<Definition, Name>, Models> | undefined
              ? unknown
              : TelltaleTypeError<`'${Name}' can't be compared with a value of this type`>
      : TelltaleTypeError<`'${Name & string}' is not an attribute of this model that a where can use`>;

type CheckOperators<Attribute, Name extends string, Given> = {
  readonly [Key in keyof Given]: Key extends OperatorName<Attribute>
    ? unknown
    : TelltaleTypeError<`'${Key & string}' is no operator for '${Name}'; there are < <= > >= != in nin, and for strings contains startsWith endsWith like`>;
};

type CheckList<Definition, Models extends Registry, List> = {
  readonly [Place in keyof List]: CheckWhere<Definition, Models, List[Place]>;
};

/** Tells in words which keys of a `where` mean nothing. */
export type CheckWhere<Definition, Models extends Registry, Given> = Given extends readonly unknown[]
  ? unknown
  : Given extends object
    ? {
        readonly [Name in keyof Given]: Name extends 'and' | 'or'
          ? CheckList<Definition, Models, Given[Name]>
          : CheckCondition<Definition, Models, Name, Given[Name]>;
      }
    : unknown;

/** Tells in words which keys of criteria mean nothing. */
export type CheckCriteria<Definition, Models extends Registry, Given> = Given extends readonly unknown[]
  ? unknown
  : Given extends object
    ? {
        readonly [Name in keyof Given]: Name extends Clause
          ? Name extends 'where'
            ? CheckWhere<Definition, Models, Given[Name]>
            : unknown
          : Name extends 'and' | 'or'
            ? CheckList<Definition, Models, Given[Name]>
            : CheckCondition<Definition, Models, Name, Given[Name]>;
      }
    : unknown;

/** What criteria have to be, judged by what they are: a key, keys, a bare where or clauses. */
export type Fit<Definition, Models extends Registry, Given> = [Given] extends [undefined]
  ? unknown
  : Given extends number | string
    ? Given extends KeyOf<Definition>
      ? unknown
      : TelltaleTypeError<'this is not a primary key of this model'>
    : Given extends readonly unknown[]
      ? Given extends readonly KeyOf<Definition>[]
        ? unknown
        : TelltaleTypeError<'this is not a list of primary keys of this model'>
      : (keyof Given & Clause extends never
          ? WhereOf<Definition, Models>
          : WhereOf<Definition, Models> & ClausesOf<Definition, Models>) &
          CheckCriteria<Definition, Models, Given>;
