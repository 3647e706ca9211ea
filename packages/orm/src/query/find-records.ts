/** Finds records, and populates them. @module */
import { type Criteria, isImpossible } from '../criteria/condition.ts';
import type { Values } from '../definition/model-definition.ts';
import type { Column } from '../definition/schema.ts';
import { populateRecords, selectRecords } from '../populate/populate.ts';
import { type PopulatePlan, type Populates, planPopulates } from '../populate/populate-plan.ts';
import type { ModelContext, QueryMeta } from './model-context.ts';

/** Finds records by criteria that are parsed already. */
export async function findRecords(
  context: ModelContext,
  criteria: Criteria,
  populates: Populates | undefined,
  meta: QueryMeta,
): Promise<Values[]> {
  if (!populates || populates.size === 0) return selectRecords(context, criteria, meta);
  const plans = planPopulates(context, populates, meta);
  if (criteria.limit === 0 || isImpossible(criteria.where)) return [];

  const query = context.statements.select(
    { ...criteria, columns: columnsFor(context, criteria, plans) },
    meta.lock === true,
  );
  const { rows } = await context.datastore.execute(query, context.schema, !meta.lock);
  const shell = shellOf(context, plans);
  const records = rows.map((row) => context.read(shell ? { ...shell, ...row } : row, meta));
  await populateRecords(context, records, plans, meta);
  return records;
}

/** A foreign key that is populated has to be read, whether or not it was asked for. */
function columnsFor(
  { schema }: ModelContext,
  { columns }: Criteria,
  plans: readonly PopulatePlan[],
): readonly Column[] | undefined {
  if (columns === undefined) return undefined;
  const wanted = new Set(columns);
  for (const plan of plans) if (plan.kind === 'one') wanted.add(plan.column);
  return schema.columns.filter((column) => wanted.has(column));
}

/** The keys of populated collections, which stand first in a record, in the order of the model. */
function shellOf({ schema }: ModelContext, plans: readonly PopulatePlan[]): Values | undefined {
  const names = new Set(plans.flatMap((plan) => (plan.kind === 'many' ? [plan.collection.name] : [])));
  if (names.size === 0) return undefined;
  const shell: Values = {};
  for (const name of schema.collections.keys()) if (names.has(name)) shell[name] = undefined;
  return shell;
}
