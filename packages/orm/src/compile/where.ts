/** From conditions to SQL. Every name comes from the model, every value is bound. @module */
import type { RawBuilder } from 'kysely';
import type { Comparison, Condition } from '../criteria/condition.ts';
import type { Column } from '../definition/schema.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { sql } from '../kysely.ts';

/** Longer lists become one parameter where the database can do it. */
const longestWrittenList = 100;

type Expression = RawBuilder<unknown>;

/** Names a column, with the alias of its table when a query has several. */
export function columnRef(column: Column, alias?: string): Expression {
  return alias === undefined ? sql.id(column.columnName) : sql.id(alias, column.columnName);
}

/** The form of a value that the driver takes. */
export function encode(dialect: Dialect, column: Column, value: unknown): unknown {
  if (value === null || column.encrypt !== undefined) return value;
  const encoder = dialect.encoderOf(column.storage);
  return encoder ? encoder(value) : value;
}

/** Compiles a condition. */
export function compileWhere(condition: Condition, dialect: Dialect, alias?: string): Expression {
  if (condition.kind === 'compare') return compileComparison(condition, dialect, alias);
  if (condition.parts.length === 0) return condition.kind === 'all' ? sql`1 = 1` : sql`1 = 0`;
  const parts = condition.parts.map((part) => compileWhere(part, dialect, alias));
  return sql`(${sql.join(parts, condition.kind === 'all' ? sql` and ` : sql` or `)})`;
}

/**
 * The form of a condition without its values, for the cache of compiled statements; the values are added to `values`
 * in the order in which they are bound.
 *
 * @returns nothing when a statement can't be used again with other values
 */
export function shapeOf(condition: Condition, dialect: Dialect, values: unknown[]): string | undefined {
  if (condition.kind !== 'compare') {
    let shape = condition.kind === 'all' ? '&(' : '|(';
    for (const part of condition.parts) {
      const inner = shapeOf(part, dialect, values);
      if (inner === undefined) return undefined;
      shape += inner;
    }
    return `${shape})`;
  }
  const { column, operator, value } = condition;
  if (value === null) return `${column.name} ${operator} null;`;
  if (isInexact(dialect, column, value)) return undefined;
  switch (operator) {
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      values.push(encode(dialect, column, value));
      return `${column.name} ${operator};`;
    case 'in':
    case 'nin': {
      const list = value as unknown[];
      if (list.length === 0 || list.length > longestWrittenList) return undefined;
      if (list.some((item) => isInexact(dialect, column, item))) return undefined;
      for (const item of list) values.push(encode(dialect, column, item));
      return `${column.name} ${operator} ${list.length};`;
    }
    default:
      return undefined;
  }
}

function compileComparison(
  { column, operator, value }: Comparison,
  dialect: Dialect,
  alias?: string,
): Expression {
  const ref = columnRef(column, alias);
  const orNull = (expression: Expression) =>
    column.nullable ? sql`(${expression} or ${ref} is null)` : expression;
  if (value === null) return operator === '=' ? sql`${ref} is null` : sql`${ref} is not null`;
  // A column of 32 bits may be asked about numbers that it could not hold.
  const isNarrow = dialect.strictIntegers && column.storage === 'integer' && column.columnType !== undefined;
  const bound = (item: unknown) => {
    const value = sql`${encode(dialect, column, item)}`;
    return isNarrow ? sql`cast(${value} as bigint)` : value;
  };
  switch (operator) {
    case '=':
      return sql`${ref} = ${number(dialect, column, value)}`;
    case '!=':
      // A record without the value is one that doesn't have this value.
      return orNull(sql`${ref} != ${number(dialect, column, value)}`);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return sql`${ref} ${sql.raw(operator)} ${number(dialect, column, value)}`;
    case 'in':
    case 'nin': {
      const list = (value as unknown[]).filter((item) => !isInexact(dialect, column, item));
      if (list.length === 0) return operator === 'in' ? sql`1 = 0` : sql`1 = 1`;
      const listed =
        list.length > longestWrittenList && dialect.longList
          ? dialect.longList(
              list.map((item) => encode(dialect, column, item)),
              column,
            )
          : sql`(${sql.join(list.map(bound))})`;
      return operator === 'in' ? sql`${ref} in ${listed}` : orNull(sql`${ref} not in ${listed}`);
    }
    default: {
      const text = value as string;
      // Every text contains, starts and ends with the empty one.
      if (text === '' && operator !== 'like') return sql`${ref} is not null`;
      return dialect[operator](dialect.asText?.(ref, column) ?? ref, text);
    }
  }

  function number(of: Dialect, to: Column, item: unknown): Expression {
    return isInexact(of, to, item) ? sql`cast(${item} as double precision)` : bound(item);
  }
}

/** Whether PostgreSQL would refuse to compare an integer column with this number. */
function isInexact(dialect: Dialect, column: Column, value: unknown): boolean {
  return (
    dialect.strictIntegers &&
    column.storage === 'integer' &&
    typeof value === 'number' &&
    !Number.isSafeInteger(value)
  );
}
