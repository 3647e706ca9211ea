/** `GET /user`: a page of records. @module */
import type { BlueprintRequest } from '../blueprint-request.ts';
import { findRecords } from '../records.ts';

/** Answers with the records, and subscribes the socket to them, to what they are associated with, and to new ones. */
export async function find({ model, options, subscriber, res }: BlueprintRequest): Promise<void> {
  // Before the records are read, so that none is created in between unseen.
  await subscriber.watch(model);
  res.ok(await subscriber.reading(model, () => findRecords(model, options)));
}
