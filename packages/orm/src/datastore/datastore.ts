/** A database with its connections and transactions. @module */
import { type CompiledQuery, Kysely, type QueryResult, sql } from 'kysely';
import type { ModelSchema } from '../definition/schema.ts';
import type { AnyDatabase, Dialect } from '../dialect/dialect.ts';
import { bindNative } from './native-query.ts';
import type { OpenOptions } from './open-datastore.ts';
import type { DatastoreSettings, OrmLog } from './settings.ts';
import { currentTransaction, type Hook, runIn, TransactionContext } from './transaction-context.ts';
import { translateError } from './translate-error.ts';

/** Settings of one transaction. */
export interface TransactionOptions {
  /** @default the database's own: serializable on SQLite, read committed on PostgreSQL, repeatable read on MySQL */
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** How often the function is run again after `E_CONFLICT` (a deadlock, a serialization failure). @default 0 */
  retries?: number;
}

/** What `sendNativeQuery` gives. */
export interface NativeResult {
  rows: Record<string, unknown>[];
  /** Rows changed, or given. */
  rowCount: number;
  insertId?: number;
}

type Body<Result> = (
  connection: TransactionContext,
  proceed: (error?: unknown, result?: Result) => void,
) => Result | Promise<Result>;

/** Pauses before a query is tried again after its connection was lost. */
const pauses = [20, 100, 400];

export class Datastore {
  readonly name: string;
  readonly dialect: Dialect;
  /** Kysely outside of any transaction. */
  readonly root: Kysely<AnyDatabase>;
  readonly #settings: DatastoreSettings;
  readonly #slow: OpenOptions['onSlowQuery'];
  readonly #log: OrmLog;
  #started: Promise<void> | undefined;
  #isStarted = false;

