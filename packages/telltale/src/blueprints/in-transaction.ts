/** Runs a change in one transaction. @module */
import type { AnyModel } from '../models/any-model.ts';

/** How often a change is tried again that the database gave up for another one. */
const retries = 5;

/**
 * Runs a change in a transaction of the model's datastore; notifications inside wait for the commit. After a deadlock it
 * is run again.
 */
export function inTransaction<Result>(model: AnyModel, change: () => Promise<Result>): Promise<Result> {
  return model.datastore.transaction(() => change(), { retries });
}
