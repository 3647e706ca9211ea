/** A query that runs when it is awaited or executed, and not before. @module */
import { currentTransaction, runIn, TransactionContext } from '../datastore/transaction-context.ts';
import { errors } from '../errors.ts';
import { Deferred } from './deferred.ts';
import type { ErrorFilter } from './envelope.ts';
import type { ModelContext, QueryMeta } from './model-context.ts';

/** The base of all queries. */
export abstract class Query<Result> extends Deferred<Result> {
  protected readonly context: ModelContext;
  protected readonly metadata: QueryMeta;
  #connection: TransactionContext | undefined;

  constructor(context: ModelContext, meta: QueryMeta = {}) {
    super();
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
    if (connection.datastore !== this.context.datastore) {
      const { name } = this.context.datastore;
      throw errors.E_INVALID_ARGUMENT(
        'usingConnection',
        `model ${this.context.schema.identity} is kept in datastore '${name}', and this transaction is of another one; ` +
          `begin one by \`datastore('${name}').transaction(fn)\``,
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
    return this.addHandler('intercept', filter, handle);
  }

  /** Turns an error into a result: that of the function, or undefined. */
  tolerate(filter?: ErrorFilter | ((error: Error) => unknown), handle?: (error: Error) => unknown): this {
    return this.addHandler('tolerate', filter, handle);
  }

  /** A query that nobody waited for must not travel in an answer, with all that it knows of its model. @throws E_NOT_AWAITED */
  toJSON(): never {
    throw errors.E_NOT_AWAITED();
  }

  /** What a console shows: a forgotten `await`, instead of all that a query knows of its model. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const state = this.hasStarted ? 'has run' : 'has not run: await it';
    return `${this.constructor.name} on ${this.context.schema.globalId} (${state})`;
  }

  protected refuseCallback(): never {
    throw errors.E_INVALID_ARGUMENT('exec', 'expected a function (error, result) => …');
  }

  protected async start(): Promise<Result> {
    const connection = this.#connection;
    if (!connection) {
      // A query of several statements belongs to the transaction as a whole, also when nobody awaits it.
      const transaction = currentTransaction(this.context.datastore);
      return transaction ? transaction.track(this.perform()) : this.perform();
    }
    if (connection.isEnded) throw errors.E_TRANSACTION_CLOSED();
    return runIn(this.context.datastore, connection, () => connection.track(this.perform()));
  }
}
