/** `GET /user/1`: one record. @module */
import type { BlueprintRequest } from '../blueprint-request.ts';
import { findRecord } from '../records.ts';

/** Answers with the record, and subscribes the socket to it and to what it is associated with. */
export async function findOne({ model, options, subscriber, res }: BlueprintRequest): Promise<void> {
  const [record] = await subscriber.reading(model, async () => [await findRecord(model, options)]);
  res.ok(record);
}
