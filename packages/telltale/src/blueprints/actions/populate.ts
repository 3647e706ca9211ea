/** `GET /user/1/pets` and `GET /pet/1/owner`: what a record is associated with. @module */
import type { BlueprintRequest } from '../blueprint-request.ts';
import { notFound } from '../not-found.ts';
import { findRecord } from '../records.ts';

/** Answers with the members, or with the one record, and subscribes the socket to both sides. */
export async function populate({ model, options, subscriber, res }: BlueprintRequest): Promise<void> {
  const alias = options.alias!;
  const [record] = await subscriber.reading(model, async () => {
    const found = await findRecord(model, options);
    if (found[alias] === null || found[alias] === undefined) throw notFound;
    return [found];
  });
  res.ok(record![alias]);
}
