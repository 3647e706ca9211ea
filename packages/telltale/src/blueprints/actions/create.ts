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
    const made = await model.create(values);
    const populates = populatesInFull(request, values);
    const created = isWhole(request, populates)
      ? made
      : await readAgain(model, idOf(model, made), { ...options, populates });
    notifier.created(created);
    for (const [alias, stolen] of taken) notifier.stolen(alias, stolen);
    return created;
  });
  await subscriber.afterChange(model, [idOf(model, record)]);
  res.ok(record);
}

/** Whether what `create` gives is all there is to tell: nothing to fill in, and no callback that may have changed it since. */
function isWhole({ model, options }: BlueprintRequest, populates: object): boolean {
  return (
    Object.keys(populates).length === 0 &&
    options.meta === undefined &&
    model.schema.callbacks.afterCreate === undefined
  );
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
