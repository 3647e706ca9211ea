/** `DELETE /user/1`: takes a record away. @module */
import type { Id, Values } from '../../models/any-model.ts';
import { visibleAssociations } from '../associations.ts';
import type { BlueprintRequest } from '../blueprint-request.ts';
import { inTransaction } from '../in-transaction.ts';
import { memberIds } from '../members.ts';
import { parsePopulate } from '../parse/parse-populate.ts';
import { idOf, lockRecord, readAgain, whereId } from '../records.ts';

/** Destroys the record, tells its subscribers and everything it was associated with, and answers with what it was. */
export async function destroy(request: BlueprintRequest): Promise<void> {
  const { model, options, res } = request;
  const record = await inTransaction(model, async () => {
    const id = idOf(model, await lockRecord(model, options.criteria));
    const answer = await readAgain(model, id, options);
    await change(request, id);
    return answer;
  });
  res.ok(record);
}

async function change(request: BlueprintRequest, id: Id): Promise<void> {
  const { model, modelOf, settings, options, notifier } = request;
  // Everything that the record is associated with is told, whatever the client wants to see.
  const populates = parsePopulate(model.schema, undefined, { ...settings, populate: true }, 1);
  const previous = await readAgain(model, id, { ...options, populates });
  const others: [alias: string, ids: Id[]][] = [];
  for (const { alias, type, collection } of visibleAssociations(model.schema)) {
    if (type !== 'collection') continue;
    const target = modelOf(collection!);
    const told = new Set((previous[alias] as Values[]).map((member) => idOf(target, member)));
    // A list that is shorter than its limit is whole.
    if (told.size < settings.defaultLimit) continue;
    const all = await memberIds(model, target, id, alias);
    others.push([alias, all.filter((member) => !told.has(member))]);
  }
  await model.destroyOne({ where: whereId(model, id) });
  notifier.destroyed(id, previous);
  for (const [alias, ids] of others) notifier.orphaned(alias, id, ids);
}
