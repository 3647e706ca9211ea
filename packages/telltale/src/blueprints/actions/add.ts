/** `PUT /user/1/pets/2`: another member for a collection. @module */
import type { BlueprintRequest } from '../blueprint-request.ts';
import { inTransaction } from '../in-transaction.ts';
import { lockMember, stolenFrom } from '../members.ts';
import { idOf, lockRecord, readAgain } from '../records.ts';

/** Adds the member, tells both sides and a former owner, and answers with the owner. */
export async function add(request: BlueprintRequest): Promise<void> {
  const { model, settings, subscriber, res } = request;
  const { target, childId, record } = await inTransaction(model, () => change(request));
  await subscriber.afterChange(model, [idOf(model, record)]);
  if (!settings.mirror) await subscriber.afterChange(target, [childId]);
  res.ok(record);
}

async function change(request: BlueprintRequest) {
  const { model, options, notifier } = request;
  const alias = options.alias!;
  const id = idOf(model, await lockRecord(model, options.criteria));
  const { target, member } = await lockMember(request);
  const childId = idOf(target, member);
  await model.addToCollection(id, alias, [childId]);
  notifier.added(id, alias, childId);
  notifier.stolen(alias, stolenFrom(model, target, alias, [member], id));
  return { target, childId, record: await readAgain(model, id, options) };
}
