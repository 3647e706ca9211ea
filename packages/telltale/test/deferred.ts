/** A promise that is settled from outside, for tests that hold something up. @module */

/** A promise and what resolves it. */
export interface Deferred<Value> {
  promise: Promise<Value>;
  resolve(value: Value): void;
}

/** Makes a promise that waits to be resolved. */
export function deferred<Value = void>(): Deferred<Value> {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
