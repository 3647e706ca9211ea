/** Which transaction the current code is in. AsyncLocalStorage carries it, so that model calls join by themselves. @module */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely } from 'kysely';
import { OrmError } from '../define-errors.ts';
import type { AnyDatabase } from '../dialect/dialect.ts';
import { errors } from '../errors.ts';

/** A function that waits for the end of a transaction. */
export type Hook = () => unknown;

/** One transaction, or one nested in another. */
export class TransactionContext {
  readonly kysely: Kysely<AnyDatabase>;
  /** The datastore that it is of. */
  readonly datastore: object;
  readonly parent: TransactionContext | undefined;
  readonly depth: number;
  readonly beforeCommit: Hook[] = [];
  readonly afterCommit: Hook[] = [];
  /** Once ended, code that still runs in its async context works outside of it. */
  isEnded = false;
  #undone: unknown;
  /** While a nested transaction runs, the outer one waits, so that a rollback takes back only what is inside. */
  nested: Promise<unknown> | undefined;
  readonly #pending = new Set<Promise<unknown>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(kysely: Kysely<AnyDatabase>, datastore: object, parent: TransactionContext | undefined) {
    this.kysely = kysely;
    this.datastore = datastore;
    this.parent = parent;
    this.depth = parent ? parent.depth + 1 : 0;
  }

  /**
   * Says that the database has undone this transaction because of a failed statement: whoever goes on all the same is
   * told, and nothing is committed.
   *
   * @param isWhole whether the transactions around this one are undone, too
   */
  undo(error: unknown, isWhole: boolean): void {
    this.#undone ??= error;
    if (isWhole) this.parent?.undo(error, isWhole);
  }

  /** @throws E_TRANSACTION_UNDONE, or the conflict that undid it, so that it can be run again */
  checkIntact(): void {
    const error = this.#undone;
    if (error === undefined) return;
    if (error instanceof OrmError && error.code === 'E_TRANSACTION_CONFLICT') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw Object.assign(errors.E_TRANSACTION_UNDONE(reason), { cause: error });
  }

  /** Runs a statement of this transaction, after a nested one that is running. */
  async run<Result>(statement: () => Promise<Result>): Promise<Result> {
    while (this.nested) await this.nested.catch(() => {});
    return this.track(statement());
  }

  /** Remembers work of this transaction until it is done. */
  async track<Result>(work: Promise<Result>): Promise<Result> {
    this.#pending.add(work);
    try {
      return await work;
    } finally {
      this.#pending.delete(work);
    }
  }

  /** Runs work when no other such work of this transaction is running. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Waits for queries that nobody awaited: after the end they would run on a connection that is somebody else's. */
  async settle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }
}

const storage = new AsyncLocalStorage<ReadonlyMap<object, TransactionContext>>();

/** The transaction of this datastore that the current code is in. */
export function currentTransaction(datastore: object): TransactionContext | undefined {
  let context = storage.getStore()?.get(datastore);
  while (context?.isEnded) context = context.parent;
  return context;
}

/** A datastore other than this one that the current code is in a transaction of. */
export function otherInTransaction(datastore: object): object | undefined {
  const contexts = storage.getStore();
  if (contexts === undefined) return undefined;
  for (const other of contexts.keys()) if (other !== datastore && currentTransaction(other)) return other;
  return undefined;
}

/** Runs a function inside a transaction, or outside of any. */
export function runIn<Result>(
  datastore: object,
  context: TransactionContext | undefined,
  run: () => Result,
): Result {
  const contexts = new Map(storage.getStore());
  if (context) contexts.set(datastore, context);
  else contexts.delete(datastore);
  return storage.run(contexts, run);
}
