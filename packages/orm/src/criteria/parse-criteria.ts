/** Parses criteria in all their forms: a primary key, a list of them, a bare where, or `{ where, limit, … }`. @module */
import type { Values } from '../definition/model-definition.ts';
import type { Column, ModelSchema } from '../definition/schema.ts';
import { knownNames } from '../known-names.ts';
import { describe } from '../record/rules.ts';
import type { Criteria, SortTerm } from './condition.ts';
import { criteriaLimits } from './limits.ts';
import { clauseNames, findColumn, type ParseOptions, parseWhere, refuse } from './parse-where.ts';

/** The clauses of criteria as given, by argument or by modifier. */
export interface Clauses {
  where?: unknown;
  limit?: unknown;
  skip?: unknown;
  sort?: unknown;
  select?: unknown;
  omit?: unknown;
}

/** Splits a criteria argument into its clauses. In a bare where, every other key is an attribute. */
export function toClauses(schema: ModelSchema, given: unknown): Clauses {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    if (typeof given === 'string' || typeof given === 'number' || Array.isArray(given))
      return { where: given };
    refuse(schema, `criteria are an object, a primary key or an array of them; got ${describe(given)}`);
  }
  const clauses: Clauses = {};
  let where: Values | undefined;
  for (const [key, value] of Object.entries(given)) {
    if (isClauseName(key)) clauses[key] = value;
    else {
      // Without a prototype: a key called `__proto__` is a key like any other, and is refused as such.
      where ??= Object.create(null) as Values;
      where[key] = value;
    }
  }
  if (where === undefined) return clauses;
  if (clauses.where !== undefined) {
    refuse(
      schema,
      `beside \`where\` there is no clause ${Object.keys(where).join(', ')}; ${knownNames(Object.keys(where)[0], clauseNames)}`,
    );
  }
  return { ...clauses, where };
}

/**
 * Parses clauses against a model.
 *
 * @throws E_INVALID_CRITERIA that says what is wrong
 */
export function parseCriteria(schema: ModelSchema, clauses: Clauses, options: ParseOptions = {}): Criteria {
  return {
    where: parseWhere(schema, clauses.where, options),
    limit: parseCount(schema, 'limit', clauses.limit),
    skip: parseCount(schema, 'skip', clauses.skip) ?? 0,
    sort: clauses.sort === undefined ? [] : parseSort(schema, clauses.sort, options),
    columns: parseSelection(schema, clauses, options),
  };
}

function isClauseName(key: string): key is keyof Clauses {
  return (clauseNames as readonly string[]).includes(key);
}

function parseCount(schema: ModelSchema, name: string, given: unknown): number | undefined {
  if (given === undefined || given === null || given === Number.POSITIVE_INFINITY) return undefined;
  const count = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  refuse(schema, `\`${name}\` is a whole number, 0 or more; got ${describe(given)}`);
}

function parseSort(schema: ModelSchema, given: unknown, options: ParseOptions): SortTerm[] {
  const terms = (Array.isArray(given) ? given : [given]).flatMap((term: unknown) =>
    parseSortTerm(schema, term, options),
  );
  if (terms.length > criteriaLimits.sortTerms)
    refuse(schema, `a sort has ${criteriaLimits.sortTerms} terms at most`);
  return terms;
}

function parseSortTerm(schema: ModelSchema, term: unknown, options: ParseOptions): SortTerm[] {
  if (typeof term === 'string') {
    const [, name, direction] = /^\s*(\S+)(?:\s+(asc|desc))?\s*$/i.exec(term) ?? [];
    if (name === undefined) refuse(schema, `a sort is such as 'name ASC'; got ${describe(term)}`);
    return [{ column: sortColumn(schema, name, options), descending: direction?.toLowerCase() === 'desc' }];
  }
  if (typeof term !== 'object' || term === null || Array.isArray(term)) {
    refuse(schema, `a sort is such as 'name ASC' or { name: 'DESC' }; got ${describe(term)}`);
  }
  return Object.entries(term).map(([name, direction]) => ({
    column: sortColumn(schema, name, options),
    descending: isDescending(schema, name, direction),
  }));
}

function sortColumn(schema: ModelSchema, name: string, options: ParseOptions): Column {
  const column = findColumn(schema, name, 'sort', options);
  if (column.storage === 'json' || column.encrypt !== undefined) {
    refuse(schema, `${name} is ${column.encrypt ? 'encrypted' : 'json'} and has no order`);
  }
  return column;
}

function isDescending(schema: ModelSchema, name: string, direction: unknown): boolean {
  const word = typeof direction === 'string' ? direction.toLowerCase() : direction;
  if (word === 'desc' || word === -1 || word === '-1' || word === 0) return true;
  if (word === 'asc' || word === 1 || word === '1') return false;
  refuse(schema, `the direction of ${name} is 'ASC' or 'DESC'; got ${describe(direction)}`);
}

function parseSelection(
  schema: ModelSchema,
  { select, omit }: Clauses,
  options: ParseOptions,
): Column[] | undefined {
  if (select !== undefined && omit !== undefined) refuse(schema, 'use either `select` or `omit`, not both');
  if (select !== undefined) {
    const names = parseNames(schema, 'select', select, options);
    if (names.has('*')) return undefined;
    names.add(schema.primaryKey.name);
    return schema.columns.filter(({ name }) => names.has(name));
  }
  if (omit !== undefined) {
    const names = parseNames(schema, 'omit', omit, options);
    if (names.has(schema.primaryKey.name))
      refuse(schema, `the primary key ${schema.primaryKey.name} can't be omitted`);
    return schema.columns.filter(({ name }) => !names.has(name));
  }
  return undefined;
}

function parseNames(
  schema: ModelSchema,
  clause: 'select' | 'omit',
  given: unknown,
  options: ParseOptions,
): Set<string> {
  if (!Array.isArray(given))
    refuse(schema, `\`${clause}\` is an array of attributes; got ${describe(given)}`);
  const names = new Set<string>();
  for (const name of given as unknown[]) {
    if (typeof name !== 'string')
      refuse(schema, `\`${clause}\` has ${describe(name)}, which is no attribute's name`);
    if (name !== '*' || clause === 'omit') findColumn(schema, name, clause, options);
    names.add(name);
  }
  return names;
}
