/**
 * Has what waits for commits run in the order of the commits.
 *
 * Who waits for a row lock gets it before the one who had it hears of its commit: the answers of a busy database may come
 * in another order than that in which it committed. Transactions that wait for each other's rows ask for their commits in
 * the right order, though, since the later one could not go on before.
 *
 * @module
 */
import { setImmediate, setTimeout } from 'node:timers/promises';

/** Milliseconds for which nobody waits longer: a commit whose answer is lost may stay open for minutes. */
const patience = 1_000;

/** The place of one transaction among those that have asked for their commit. */
export interface Turn {
  /** What waits for the commit runs. */
  run(work: () => Promise<void>): Promise<void>;
  /** There was no commit. */
  giveUp(): void;
}

/** The commits of one datastore. */
export class CommitOrder {
  /** The end of the last one that asked; `undefined` when none is open. */
  #last: Promise<void> | undefined;

  /** To be called just before the commit is sent. */
  ask(): Turn {
    const before = this.#last;
    let end = (): void => {};
    const over = new Promise<void>((resolve) => {
      end = () => {
        if (this.#last === over) this.#last = undefined;
        resolve();
      };
    });
    this.#last = over;
    return {
      async run(work) {
        try {
          if (before !== undefined) await atMost(patience, before);
          const running = work();
          // Work may wait for a transaction of its own, whose turn comes after those that wait for this one.
          await Promise.race([running, setImmediate()]);
          end();
          await running;
        } finally {
          end();
        }
      },
      giveUp: end,
    };
  }
}

async function atMost(milliseconds: number, done: Promise<void>): Promise<void> {
  const over = new AbortController();
  const timer = setTimeout(milliseconds, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([done, timer]);
  over.abort();
}
