/** `POST /user`: a new record. @module */
import type { Values } from '../../models/any-model.ts';
import type { BlueprintRequest } from '../blueprint-request.ts';
import { givenCollections, populatesInFull } from '../given-collections.ts';
import { inTransaction } from '../in-transaction.ts';
import { lockExisting, type Stolen, stolenFrom } from '../members.ts';
import { idOf, readAgain } from '../records.ts';

/**
 * Creates the record, tells those who watch the model and those who lose a member to it, and answers with the record.
 */
export async function create(request: BlueprintRequest): Promise<void> {
  const { model, options, notifier, subscriber, res } = request;
  const record = await inTransaction(model, async () => {
    const values = options.newRecord ?? {};
    const taken = await membersOfOthers(request, values);
    const id = idOf(model, await model.create(values));
    const populates = populatesInFull(request, values);
    const created = await readAgain(model, id, { ...options, populates });
    notifier.created(created);
    for (const [alias, stolen] of taken) notifier.stolen(alias, stolen);
    return created;
  });
  await subscriber.afterChange(model, [idOf(model, record)]);
  res.ok(record);
}

/** The given members that have another owner now, by the collection which gets them. */
async function membersOfOthers(request: BlueprintRequest, values: Values): Promise<[string, Stolen[]][]> {
  const taken: [string, Stolen[]][] = [];
  for (const { alias, target, ids } of givenCollections(request, values, 'E_INVALID_NEW_RECORD')) {
    const members = await lockExisting(target, ids);
    taken.push([alias, stolenFrom(request.model, target, alias, members)]);
  }
  return taken;
}
