/** Runs functions in transactions: begins, commits, rolls back, nests. @module */

import { sql } from '../kysely.ts';
import type { Turn } from './commit-order.ts';
import type { Datastore } from './datastore.ts';
import { currentTransaction, type Hook, runIn, TransactionContext } from './transaction-context.ts';
import { translateError } from './translate-error.ts';

/** Settings of one transaction. */
export interface TransactionOptions {
  /** @default the database's own: serializable on SQLite, read committed on PostgreSQL, repeatable read on MySQL */
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** How often the function is run again after `E_TRANSACTION_CONFLICT` (a deadlock, a serialization failure). @default 0 */
  retries?: number;
}

/** What runs in a transaction; one that takes `proceed` ends when it is called. */
export type TransactionBody<Result> = (
  connection: TransactionContext,
  proceed: (error?: unknown, result?: Result) => void,
) => Result | Promise<Result>;

const pauses = [20, 100, 400];

/** How often something is tried again after a connection was lost. */
export const retries = pauses.length;

/** Waits before it is tried again. */
export function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauses[attempt]));
}

/** Runs a function in a transaction, or in a part of the one that is running. */
export async function runTransaction<Result>(
  datastore: Datastore,
  body: TransactionBody<Result>,
  options: TransactionOptions,
): Promise<Result> {
  const outer = currentTransaction(datastore);
  if (outer) return runNested(datastore, outer, body);
  for (let left = options.retries ?? 0; ; left -= 1) {
    try {
      return await runOutermost(datastore, body, options);
    } catch (error) {
      const code = (error as { code?: unknown } | null)?.code;
      if (code !== 'E_TRANSACTION_CONFLICT' || left <= 0) throw error;
    }
  }
}

/**
 * Runs a write so that the transaction can go on when it fails, on a database where it otherwise could not. Such writes
 * run one after the other: their savepoints would get mixed up.
 */
export function guardWrite<Result>(
  transaction: TransactionContext,
  write: () => Promise<Result>,
): Promise<Result> {
  const { kysely } = transaction;
  return transaction.exclusively(async () => {
    await sql`savepoint telltale_write`.execute(kysely);
    try {
      const result = await write();
      await sql`release savepoint telltale_write`.execute(kysely);
      return result;
    } catch (error) {
      // When the connection itself is gone, the first error is the one that tells.
      await sql`rollback to savepoint telltale_write`.execute(kysely).catch(() => {});
      throw error;
    }
  });
}

async function runOutermost<Result>(
  datastore: Datastore,
  body: TransactionBody<Result>,
  { isolation }: TransactionOptions,
): Promise<Result> {
  const { dialect, root } = datastore;
  let context: TransactionContext | undefined;
  let turn: Turn | undefined;
  const begin = root.transaction();
  // SQLite runs one transaction after the other and has no levels to choose from.
  const builder = isolation && dialect.locksRows ? begin.setIsolationLevel(isolation) : begin;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const result = await builder.execute(async (kysely) => {
        context = new TransactionContext(kysely, datastore, undefined);
        const done = await runBody(datastore, context, body);
        // Without row locks transactions run one after the other, and so do their answers.
        if (dialect.locksRows) turn = datastore.commits.ask();
        return done;
      });
      const finish = () => runAfterCommit(datastore, context!.afterCommit);
      await (turn ? turn.run(finish) : finish());
      return result;
    } catch (error) {
      turn?.giveUp();
      const failure = dialect.failureOf(error);
      // It never began, so nothing is repeated.
      const mayRepeat = !context && failure.kind === 'connection' && attempt < retries;
      if (!mayRepeat)
        throw failure.kind === 'other' ? error : await translateError(datastore, undefined, error);
      await pause(attempt);
    }
  }
}

async function runNested<Result>(
  datastore: Datastore,
  outer: TransactionContext,
  body: TransactionBody<Result>,
): Promise<Result> {
  while (outer.nested) await outer.nested.catch(() => {});
  const nested = outer.exclusively(() => runInSavepoint(datastore, outer, body));
  outer.nested = nested;
  try {
    return await nested;
  } finally {
    if (outer.nested === nested) outer.nested = undefined;
  }
}

async function runInSavepoint<Result>(
  datastore: Datastore,
  outer: TransactionContext,
  body: TransactionBody<Result>,
): Promise<Result> {
  outer.checkIntact();
  const context = new TransactionContext(outer.kysely, datastore, outer);
  const name = sql.id(`telltale_${context.depth}`);
  await sql`savepoint ${name}`.execute(outer.kysely);
  try {
    const result = await runBody(datastore, context, body);
    await sql`release savepoint ${name}`.execute(outer.kysely);
    outer.beforeCommit.push(...context.beforeCommit);
    outer.afterCommit.push(...context.afterCommit);
    return result;
  } catch (error) {
    await sql`rollback to savepoint ${name}`.execute(outer.kysely).catch(() => {});
    throw error;
  }
}

async function runBody<Result>(
  datastore: Datastore,
  context: TransactionContext,
  body: TransactionBody<Result>,
): Promise<Result> {
  try {
    return await runIn(datastore, context, async () => {
      const result = body.length >= 2 ? await withProceed(context, body) : await body(context, () => {});
      await context.settle();
      // Hooks of a nested transaction are handed to the outermost one, which runs them.
      if (!context.parent) await runBeforeCommit(context);
      context.checkIntact();
      return result;
    });
  } finally {
    await context.settle();
    context.isEnded = true;
  }
}

async function runBeforeCommit({ beforeCommit }: TransactionContext): Promise<void> {
  // A hook may add another one.
  for (let at = 0; at < beforeCommit.length; at += 1) await beforeCommit[at]!();
}

/** The commit has happened: an error of a hook is told, and the other hooks run nevertheless. */
async function runAfterCommit({ log }: Datastore, hooks: readonly Hook[]): Promise<void> {
  for (const hook of hooks) {
    try {
      await hook();
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.warn(`a function given to onCommit failed: ${reason}`);
    }
  }
}

function withProceed<Result>(context: TransactionContext, body: TransactionBody<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const proceed = (error?: unknown, result?: Result) => {
      if (error !== undefined && error !== null) reject(error);
      else resolve(result as Result);
    };
    Promise.resolve(body(context, proceed)).catch(reject);
  });
}
