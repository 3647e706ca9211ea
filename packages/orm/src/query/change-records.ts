/** Updates and destroys records. @module */
import { type Condition, type Criteria, isImpossible } from '../criteria/condition.ts';
import type { Values } from '../definition/model-definition.ts';
import { errors } from '../errors.ts';
import { selectRecords } from '../populate/populate.ts';
import { type Prepared, prepareValuesToSet } from '../record/prepare-values.ts';
import { UsageError } from '../usage-error.ts';
import { callbacksOf, runCallbacks } from './lifecycle.ts';
import { forgetMembers, replaceMembers } from './member-changes.ts';
import type { ModelContext, QueryMeta } from './model-context.ts';

/** How many records a change may meet. */
export type Extent = 'any' | 'one';

/**
 * Updates records.
 *
 * @returns the records when they are asked for
 */
export async function updateRecords(
  context: ModelContext,
  where: Condition,
  given: Values,
  extent: Extent,
  meta: QueryMeta,
): Promise<Values[] | undefined> {
  const before = callbacksOf(context, 'beforeUpdate', meta);
  const after = callbacksOf(context, 'afterUpdate', meta);
  const values = before ? { ...given } : given;
  if (before) await runCallbacks(before, [values]);
  const prepared = withoutKey(context, where, prepareValuesToSet(context.schema, values, context.schemaOf));
  if (isImpossible(where)) return meta.fetch ? [] : undefined;

  const { datastore, statements, schema } = context;
  await datastore.start();
  const wantsRecords = meta.fetch === true || after !== undefined;
  const { returning } = datastore.dialect;
  const isSingleStatement = !prepared.members && (extent === 'any' || isUniqueWhere(context, where));
  let records: Values[] | undefined;
  if (Object.keys(prepared.values).length === 0 && !prepared.members) {
    records = wantsRecords ? await selectRecords(context, ofWhere(where), meta) : undefined;
  } else if (isSingleStatement && !wantsRecords) {
    await datastore.execute(statements.update(prepared.values, where, false), schema, false);
  } else if (isSingleStatement && returning.update) {
    const { rows } = await datastore.execute(statements.update(prepared.values, where, true), schema, false);
    records = rows.map((row) => context.read(row, meta));
  } else {
    records = await datastore.transaction(() => updateByKeys(context, where, prepared, extent, meta));
  }
  if (after) await runCallbacks(after, records ?? []);
  return wantsRecords ? records : undefined;
}

/**
 * Destroys records.
 *
 * @returns the records, as they were, when they are asked for
 */
export async function destroyRecords(
  context: ModelContext,
  where: Condition,
  extent: Extent,
  meta: QueryMeta,
): Promise<Values[] | undefined> {
  const after = callbacksOf(context, 'afterDestroy', meta);
  if (isImpossible(where)) return meta.fetch ? [] : undefined;
  const { datastore, statements, schema } = context;
  await datastore.start();
  const wantsRecords = meta.fetch === true || after !== undefined;
  const cascades = (meta.cascade ?? schema.cascadeOnDestroy) && standsInCollections(context);
  const { returning } = datastore.dialect;
  const isSingleStatement = !cascades && (extent === 'any' || isUniqueWhere(context, where));
  let records: Values[] | undefined;
  if (isSingleStatement && (returning.delete || !wantsRecords)) {
    const { rows } = await datastore.execute(statements.delete(where, wantsRecords), schema, false);
    records = rows.map((row) => context.read(row, meta));
  } else {
    records = await datastore.transaction(() => destroyByKeys(context, where, extent, cascades, meta));
  }
  if (after) await runCallbacks(after, records);
  return wantsRecords ? records : undefined;
}

/** Runs `beforeDestroy` with the criteria as they were given. */
export async function runBeforeDestroy(
  context: ModelContext,
  where: unknown,
  meta: QueryMeta,
): Promise<void> {
  const before = callbacksOf(context, 'beforeDestroy', meta);
  if (before) await runCallbacks(before, [{ where }]);
}

