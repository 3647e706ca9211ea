/** A call of a helper that is not `sync`: it runs when it is awaited or executed, and not before. @module */
import { Deferred, type ErrorFilter } from '@telltale/orm/definitions';
import { errors } from '../errors.ts';

/** Functions for the ways in which a helper may end. */
export interface Outcomes<Output> {
  success(output: Output): unknown;
  /** For every exit that has no function of its own, and for errors. */
  error(error: Error): unknown;
  [exit: string]: (output: never) => unknown;
}

/** What a helper that is not `sync` gives when it is called. */
export class HelperCall<Output> extends Deferred<Output> {
  readonly #perform: () => Promise<Output>;

  constructor(perform: () => Promise<Output>) {
    super();
    this.#perform = perform;
  }

  /**
   * Replaces an error: by another error, or by a value that the caller then finds as `raw` of the error.
   *
   * @param filter an exit, a code, several, or properties that the error has; none for every error
   */
  intercept(filter: ErrorFilter, handle: ((error: Error) => unknown) | string): this;
  intercept(handle: (error: Error) => unknown): this;
  intercept(
    filter: ErrorFilter | ((error: Error) => unknown),
    handle?: ((error: Error) => unknown) | string,
  ): this {
    return this.addHandler('intercept', filter, handle);
  }

  /**
   * Turns an error into an output: what the function gives, or undefined.
   *
   * @param filter an exit, a code, several, or properties that the error has; none for every error
   */
  tolerate<Value>(filter: ErrorFilter, handle: (error: Error) => Value): HelperCall<Output | Awaited<Value>>;
  tolerate<Value>(handle: (error: Error) => Value): HelperCall<Output | Awaited<Value>>;
  tolerate(filter?: ErrorFilter): HelperCall<Output | undefined>;
  tolerate(
    filter?: ErrorFilter | ((error: Error) => unknown),
    handle?: (error: Error) => unknown,
  ): HelperCall<unknown> {
    return this.addHandler('tolerate', filter, handle);
  }

  /** Runs it, and calls the function for the way in which it ended: `success`, an exit, or `error`. */
  switch(outcomes: Outcomes<Output>): void {
    this.exec((error, output) => {
      if (error === null) return outcomes.success(output);
      const { exit, raw } = error as { exit?: unknown; raw?: unknown };
      const own = typeof exit === 'string' && Object.hasOwn(outcomes, exit) ? outcomes[exit] : undefined;
      return own ? own(raw as never) : outcomes.error(error);
    });
  }

  protected start(): Promise<Output> {
    return this.#perform();
  }

  protected refuseCallback(): never {
    throw errors.E_USAGE('exec takes a function. Write: .exec((error, output) => …)');
  }
}
