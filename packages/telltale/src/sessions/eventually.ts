/** Goes on with a value that may be there already, so that nothing waits for what is. @module */
import type { Eventual } from './session-store.ts';

/**
 * Calls `next` with the value: at once if it is there, else when it comes.
 *
 * @example
 * eventually(store.load(id), (stored) => stored?.fields);
 */
export function eventually<Value, Result>(
  value: Eventual<Value>,
  next: (value: Value) => Eventual<Result>,
): Eventual<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
