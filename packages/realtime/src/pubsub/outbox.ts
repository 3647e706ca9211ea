/** Sends publications to the log: at once, or when the transaction that they belong to has committed. @module */
import type { NotificationLog } from '../log/index.ts';
import { unobserved } from '../rooms/settle.ts';
import type { Publication } from './publication.ts';

/**
 * Puts work off until the transaction that the calling code is in has committed, and forgets it when that is rolled
 * back. Work is to be run in the order in which it came.
 *
 * @returns `false` when the code is in no transaction, so that the work is done at once
 *
 * @example
 * const deferral = (work) => {
 *   const transaction = currentTransaction();
 *   transaction?.afterCommit.push(work);
 *   return transaction !== undefined;
 * };
 */
export type Deferral = (work: () => Promise<void>) => boolean;

const done = Promise.resolve();

/**
 * Sends what a publication gathered.
 *
 * @returns resolves when it was delivered, or inside a transaction at once; rejects, unnoticed if nobody looks, with what
 * went wrong
 */
export function send(
  { notifications, before, after, error, context }: Publication,
  log: NotificationLog,
  deferral: Deferral | undefined,
): Promise<void> {
  const work = async (): Promise<void> => {
    for (const step of before) step();
    try {
      await log.append(notifications);
    } catch (cause) {
      context.report(cause as Error);
      throw cause;
    }
    for (const step of after) step();
  };
  const sent = notifications.length === 0 || deferral?.(work) ? done : unobserved(work());
  if (error === undefined) return sent;
  return unobserved(
    sent.then(() => {
      throw error;
    }),
  );
}
