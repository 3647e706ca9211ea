/** `PATCH /user/1` and `PUT /user/1`: other values for a record. @module */
import type { AnyModel, Id, Values } from '../../models/any-model.ts';
import type { BlueprintRequest } from '../blueprint-request.ts';
import { givenCollections, populatesInFull } from '../given-collections.ts';
import { inTransaction } from '../in-transaction.ts';
import { lockExisting, type Stolen, stolenFrom } from '../members.ts';
import { idOf, lockRecord, readAgain, whereId } from '../records.ts';

/** Changes the record, tells its subscribers what is new and what was before, and answers with the record. */
export async function update(request: BlueprintRequest): Promise<void> {
  const { model, subscriber, res } = request;
  const record = await inTransaction(model, () => change(request));
  await subscriber.afterChange(model, [idOf(model, record)]);
  res.ok(record);
}

async function change(request: BlueprintRequest): Promise<Values> {
  const { model, options, notifier } = request;
  const values = options.valuesToSet ?? {};
  const before = await lockRecord(model, options.criteria);
  const id = idOf(model, before);
  const given = givenCollections(request, values, 'E_INVALID_VALUES_TO_SET');
  const previous = await readPrevious(request, id, values);
  const members = new Map<string, Id[]>();
  const taken: [string, Stolen[]][] = [];
  for (const { alias, target, ids } of given) {
    const existing = await lockExisting(target, ids);
    members.set(
      alias,
      existing.map((member) => idOf(target, member)),
    );
    taken.push([alias, stolenFrom(model, target, alias, existing, id)]);
  }
  const after = (await model.updateOne({ where: whereId(model, id) }, values)) ?? before;
  notifier.updated(id, changesOf(model, values, before, after, members), previous);
  for (const [alias, stolen] of taken) notifier.stolen(alias, stolen);
  return readAgain(model, id, { ...options, populates: populatesInFull(request, values) });
}

/** The record as it was; the collections that are to change with every member, since each has to be told. */
function readPrevious({ model, options }: BlueprintRequest, id: Id, values: Values): Promise<Values> {
  const populates = { ...options.populates };
  for (const alias of model.schema.collections.keys()) {
    if (Array.isArray(values[alias])) populates[alias] = {};
  }
  return readAgain(model, id, { ...options, populates });
}

/**
 * What is told of a change: the values that were set, as they are stored, the primary key, and what else is different.
 */
function changesOf(
  { schema, primaryKey }: AnyModel,
  values: Values,
  before: Values,
  after: Values,
  members: ReadonlyMap<string, readonly Id[]>,
): Values {
  const changes: Values = {};
  for (const name of Object.keys(values)) changes[name] = members.get(name) ?? after[name];
  changes[primaryKey] = after[primaryKey];
  for (const { name } of schema.columns) {
    if (!Object.hasOwn(changes, name) && !isSame(before[name], after[name])) changes[name] = after[name];
  }
  return changes;
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