async function updateByKeys(
  context: ModelContext,
  where: Condition,
  { values, members }: Prepared,
  extent: Extent,
  meta: QueryMeta,
): Promise<Values[]> {
  const { schema, datastore, statements } = context;
  const keys = await lockKeys(context, where, extent, 'updateOne');
  if (keys.length === 0) return [];
  const ofKeys = whereKeys(context, keys);
  if (Object.keys(values).length > 0)
    await datastore.execute(statements.update(values, ofKeys, false), schema, false);
  if (members) for (const [collection, ids] of members) await replaceMembers(context, collection, keys, ids);
  return meta.fetch || callbacksOf(context, 'afterUpdate', meta)
    ? selectRecords(context, ofWhere(ofKeys), meta)
    : [];
}

async function destroyByKeys(
  context: ModelContext,
  where: Condition,
  extent: Extent,
  cascades: boolean,
  meta: QueryMeta,
): Promise<Values[]> {
  const { schema, datastore, statements } = context;
  const records = await selectRecords(context, limited(ofWhere(where), extent), { ...meta, lock: true });
  checkExtent(context, records, extent, 'destroyOne');
  if (records.length === 0) return [];
  const keys = records.map((record) => record[schema.primaryKey.name]);
  if (cascades) await forgetMembers(context, keys);
  await datastore.execute(statements.delete(whereKeys(context, keys), false), schema, false);
  return records;
}

async function lockKeys(
  context: ModelContext,
  where: Condition,
  extent: Extent,
  method: string,
): Promise<unknown[]> {
  const { primaryKey } = context.schema;
  const criteria = limited({ ...ofWhere(where), columns: [primaryKey] }, extent);
  const found = await selectRecords(context, criteria, { lock: true });
  checkExtent(context, found, extent, method);
  return found.map((record) => record[primaryKey.name]);
}

function checkExtent(
  { schema }: ModelContext,
  found: readonly Values[],
  extent: Extent,
  method: string,
): void {
  if (extent === 'one' && found.length > 1) throw errors.E_MORE_THAN_ONE(schema.identity, method);
}

function ofWhere(where: Condition): Criteria {
  return { where, limit: undefined, skip: 0, sort: [], columns: undefined };
}

function limited(criteria: Criteria, extent: Extent): Criteria {
  return extent === 'one' ? { ...criteria, limit: 2 } : criteria;
}

function whereKeys({ schema }: ModelContext, keys: readonly unknown[]): Condition {
  return { kind: 'compare', column: schema.primaryKey, operator: 'in', value: keys };
}

/** Whether a condition can meet one record at most, by its form. */
function isUniqueWhere(context: ModelContext, where: Condition): boolean {
  if (where.kind === 'compare') {
    const { column, operator, value } = where;
    return operator === '=' && value !== null && (column.unique || column === context.schema.primaryKey);
  }
  return where.kind === 'all' && where.parts.some((part) => isUniqueWhere(context, part));
}

/** Takes the primary key out of the values of an update: it can be repeated, not changed. */
function withoutKey({ schema }: ModelContext, where: Condition, prepared: Prepared): Prepared {
  const { name } = schema.primaryKey;
  if (!(name in prepared.values)) return prepared;
  const { [name]: key, ...values } = prepared.values;
  const isSame =
    where.kind === 'compare' && where.column.name === name && where.operator === '=' && where.value === key;
  if (isSame) return { ...prepared, values };
  throw new UsageError(
    'E_INVALID_VALUES_TO_SET',
    schema.identity,
    `the primary key ${name} of a record can't be changed`,
    [
      {
        attribute: name,
        rule: 'primaryKey',
        value: key,
        message: `the primary key ${name} of a record can't be changed`,
      },
    ],
  );
}

function standsInCollections(context: ModelContext): boolean {
  if (context.schema.collections.size > 0) return true;
  for (const { schema } of context.all()) {
    if (schema.isJoinTable && schema.columns.some((column) => column.model === context.schema.identity))
      return true;
  }
  return false;
}
