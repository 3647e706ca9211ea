/** `DELETE /user/1/pets/2`: takes a member out of a collection. @module */
import type { BlueprintRequest } from '../blueprint-request.ts';
import { inTransaction } from '../in-transaction.ts';
import { isMember, lockMember } from '../members.ts';
import { idOf, lockRecord, readAgain } from '../records.ts';

/** Takes the member out, tells both sides, and answers with the owner. Of one that is no member nothing is told. */
export async function remove(request: BlueprintRequest): Promise<void> {
  const { model, options, notifier, res } = request;
  const alias = options.alias!;
  const record = await inTransaction(model, async () => {
    const id = idOf(model, await lockRecord(model, options.criteria));
    const { target, member } = await lockMember(request);
    const childId = idOf(target, member);
    if (await isMember(model, target, id, alias, childId)) {
      await model.removeFromCollection(id, alias, [childId]);
      notifier.removed(id, alias, childId);
    }
    return readAgain(model, id, options);
  });
  res.ok(record);
}
