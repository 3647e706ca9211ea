/** `PUT /user/1/pets`: makes records the only members of a collection. @module */
import type { Id } from '../../models/any-model.ts';
import type { BlueprintRequest } from '../blueprint-request.ts';
import { inTransaction } from '../in-transaction.ts';
import { collectionTarget, lockExisting, memberIds, stolenFrom } from '../members.ts';
import { idOf, lockRecord, readAgain } from '../records.ts';

/** Replaces the members, tells who came, who left and who lost one, and answers with the owner. */
export async function replace(request: BlueprintRequest): Promise<void> {
  const { model, options, notifier, subscriber, res } = request;
  const alias = options.alias!;
  const record = await inTransaction(model, async () => {
    const id = idOf(model, await lockRecord(model, options.criteria));
    const target = collectionTarget(request);
    // Keys of no record are left out: nothing would stand behind them.
    const members = await lockExisting(target, options.associatedIds ?? []);
    const now = members.map((member) => idOf(target, member));
    const before = await memberIds(model, target, id, alias);
    await model.replaceCollection(id, alias, now);
    for (const childId of without(now, before)) notifier.added(id, alias, childId);
    for (const childId of without(before, now)) notifier.removed(id, alias, childId);
    notifier.stolen(alias, stolenFrom(model, target, alias, members, id));
    return readAgain(model, id, options);
  });
  await subscriber.afterChange(model, [idOf(model, record)]);
  res.ok(record);
}

function without(ids: readonly Id[], others: readonly Id[]): Id[] {
  const known = new Set(others);
  return ids.filter((id) => !known.has(id));
}
