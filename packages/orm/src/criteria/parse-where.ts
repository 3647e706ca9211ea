/** Parses a `where`: names, operators and values are all checked against the model, and nothing else gets through. @module */
import type { Column, ModelSchema } from '../definition/schema.ts';
import { knownNames } from '../known-names.ts';
import { fitValue, Misfit } from '../record/fit-value.ts';
import { describe } from '../record/rules.ts';
import { UsageError } from '../usage-error.ts';
import { type Condition, everything, nothing, type Operator } from './condition.ts';
import { criteriaLimits } from './limits.ts';

const operatorNames: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...(['<', '<=', '>', '>=', '!=', 'in', 'nin', 'contains', 'startsWith', 'endsWith', 'like'] as const).map(
    (name) => [name, name] as const,
  ),
  ['!', '!='],
  ['not', '!='],
  ['lessThan', '<'],
  ['lessThanOrEqual', '<='],
  ['greaterThan', '>'],
  ['greaterThanOrEqual', '>='],
]);
const textOperators: ReadonlySet<Operator> = new Set(['contains', 'startsWith', 'endsWith', 'like']);
const orderOperators: ReadonlySet<Operator> = new Set(['<', '<=', '>', '>=']);

/** Beside a `where`; a bare one is taken for conditions, where a misspelt clause looks like an attribute. */
export const clauseNames = ['where', 'limit', 'skip', 'sort', 'select', 'omit'] as const;

/** Who asks: protected attributes are not for clients, who could guess their values by asking. */
export interface ParseOptions {
  fromClient?: boolean;
}

/**
 * Parses a `where`, or a primary key, or a list of them.
 *
 * @throws E_INVALID_CRITERIA
 */
export function parseWhere(schema: ModelSchema, where: unknown, options: ParseOptions = {}): Condition {
  if (where === undefined || where === null) return everything;
  if (typeof where === 'string' || typeof where === 'number')
    return compare(schema, schema.primaryKey, '=', where);
  if (Array.isArray(where)) return compare(schema, schema.primaryKey, 'in', where);
  let budget = criteriaLimits.conditions;
  let listBudget = criteriaLimits.listLength;
  return parseObject(where, 1);

  function parseObject(given: unknown, depth: number): Condition {
    if (depth > criteriaLimits.depth)
      refuse(schema, `\`and\` and \`or\` go ${criteriaLimits.depth} levels deep at most`);
    if (!isPlainObject(given))
      refuse(schema, `conditions are an object such as { name: 'Ann' }; got ${describe(given)}`);
    const parts: Condition[] = [];
    for (const [key, value] of Object.entries(given)) {
      if ((key === 'or' || key === 'and') && !schema.columnsByName.has(key)) {
        if (!Array.isArray(value))
          refuse(schema, `\`${key}\` takes an array of conditions; got ${describe(value)}`);
        if (value.length === 0) charge();
        const inner = value.map((part: unknown) => parseObject(part, depth + 1));
        parts.push({ kind: key === 'or' ? 'any' : 'all', parts: inner });
      } else {
        parts.push(...parseAttribute(findColumn(schema, key, 'where', options), value));
      }
    }
    // What asks for nothing is a part of the query nevertheless.
    if (parts.length === 0) charge();
    return parts.length === 1 ? parts[0]! : parts.length === 0 ? everything : { kind: 'all', parts };
  }

  function parseAttribute(column: Column, value: unknown): Condition[] {
    if (!isPlainObject(value)) return [spend(Array.isArray(value) ? 'in' : '=', column, value)];
    const entries = Object.entries(value);
    if (entries.length === 0)
      refuse(schema, `${column.name} has no operator; write { ${column.name}: { '>': … } }`);
    return entries.map(([name, operand]) => {
      const operator = operatorNames.get(name);
      if (!operator) {
        refuse(
          schema,
          `${column.name} has no operator ${describe(name)}; ${knownNames(name, operatorNames.keys())}`,
        );
      }
      return spend(operator === '!=' && Array.isArray(operand) ? 'nin' : operator, column, operand);
    });
  }

  function spend(operator: Operator, column: Column, value: unknown): Condition {
    charge();
    const condition = compare(schema, column, operator, value);
    if (Array.isArray(value)) listBudget -= value.length;
    if (listBudget < 0)
      refuse(schema, `the lists of a where have ${criteriaLimits.listLength} values in all at most`);
    return condition;
  }

  function charge(): void {
    budget -= 1;
    if (budget < 0) refuse(schema, `a where has ${criteriaLimits.conditions} conditions at most`);
  }
}

