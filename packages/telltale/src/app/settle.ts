/** Functions that say they are done by a callback, by a promise, or by returning. @module */

/** A node-style callback. */
export type Callback<Result = void> = (error: unknown, result?: Result) => void;

/**
 * Calls a function and waits until it is done: by the callback after its other arguments if it takes one, or by the
 * promise it returns, or at once.
 *
 * @param given the arguments before the callback
 * @throws whatever it throws, rejects with, or gives the callback as its error
 *
 * @example
 * await settle((done) => setTimeout(done, 10));
 */
export function settle(fn: (...given: never[]) => unknown, ...given: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done: Callback<unknown> = (error, result) => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
    const takesCallback = fn.length > given.length;
    const result = Reflect.apply(fn, undefined, takesCallback ? [...given, done] : given);
    if (isThenable(result)) result.then(resolve, reject);
    else if (!takesCallback) resolve(result);
  });
}

/**
 * Gives a promise's outcome to a callback, when there is one, and else returns the promise. An error that the callback
 * throws is its own.
 */
export function giveTo<Result>(
  promise: Promise<Result>,
  callback: Callback<Result> | undefined,
): Promise<Result> | undefined {
  if (!callback) return promise;
  promise.then(
    (result) => queueMicrotask(() => callback(undefined, result)),
    (error) => queueMicrotask(() => callback(error)),
  );
  return undefined;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof Reflect.get(value, 'then') === 'function'
  );
}
