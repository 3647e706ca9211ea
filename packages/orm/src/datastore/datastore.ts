/** A database with its connections and transactions. @module */
import type { CompiledQuery, QueryResult } from 'kysely';
import type { ModelSchema } from '../definition/schema.ts';
import type { AnyDatabase, Dialect } from '../dialect/dialect.ts';
import { errors } from '../errors.ts';
import { Kysely } from '../kysely.ts';
import { CommitOrder } from './commit-order.ts';
import { bindNative } from './native-query.ts';
import type { OpenOptions } from './open-datastore.ts';
import { placeOf } from './place-of.ts';
import {
  guardWrite,
  pause,
  retries,
  runTransaction,
  type TransactionBody,
  type TransactionOptions,
} from './run-transaction.ts';
import type { DatastoreSettings, OrmLog } from './settings.ts';
import { currentTransaction, type Hook, otherInTransaction } from './transaction-context.ts';
import { translateError } from './translate-error.ts';

/** What `sendNativeQuery` gives. */
export interface NativeResult {
  rows: Record<string, unknown>[];
  /** Rows changed, or given. */
  rowCount: number;
  insertId?: number;
}

export class Datastore {
  readonly name: string;
  readonly dialect: Dialect;
  /** Kysely outside of any transaction. */
  readonly root: Kysely<AnyDatabase>;
  readonly #settings: DatastoreSettings;
  readonly #slow: OpenOptions['onSlowQuery'];
  readonly log: OrmLog;
  /** @internal */
  readonly commits = new CommitOrder();
  #started: Promise<void> | undefined;
  #isStarted = false;
  #isClosed = false;
  /** Datastores in whose transactions this one was written to, each told of once. */
  readonly #splitFrom = new Set<object>();

  constructor(name: string, dialect: Dialect, settings: DatastoreSettings, options: OpenOptions) {
    this.name = name;
    this.dialect = dialect;
    this.root = new Kysely<AnyDatabase>({ dialect: dialect.connect(name, settings) });
    this.#settings = settings;
    this.log = options.log ?? console;
    this.#slow =
      settings.slowQueryThreshold === undefined
        ? undefined
        : (options.onSlowQuery ??
          (({ milliseconds, sql: text }) =>
            this.log.warn(`slow query on datastore '${name}' (${milliseconds.toFixed(1)} ms): ${text}`)));
  }

  /** Kysely, inside the current transaction when there is one: the way to any query that models don't have. */
  get kysely(): Kysely<AnyDatabase> {
    return currentTransaction(this)?.kysely ?? this.root;
  }

  /** Connects, and learns what the server can do. Queries do it by themselves; this tells a wrong URL early. */
  async start(): Promise<void> {
    if (this.#isClosed) throw errors.E_DATASTORE_CLOSED(this.name);
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
    if (!transaction && !isRead) this.#warnOfSplit();
    if (!transaction) return this.#retry(schema, isRead, () => this.#send<Row>(this.root, query));
    transaction.checkIntact();
    const send = () => this.#send<Row>(transaction.kysely, query);
    const isGuarded = !isRead && this.dialect.abortsTransactions;
    try {
      return await transaction.run(isGuarded ? () => guardWrite(transaction, send) : send);
    } catch (error) {
      const told = await translateError(this, schema, error);
      const isConflict = this.dialect.failureOf(error).kind === 'conflict';
      if (isConflict && this.dialect.conflictsUndo) transaction.undo(told, true);
      else if (this.dialect.abortsTransactions && !isGuarded) transaction.undo(told, false);
      throw told;
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
  async transaction<Result>(
    body: TransactionBody<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    if (!this.#isStarted) await this.start();
    if (!this.isInTransaction) this.#warnOfSplit();
    return runTransaction(this, body, options);
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
    this.#isClosed = true;
    this.#isStarted = false;
    await this.root.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Host and port, or the file: for messages. */
  get place(): string {
    return placeOf(this.dialect.name, this.#settings.url!);
  }

  /** Milliseconds to wait for a free connection. */
  get acquireTimeout(): number {
    return this.#settings.pool?.acquireTimeout ?? 10_000;
  }

  /** A transaction is of one database. Who writes to another one inside should know, once. */
  #warnOfSplit(): void {
    const other = otherInTransaction(this);
    if (other === undefined || this.#splitFrom.has(other)) return;
    this.#splitFrom.add(other);
    const { code, message } = errors.E_SPLIT_TRANSACTION((other as Datastore).name, this.name);
    this.log.warn(`${code}: ${message}`);
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
        const mayRepeat = failure.kind === 'connection' && (isRead || failure.notSent) && attempt < retries;
        if (!mayRepeat) throw await translateError(this, schema, error);
        await pause(attempt);
      }
    }
  }
}
