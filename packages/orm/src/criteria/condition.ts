/** Conditions as a small tree: what a `where` becomes once it is known to fit the model. @module */
import type { Column } from '../definition/schema.ts';

/** What a single condition compares with. */
export type Operator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'nin'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | 'like';

/** One attribute against one value; a list for `in` and `nin`. */
export interface Comparison {
  readonly kind: 'compare';
  readonly column: Column;
  readonly operator: Operator;
  readonly value: unknown;
}

/** Every part (`all`) or at least one part (`any`) has to hold. `all` of nothing holds, `any` of nothing doesn't. */
export interface Junction {
  readonly kind: 'all' | 'any';
  readonly parts: readonly Condition[];
}

export type Condition = Comparison | Junction;

/** One term of an order. */
export interface SortTerm {
  readonly column: Column;
  readonly descending: boolean;
}

/** A query's criteria, checked against the model. */
export interface Criteria {
  readonly where: Condition;
  readonly limit: number | undefined;
  readonly skip: number;
  /** As asked; the primary key is added when the query is compiled, so that the order is always total. */
  readonly sort: readonly SortTerm[];
  /** The selected columns, the primary key included; undefined for all. */
  readonly columns: readonly Column[] | undefined;
}

/** The condition that every record meets. */
export const everything: Junction = { kind: 'all', parts: [] };

/** The condition that no record meets. */
export const nothing: Junction = { kind: 'any', parts: [] };

/** Says whether a condition can be met by no record, as far as its form tells. */
export function isImpossible(condition: Condition): boolean {
  if (condition.kind === 'compare')
    return condition.operator === 'in' && (condition.value as unknown[]).length === 0;
  return condition.kind === 'any'
    ? condition.parts.every(isImpossible)
    : condition.parts.length > 0 && condition.parts.some(isImpossible);
}
