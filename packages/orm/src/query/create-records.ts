/** Creates records. @module */
import type { Values } from '../definition/model-definition.ts';
import { selectRecords } from '../populate/populate.ts';
import type { Prepared } from '../record/prepare-values.ts';
import { prepareNewRecord } from '../record/prepare-values.ts';
import { callbacksOf, runCallbacks } from './lifecycle.ts';
import { replaceMembers } from './member-changes.ts';
import type { ModelContext, QueryMeta } from './model-context.ts';
import { rowsAtOnce } from './rows-at-once.ts';

/** Creates one record. */
export async function createRecord(context: ModelContext, given: Values, meta: QueryMeta): Promise<Values> {
  const before = callbacksOf(context, 'beforeCreate', meta);
  const values = before ? { ...given } : given;
  await runCallbacks(before, before ? [values] : []);
  const prepared = prepareNewRecord(context.schema, values, context.schemaOf);
  const record = prepared.members
    ? await context.datastore.transaction(() => insertWithMembers(context, prepared, meta))
    : await insertOne(context, prepared.values, meta);
  const after = callbacksOf(context, 'afterCreate', meta);
  if (after) await runCallbacks(after, [record]);
  return record;
}

/**
 * Creates several records, all or none.
 *
 * @returns the records when they are asked for
 */
export async function createRecords(
  context: ModelContext,
  given: readonly Values[],
  meta: QueryMeta,
): Promise<Values[] | undefined> {
  const before = callbacksOf(context, 'beforeCreate', meta);
  const after = callbacksOf(context, 'afterCreate', meta);
  const lists = before ? given.map((values) => ({ ...values })) : given;
  await runCallbacks(before, before ? lists : []);
  const prepared = lists.map((values) => prepareNewRecord(context.schema, values, context.schemaOf));
  if (prepared.length === 0) return meta.fetch ? [] : undefined;
  const records = await context.datastore.transaction(() =>
    insertAll(context, prepared, meta, after !== undefined),
  );
  if (after) await runCallbacks(after, records!);
  return meta.fetch ? records : undefined;
}

async function insertWithMembers(
  context: ModelContext,
  { values, members }: Prepared,
  meta: QueryMeta,
): Promise<Values> {
  const record = await insertOne(context, values, meta);
  const key = record[context.schema.primaryKey.name];
  for (const [collection, ids] of members!) await replaceMembers(context, collection, [key], ids);
  return record;
}

async function insertOne(context: ModelContext, values: Values, meta: QueryMeta): Promise<Values> {
  const { schema, datastore, statements } = context;
  // The dialect is known for certain only when the datastore has started.
  await datastore.start();
  const canReturn = datastore.dialect.returning.insert;
  const { rows, insertId } = await datastore.execute(
    statements.insert([values], { returning: canReturn }),
    schema,
    false,
  );
  await followGivenKeys(context, [values]);
  if (canReturn) return context.read(rows[0]!, meta);
  const { primaryKey } = schema;
  const key = values[primaryKey.name] ?? Number(insertId);
  const where = { kind: 'compare', column: primaryKey, operator: '=', value: key } as const;
  const [record] = await selectRecords(
    context,
    { where, limit: undefined, skip: 0, sort: [], columns: undefined },
    meta,
  );
  return record!;
}

async function insertAll(
  context: ModelContext,
  prepared: readonly Prepared[],
  meta: QueryMeta,
  isNeeded: boolean,
): Promise<Values[] | undefined> {
  const { schema, datastore, statements } = context;
  const wantsRecords = meta.fetch === true || isNeeded;
  const { returning } = datastore.dialect;
  const hasMembers = prepared.some(({ members }) => members);
  const hasMixedKeys = new Set(prepared.map(({ values }) => schema.primaryKey.name in values)).size > 1;
  // One statement for each record where several would not say which key belongs to which.
  if (hasMembers || hasMixedKeys || (wantsRecords && !returning.insert)) {
    const records: Values[] = [];
    for (const each of prepared) {
      records.push(
        each.members
          ? await insertWithMembers(context, each, meta)
          : await insertOne(context, each.values, meta),
      );
    }
    return records;
  }
  const records: Values[] = [];
  const most = rowsAtOnce(schema);
  for (let at = 0; at < prepared.length; at += most) {
    const values = prepared.slice(at, at + most).map((each) => each.values);
    const { rows } = await datastore.execute(
      statements.insert(values, { returning: wantsRecords }),
      schema,
      false,
    );
    await followGivenKeys(context, values);
    for (const row of rows) records.push(context.read(row, meta));
  }
  return wantsRecords ? records : undefined;
}

/** After a key was given for an `autoIncrement` one, PostgreSQL has to be told where to go on. */
async function followGivenKeys({ schema, datastore }: ModelContext, rows: readonly Values[]): Promise<void> {
  const { primaryKey, tableName } = schema;
  const { afterGivenKey } = datastore.dialect;
  if (!afterGivenKey || !primaryKey.autoIncrement) return;
  const keys = rows.flatMap((values) => (primaryKey.name in values ? [Number(values[primaryKey.name])] : []));
  const highest = Math.max(0, ...keys);
  if (highest < 1) return;
  await datastore.execute(
    afterGivenKey(tableName, primaryKey.columnName, highest).compile(datastore.root),
    schema,
    false,
  );
}
