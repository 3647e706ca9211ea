/** What runs when it is awaited or executed, and not before; the base of queries, and of an app's own calls. @module */
import { type ErrorFilter, type ErrorHandler, handleError } from './envelope.ts';

type Callback<Result> = (error: Error | null, result: Result, ...more: unknown[]) => unknown;

/** Runs once, however often it is awaited. */
export abstract class Deferred<Result> implements PromiseLike<Result> {
  #handlers: ErrorHandler[] | undefined;
  #running: Promise<Result> | undefined;

  protected abstract start(): Promise<Result>;

  /** Whether it runs, or has run. */
  protected get hasStarted(): boolean {
    return this.#running !== undefined;
  }

  /** Throws the error of a callback that is no function. */
  protected abstract refuseCallback(): never;

  /** What a callback gets beside the result. */
  protected furtherResults(): unknown[] {
    return [];
  }

  /** Adds an `intercept` or a `tolerate`, whose filter may be left out. */
  protected addHandler(
    kind: ErrorHandler['kind'],
    filter: ErrorFilter | ((error: Error) => unknown) | undefined,
    handle: ErrorHandler['handle'],
  ): this {
    this.#handlers ??= [];
    this.#handlers.push(
      typeof filter === 'function' ? { kind, filter: undefined, handle: filter } : { kind, filter, handle },
    );
    return this;
  }

  /** Runs it: with a node-style callback, or for a promise. */
  exec(callback: Callback<Result>): undefined;
  exec(): Promise<Result>;
  exec(callback?: Callback<Result>): Promise<Result> | undefined {
    if (callback === undefined) return this.#run();
    if (typeof callback !== 'function') this.refuseCallback();
    // On the next tick: what a callback throws is an uncaught exception, as everywhere in Node, and not lost in a promise.
    this.#run().then(
      (result) => process.nextTick(callback, null, result, ...this.furtherResults()),
      (error: Error) => process.nextTick(callback as (error: Error) => unknown, error),
    );
    return undefined;
  }

  /** Runs it. */
  toPromise(): Promise<Result> {
    return this.#run();
  }

  // biome-ignore lint/suspicious/noThenProperty: it is awaited as it is
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

  #run(): Promise<Result> {
    if (this.#running) return this.#running;
    const started = this.start();
    const handlers = this.#handlers;
    this.#running = handlers
      ? started.catch((error: unknown) => handleError(error, handlers) as Result)
      : started;
    return this.#running;
  }
}
