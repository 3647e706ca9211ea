/** A query that runs when it is awaited or executed, and not before. @module */
import { currentTransaction, runIn, TransactionContext } from '../datastore/transaction-context.ts';
import { errors } from '../errors.ts';
import { type ErrorFilter, type ErrorHandler, handleError } from './envelope.ts';
import type { ModelContext, QueryMeta } from './model-context.ts';

type Callback<Result> = (error: Error | null, result?: Result, ...more: unknown[]) => unknown;

/** The base of all queries. */
export abstract class Query<Result> implements PromiseLike<Result> {
  protected readonly context: ModelContext;
  protected readonly metadata: QueryMeta;
  #handlers: ErrorHandler[] | undefined;
  #connection: TransactionContext | undefined;
  #running: Promise<Result> | undefined;

  constructor(context: ModelContext, meta: QueryMeta = {}) {
    this.context = context;
    this.metadata = { ...meta };
  }

  protected abstract perform(): Promise<Result>;

  /** Sets options of this one query. */
  meta(meta: QueryMeta): this {
    Object.assign(this.metadata, meta);
    return this;
  }

  /** Gives encrypted attributes in clear. */
  decrypt(): this {
    this.metadata.decrypt = true;
    return this;
  }

  /** Runs the query in a transaction that is passed by hand; inside `transaction(fn)` it joins by itself. */
  usingConnection(connection: unknown): this {
    if (connection === undefined || connection === null) return this;
    if (!(connection instanceof TransactionContext)) {
      throw errors.E_INVALID_ARGUMENT(
        'usingConnection',
        'expected what `transaction(fn)` hands to its function',
      );
    }
    this.#connection = connection;
    return this;
  }

  /** Replaces an error: by another error, or by a value that the caller then finds as `raw` of the error. */
  intercept(
    filter: ErrorFilter | ((error: Error) => unknown),
    handle?: ((error: Error) => unknown) | string,
  ): this {
    return this.#handle('intercept', filter, handle);
  }

  /** Turns an error into a result: that of the function, or undefined. */
  tolerate(filter?: ErrorFilter | ((error: Error) => unknown), handle?: (error: Error) => unknown): this {
    return this.#handle('tolerate', filter, handle);
  }

  /** Runs the query; node-style callback, or a promise when there is none. */
  exec(callback: Callback<Result>): undefined;
  exec(): Promise<Result>;
  exec(callback?: Callback<Result>): Promise<Result> | undefined {
    if (callback === undefined) return this.#run();
    if (typeof callback !== 'function')
      throw errors.E_INVALID_ARGUMENT('exec', 'expected a function (error, result) => …');
    // On the next tick: what a callback throws is an uncaught exception, as everywhere in Node, and not lost in a promise.
    this.#run().then(
      (result) => process.nextTick(callback, null, result, ...this.furtherResults()),
      (error: Error) => process.nextTick(callback, error),
    );
    return undefined;
  }

  toPromise(): Promise<Result> {
    return this.#run();
  }

  // biome-ignore lint/suspicious/noThenProperty: a query is awaited as it is
  then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((result: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#run().then(onFulfilled, onRejected);
  }

  catch<Rejected = never>(
    onRejected?: ((error: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Result | Rejected> {
    return this.#run().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Result> {
    return this.#run().finally(onFinally);
  }

  /** What a callback gets beside the result. */
  protected furtherResults(): unknown[] {
    return [];
  }

  #handle(
    kind: 'intercept' | 'tolerate',
    filter: ErrorFilter | ((error: Error) => unknown) | undefined,
    handle: ((error: Error) => unknown) | string | undefined,
  ): this {
    this.#handlers ??= [];
    this.#handlers.push(
      typeof filter === 'function' ? { kind, filter: undefined, handle: filter } : { kind, filter, handle },
    );
    return this;
  }

  #run(): Promise<Result> {
    if (this.#running) return this.#running;
    const started = this.#start(this.#connection);
    const handlers = this.#handlers;
    this.#running = handlers
      ? started.catch((error: unknown) => handleError(error, handlers) as Result)
      : started;
    return this.#running;
  }

  async #start(connection: TransactionContext | undefined): Promise<Result> {
    if (!connection) {
      // A query of several statements belongs to the transaction as a whole, also when nobody awaits it.
      const transaction = currentTransaction(this.context.datastore);
      return transaction ? transaction.track(this.perform()) : this.perform();
    }
    if (connection.isEnded) throw errors.E_TRANSACTION_CLOSED();
    return runIn(this.context.datastore, connection, () => connection.track(this.perform()));
  }
}