  constructor(name: string, dialect: Dialect, settings: DatastoreSettings, options: OpenOptions) {
    this.name = name;
    this.dialect = dialect;
    this.root = new Kysely<AnyDatabase>({ dialect: dialect.connect(name, settings) });
    this.#settings = settings;
    this.#log = options.log ?? console;
    this.#slow =
      settings.slowQueryThreshold === undefined
        ? undefined
        : (options.onSlowQuery ??
          (({ milliseconds, sql: text }) =>
            this.#log.warn(`slow query on datastore '${name}' (${milliseconds.toFixed(1)} ms): ${text}`)));
  }

  /** Kysely, inside the current transaction when there is one: the way to any query that models don't have. */
  get kysely(): Kysely<AnyDatabase> {
    return currentTransaction(this)?.kysely ?? this.root;
  }

  /** Connects, and learns what the server can do. Queries do it by themselves; this tells a wrong URL early. */
  async start(): Promise<void> {
    this.#started ??= this.#retry(undefined, true, () => this.dialect.start(this.root)).then(
      () => {
        this.#isStarted = true;
      },
      (error: unknown) => {
        this.#started = undefined;
        throw error;
      },
    );
    await this.#started;
  }

  /**
   * Runs a compiled query, inside the current transaction when there is one. Reads are tried again when their
   * connection is lost; so are writes that were certainly not sent.
   */
  async execute<Row = Record<string, unknown>>(
    query: CompiledQuery,
    schema: ModelSchema | undefined,
    isRead: boolean,
  ): Promise<QueryResult<Row>> {
    if (!this.#isStarted) await this.start();
    const transaction = currentTransaction(this);
    if (!transaction) return this.#retry(schema, isRead, () => this.#send<Row>(this.root, query));
    try {
      return await transaction.run(() => this.#send<Row>(transaction.kysely, query));
    } catch (error) {
      throw await translateError(this, schema, error, this.#acquireTimeout);
    }
  }

  /**
   * Runs a function in a transaction. Model calls inside join it by themselves. It is committed when the function
   * is done, and rolled back when it throws. Inside another transaction it is a part of that one which can be rolled
   * back on its own.
   *
   * @example
   * await datastore.transaction(async () => {
   *   const from = await Account.updateOne(1).set({ balance: 90 });
   *   await Account.updateOne(2).set({ balance: 110 });
   * });
   */
  async transaction<Result>(body: Body<Result>, options: TransactionOptions = {}): Promise<Result> {
    if (!this.#isStarted) await this.start();
    const outer = currentTransaction(this);
    if (outer) return this.#nested(outer, body);
    for (let left = options.retries ?? 0; ; left -= 1) {
      try {
        return await this.#outermost(body, options);
      } catch (error) {
        const code = (error as { code?: unknown } | null)?.code;
        if (code !== 'E_CONFLICT' || left <= 0) throw error;
      }
    }
  }

  /** Runs a function when the current transaction is committed; at once when there is none. Dropped by a rollback. */
  async onCommit(hook: Hook): Promise<void> {
    const transaction = currentTransaction(this);
    if (transaction) transaction.afterCommit.push(hook);
    else await hook();
  }

  /** Runs a function as the last part of the current transaction; at once when there is none. */
  async beforeCommit(hook: Hook): Promise<void> {
    const transaction = currentTransaction(this);
    if (transaction) transaction.beforeCommit.push(hook);
    else await hook();
  }

  /** Whether the current code is in a transaction of this datastore. */
  get isInTransaction(): boolean {
    return currentTransaction(this) !== undefined;
  }

  /**
   * Sends a query in the database's own language.
   *
   * @param text with `$1`, `$2` … for values, on every database
   * @example
   * const { rows } = await datastore.sendNativeQuery('select count(*) as n from pet where name = $1', ['Rex']);
   */
  async sendNativeQuery(text: string, values: readonly unknown[] = []): Promise<NativeResult> {
    const query = bindNative(text, values).compile(this.root);
    const { rows, numAffectedRows, insertId } = await this.execute(query, undefined, false);
    return {
      rows,
      rowCount: numAffectedRows === undefined ? rows.length : Number(numAffectedRows),
      ...(insertId !== undefined && { insertId: Number(insertId) }),
    };
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.root.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #acquireTimeout(): number {
    return this.#settings.pool?.acquireTimeout ?? 10_000;
  }

  async #send<Row>(kysely: Kysely<AnyDatabase>, query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!this.#slow) return kysely.executeQuery<Row>(query as CompiledQuery<Row>);
    const begun = performance.now();
    try {
      return await kysely.executeQuery<Row>(query as CompiledQuery<Row>);
    } finally {
      const milliseconds = performance.now() - begun;
      if (milliseconds >= this.#settings.slowQueryThreshold!) {
        this.#slow({ datastore: this.name, sql: query.sql, milliseconds });
      }
    }
  }

  async #retry<Result>(
    schema: ModelSchema | undefined,
    isRead: boolean,
    run: () => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await run();
      } catch (error) {
        const failure = this.dialect.failureOf(error);
        const mayRepeat =
          failure.kind === 'connection' && (isRead || failure.notSent) && attempt < pauses.length;
        if (!mayRepeat) throw await translateError(this, schema, error, this.#acquireTimeout);
        await new Promise((resolve) => setTimeout(resolve, pauses[attempt]));
      }
    }
  }

  async #outermost<Result>(body: Body<Result>, { isolation }: TransactionOptions): Promise<Result> {
    let context: TransactionContext | undefined;
    const begin = this.root.transaction();
    // SQLite runs one transaction after the other and has no levels to choose from.
    const builder = isolation && this.dialect.locksRows ? begin.setIsolationLevel(isolation) : begin;
    const run = () =>
      builder.execute(async (kysely) => {
        context = new TransactionContext(kysely, undefined);
        return this.#runBody(context, body);
      });
    for (let attempt = 0; ; attempt += 1) {
      try {
        const result = await run();
        await this.#runAfterCommit(context!.afterCommit);
        return result;
      } catch (error) {
        if (context) context.isEnded = true;
        const failure = this.dialect.failureOf(error);
        // It never began, so nothing is repeated.
        const mayRepeat = !context && failure.kind === 'connection' && attempt < pauses.length;
        if (!mayRepeat)
          throw failure.kind === 'other'
            ? error
            : await translateError(this, undefined, error, this.#acquireTimeout);
        await new Promise((resolve) => setTimeout(resolve, pauses[attempt]));
      }
    }
  }

  async #nested<Result>(outer: TransactionContext, body: Body<Result>): Promise<Result> {
    while (outer.nested) await outer.nested.catch(() => {});
    const nested = this.#savepoint(outer, body);
    outer.nested = nested;
    try {
      return await nested;
    } finally {
      if (outer.nested === nested) outer.nested = undefined;
    }
  }

  async #savepoint<Result>(outer: TransactionContext, body: Body<Result>): Promise<Result> {
    const context = new TransactionContext(outer.kysely, outer);
    const name = sql.id(`telltale_${context.depth}`);
    await sql`savepoint ${name}`.execute(outer.kysely);
    try {
      const result = await this.#runBody(context, body);
      await sql`release savepoint ${name}`.execute(outer.kysely);
      outer.beforeCommit.push(...context.beforeCommit);
      outer.afterCommit.push(...context.afterCommit);
      return result;
    } catch (error) {
      context.isEnded = true;
      // When the connection itself is gone, the first error is the one that tells.
      await sql`rollback to savepoint ${name}`.execute(outer.kysely).catch(() => {});
      throw error;
    }
  }

  async #runBody<Result>(context: TransactionContext, body: Body<Result>): Promise<Result> {
    try {
      const result = await runIn(this, context, async () => {
        const value = body.length >= 2 ? await withProceed(context, body) : await body(context, () => {});
        // Hooks of a nested transaction are handed to the outermost one, which runs them.
        if (!context.parent)
          for (let at = 0; at < context.beforeCommit.length; at += 1) await context.beforeCommit[at]!();
        return value;
      });
      await context.settle();
      return result;
    } catch (error) {
      await context.settle();
      throw error;
    } finally {
      context.isEnded = true;
    }
  }

  /** The commit has happened: an error of a hook is told, and the other hooks run nevertheless. */
  async #runAfterCommit(hooks: readonly Hook[]): Promise<void> {
    for (const hook of hooks) {
      try {
        await hook();
      } catch (error) {
        this.#log.warn(
          `a function given to onCommit failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
        );
      }
    }
  }
}

function withProceed<Result>(context: TransactionContext, body: Body<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const proceed = (error?: unknown, result?: Result) => {
      if (error !== undefined && error !== null) reject(error);
      else resolve(result as Result);
    };
    Promise.resolve(body(context, proceed)).catch(reject);
  });
}
