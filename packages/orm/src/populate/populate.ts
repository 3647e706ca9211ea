/** Fills associations in: one query for each, however many records there are. @module */
import { type Condition, type Criteria, isImpossible } from '../criteria/condition.ts';
import type { Values } from '../definition/model-definition.ts';
import type { Column } from '../definition/schema.ts';
import type { ModelContext, QueryMeta } from '../query/model-context.ts';
import { findMembers } from './find-members.ts';
import type { PopulatePlan } from './populate-plan.ts';

/**
 * Fills the planned associations in. The records are changed; a key of each collection is there already, so that the
 * order of keys is that of the model.
 */
export async function populateRecords(
  context: ModelContext,
  records: readonly Values[],
  plans: readonly PopulatePlan[],
  meta: QueryMeta,
): Promise<void> {
  if (records.length === 0) return;
  for (const plan of plans) {
    if (plan.kind === 'one') await populateOne(records, plan, meta);
    else await populateMany(context, records, plan, meta);
  }
}

async function populateOne(
  records: readonly Values[],
  { column, target, criteria }: Extract<PopulatePlan, { kind: 'one' }>,
  meta: QueryMeta,
): Promise<void> {
  const keys = new Set(
    records.map((record) => record[column.name]).filter((key) => key !== null && key !== undefined),
  );
  const byKey = new Map<unknown, Values>();
  if (keys.size > 0) {
    const where = both(
      { kind: 'compare', column: target.schema.primaryKey, operator: 'in', value: [...keys] },
      criteria.where,
    );
    for (const found of await selectRecords(target, { ...criteria, where }, meta)) {
      byKey.set(found[target.schema.primaryKey.name], found);
    }
  }
  for (const record of records) record[column.name] = byKey.get(record[column.name]) ?? null;
}

async function populateMany(
  context: ModelContext,
  records: readonly Values[],
  { collection, target, criteria }: Extract<PopulatePlan, { kind: 'many' }>,
  meta: QueryMeta,
): Promise<void> {
  const keyName = context.schema.primaryKey.name;
  const keys = records.map((record) => record[keyName]);
  const members =
    criteria.limit === 0 || isImpossible(criteria.where)
      ? new Map<unknown, Values[]>()
      : await findMembers(target, collection.link, keys, criteria, meta);
  for (const record of records) record[collection.name] = members.get(record[keyName]) ?? [];
}

/** Selects and reads records, without populating them. */
export async function selectRecords(
  context: ModelContext,
  criteria: Criteria,
  meta: QueryMeta,
): Promise<Values[]> {
  if (criteria.limit === 0 || isImpossible(criteria.where)) return [];
  const query = context.statements.select(criteria, meta.lock === true);
  const { rows } = await context.datastore.execute(query, context.schema, !meta.lock);
  for (const row of rows) context.read(row, meta);
  return rows;
}

/** Both conditions. */
export function both(one: Condition, other: Condition): Condition {
  return other.kind === 'all' && other.parts.length === 0 ? one : { kind: 'all', parts: [one, other] };
}

/** The columns to select when the query needs another one than those that were asked for. */
export function withColumn(
  columns: readonly Column[] | undefined,
  column: Column,
): readonly Column[] | undefined {
  return columns === undefined || columns.includes(column) ? columns : [...columns, column];
}
