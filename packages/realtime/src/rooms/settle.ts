/** Ends a call: by its callback when it has one, else by a promise that nobody has to look at. @module */
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import type { RoomsLog } from './rooms-context.ts';

/** Called once: without arguments, or with what went wrong. */
export type Done = (error?: Error) => void;

const done = Promise.resolve();

/** Marks a rejection as seen, so that a call in fire-and-forget form can't end the process. */
export function unobserved<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

/**
 * Ends a call before it begins when what it got for a callback is none.
 *
 * @returns `undefined` when the call may begin
 */
export function refuseCallback(log: RoomsLog, call: string, given: unknown): Promise<void> | undefined {
  if (given === undefined || given === null || typeof given === 'function') return undefined;
  const error = errors['SAILS:HOOK:SOCKETS:USAGE'](
    `sails.sockets.${call}() takes a function as its callback, or nothing for a promise; got ${describe(given)}`,
  );
  return fail(log, call, error, undefined);
}

/** Ends a call that has done its work. */
export function succeed(callback: Done | null | undefined): Promise<void> {
  callback?.();
  return done;
}

/** Ends a call that could not: the log hears of it too, since many apps look at neither callback nor promise. */
export function fail(
  log: RoomsLog,
  call: string,
  error: Error,
  callback: Done | null | undefined,
): Promise<void> {
  warn(log, call, error);
  if (!callback) return unobserved(Promise.reject(error));
  callback(error);
  return done;
}

/** Ends a call when the other servers have answered. The callback runs outside the promise, so that what it throws is its app's own. */
export function settleLater(
  log: RoomsLog,
  call: string,
  work: Promise<void>,
  callback: Done | null | undefined,
): Promise<void> {
  const settled = work.catch((error: Error) => {
    warn(log, call, error);
    throw error;
  });
  if (callback) {
    settled.then(
      () => setImmediate(callback),
      (error) => setImmediate(callback, error),
    );
    return done;
  }
  return unobserved(settled);
}

/** Messages about arguments name the call themselves. */
function warn(log: RoomsLog, call: string, { message }: Error): void {
  const name = `sails.sockets.${call}()`;
  log.warn(message.startsWith(name) ? message : `${name}: ${message}`);
}
