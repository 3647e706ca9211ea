/** What a query is to populate, checked against the model. @module */
import type { Criteria } from '../criteria/condition.ts';
import { type Clauses, parseCriteria, toClauses } from '../criteria/parse-criteria.ts';
import type { Collection, Column, ModelSchema } from '../definition/schema.ts';
import { knownNames } from '../known-names.ts';
import type { ModelContext, QueryMeta } from '../query/model-context.ts';
import { describe } from '../record/rules.ts';
import { UsageError } from '../usage-error.ts';

/** One association to fill in. */
export type PopulatePlan =
  | {
      readonly kind: 'one';
      readonly column: Column;
      readonly target: ModelContext;
      readonly criteria: Criteria;
    }
  | {
      readonly kind: 'many';
      readonly collection: Collection;
      readonly target: ModelContext;
      readonly criteria: Criteria;
    };

/** Sub-criteria by the name of the association, as given. */
export type Populates = ReadonlyMap<string, unknown>;

/**
 * Checks what is to be populated.
 *
 * @throws E_INVALID_POPULATES
 */
export function planPopulates(context: ModelContext, populates: Populates, meta: QueryMeta): PopulatePlan[] {
  const plans: PopulatePlan[] = [];
  for (const [alias, given] of populates) {
    if (given === false) continue;
    const { schema } = context;
    const column = schema.columnsByName.get(alias);
    const collection = schema.collections.get(alias);
    const isHidden = meta.fromClient && isProtected(schema, alias);
    const identity = isHidden ? undefined : (collection?.target ?? column?.model);
    if (identity === undefined) {
      const [first = ''] = String(alias).split('.');
      if (first !== alias && schema.associations.some((association) => association.alias === first))
        throw nested(schema.identity, first);
      const known = schema.associations
        .map((association) => association.alias)
        .filter((name) => !(meta.fromClient && isProtected(schema, name)));
      throw new UsageError(
        'E_INVALID_POPULATES',
        schema.identity,
        `there is no association ${describe(alias)}; ${knownNames(alias, known)}`,
      );
    }
    refuseNested(schema.identity, alias, given);
    const target = context.modelOf(identity);
    const criteria = parseSubcriteria(context, alias, target, given, meta);
    if (collection) plans.push({ kind: 'many', collection, target, criteria });
    else {
      if (criteria.limit !== undefined || criteria.skip > 0 || criteria.sort.length > 0) {
        throw new UsageError(
          'E_INVALID_POPULATES',
          schema.identity,
          `${alias} is a single record, which takes \`where\`, \`select\` and \`omit\` only`,
        );
      }
      plans.push({ kind: 'one', column: column!, target, criteria });
    }
  }
  return plans;
}

function isProtected(schema: ModelSchema, alias: string): boolean {
  return (schema.columnsByName.get(alias) ?? schema.collections.get(alias))?.protect === true;
}

function parseSubcriteria(
  context: ModelContext,
  alias: string,
  target: ModelContext,
  given: unknown,
  meta: QueryMeta,
): Criteria {
  try {
    const clauses: Clauses = given === true ? {} : toClauses(target.schema, given);
    return parseCriteria(target.schema, clauses, meta);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError('E_INVALID_POPULATES', context.schema.identity, `${alias}: ${error.details}`);
  }
}

/** Populate goes one level deep. */
function refuseNested(model: string, alias: string, given: unknown): void {
  if (typeof given !== 'object' || given === null) return;
  if (Object.hasOwn(given, 'populate') || Object.hasOwn(given, 'populates')) throw nested(model, alias);
}

function nested(model: string, alias: string): UsageError {
  return new UsageError(
    'E_INVALID_POPULATES',
    model,
    `populate goes one level deep, so what ${alias} is associated with can't be filled in along with it; ` +
      `find the records of ${alias} by their keys, and populate those`,
  );
}
