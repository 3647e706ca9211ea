/** Types of criteria: which attributes, which operators for which attribute, and which values. @module */
import type { AttributeOf, ColumnName, KeyOf, Registry, TypeOf, ValueOf } from './attributes.ts';
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
  TypeOf<Attribute> extends 'json'
    ? null
    : ValueOf<Attribute, Models> | (TypeOf<Attribute> extends 'date' ? string | number : never);

/** What one attribute may be compared with. */
export type ConditionOf<Attribute, Models extends Registry> =
  | Comparable<Attribute, Models>
  | readonly Comparable<Attribute, Models>[]
  | OperatorsOf<Attribute, Comparable<Attribute, Models>>;

/** Conditions on the attributes of a model. */
export type WhereOf<Definition, Models extends Registry = object> = {
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

type KnownOperator = keyof (Lists<0> & Orders<0> & Texts);

type CheckCondition<Definition, Name, Given> =
  Name extends ColumnName<Definition>
    ? Given extends readonly unknown[] | Date | Uint8Array
      ? unknown
      : Given extends object
        ? {
            readonly [Key in keyof Given]: Key extends KnownOperator
              ? unknown
              : TelltaleTypeError<`'${Key & string}' is no operator; write one of < <= > >= != in nin contains startsWith endsWith like`>;
          }
        : unknown
    : TelltaleTypeError<`'${Name & string}' is not an attribute of this model that a where can use`>;

type CheckList<Definition, List> = { readonly [Place in keyof List]: CheckWhere<Definition, List[Place]> };

/** Tells in words which keys of a `where` mean nothing. */
export type CheckWhere<Definition, Given> = Given extends readonly unknown[]
  ? unknown
  : Given extends object
    ? {
        readonly [Name in keyof Given]: Name extends 'and' | 'or'
          ? CheckList<Definition, Given[Name]>
          : CheckCondition<Definition, Name, Given[Name]>;
      }
    : unknown;

/** Tells in words which keys of criteria mean nothing. */
export type CheckCriteria<Definition, Given> = Given extends readonly unknown[]
  ? unknown
  : Given extends object
    ? {
        readonly [Name in keyof Given]: Name extends Clause
          ? Name extends 'where'
            ? CheckWhere<Definition, Given[Name]>
            : unknown
          : Name extends 'and' | 'or'
            ? CheckList<Definition, Given[Name]>
            : CheckCondition<Definition, Name, Given[Name]>;
      }
    : unknown;