/** Finds the column of an attribute that a query names. */
export function findColumn(schema: ModelSchema, name: string, clause: string, options: ParseOptions): Column {
  const column = schema.columnsByName.get(name);
  if (column && !(options.fromClient && column.protect)) return column;
  if (schema.collections.has(name))
    refuse(schema, `collection ${name} can't be used in \`${clause}\`; use populate`);
  // A protected attribute is answered like an unknown one, so that its existence isn't told either.
  const known = schema.columns
    .filter(({ protect }) => !(options.fromClient && protect))
    .map((each) => each.name);
  const clauses = clause === 'where' ? clauseNames : [];
  refuse(schema, `unknown attribute ${describe(name)} in \`${clause}\`; ${knownNames(name, known, clauses)}`);
}

/** Refuses a query. */
export function refuse(schema: ModelSchema, details: string): never {
  throw new UsageError('E_INVALID_CRITERIA', schema.identity, details);
}

function compare(schema: ModelSchema, column: Column, operator: Operator, value: unknown): Condition {
  if (value === undefined) refuse(schema, `${column.name} is undefined; leave it out, or compare with null`);
  if (operator === 'in' || operator === 'nin') return compareList(schema, column, operator, value);
  if (value === null) {
    if (operator === '=' || operator === '!=') return { kind: 'compare', column, operator, value };
    refuse(schema, `${column.name} can't be compared with null by \`${operator}\``);
  }
  if (column.storage === 'json' || column.encrypt !== undefined) {
    refuse(
      schema,
      `${column.name} is ${column.encrypt ? 'encrypted' : 'json'} and can be compared with null only`,
    );
  }
  if (textOperators.has(operator)) {
    if (column.type !== 'string' && column.storage !== 'text') {
      refuse(schema, `\`${operator}\` is for strings, and ${column.name} is a ${column.type}`);
    }
    if (operator === 'like' && typeof value === 'string' && value.length > criteriaLimits.patternLength) {
      refuse(schema, `a \`like\` pattern has ${criteriaLimits.patternLength} characters at most`);
    }
  }
  if (orderOperators.has(operator) && column.type === 'boolean') {
    refuse(schema, `\`${operator}\` is for numbers, strings and dates, and ${column.name} is a boolean`);
  }
  return { kind: 'compare', column, operator, value: fit(schema, column, value) };
}

function compareList(schema: ModelSchema, column: Column, operator: 'in' | 'nin', value: unknown): Condition {
  if (!Array.isArray(value)) refuse(schema, `\`${operator}\` takes an array; got ${describe(value)}`);
  if (value.length > criteriaLimits.listLength) {
    refuse(schema, `\`${operator}\` takes ${criteriaLimits.listLength} values at most; got ${value.length}`);
  }
  const values = new Set<unknown>();
  let hasNull = false;
  for (const item of value as unknown[]) {
    if (item === null) hasNull = true;
    else if (item === undefined) refuse(schema, `\`${operator}\` of ${column.name} has an undefined value`);
    else if (column.storage === 'json' || column.encrypt !== undefined) {
      refuse(schema, `${column.name} can be compared with null only`);
    } else values.add(fit(schema, column, item));
  }
  const list = { kind: 'compare', column, operator, value: [...values] } as const;
  const isNull = { kind: 'compare', column, operator: operator === 'in' ? '=' : '!=', value: null } as const;
  if (operator === 'in')
    return hasNull ? { kind: 'any', parts: [list, isNull] } : values.size === 0 ? nothing : list;
  if (values.size === 0) return hasNull ? isNull : everything;
  return hasNull ? { kind: 'all', parts: [list, isNull] } : list;
}

function fit(schema: ModelSchema, column: Column, value: unknown): unknown {
  const fitted = fitValue(column, value);
  if (fitted instanceof Misfit) {
    const secret = column.protect || column.encrypt !== undefined;
    refuse(
      schema,
      `${column.name} is compared with ${fitted.expected}${secret ? '' : `; got ${describe(value)}`}`,
    );
  }
  return fitted;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Date) && !(value instanceof Uint8Array);
}
