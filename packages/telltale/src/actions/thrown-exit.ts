/** Which exit a thrown value means. @module */
import { HelperException } from '../helpers/helper-exception.ts';

/** An exit with its output. */
export interface TakenExit {
  name: string;
  output: unknown;
}

/**
 * Understands `throw 'notFound'`, `throw { taken: output }`, an error whose `code` is the name of an exit, and what a
 * query's `.intercept()` makes of these.
 *
 * @returns `undefined` when the value means no exit, so that the action failed
 */
export function thrownExit(thrown: unknown, exits: Readonly<Record<string, unknown>>): TakenExit | undefined {
  const isExit = (name: string): boolean => name === 'success' || Object.hasOwn(exits, name);
  if (typeof thrown === 'string') return isExit(thrown) ? { name: thrown, output: undefined } : undefined;
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  // The exit of a helper that was called is not one of ours, though it may have the same name.
  if (thrown instanceof HelperException) return undefined;
  if (thrown instanceof Error) {
    const { code, raw } = thrown as Error & { code?: unknown; raw?: unknown };
    if (code === 'E_NON_ERROR' && raw !== undefined) return thrownExit(raw, exits);
    return typeof code === 'string' && isExit(code) ? { name: code, output: thrown } : undefined;
  }
  const keys = Object.keys(thrown);
  const [name] = keys;
  if (keys.length !== 1 || name === undefined || !isExit(name)) return undefined;
  return { name, output: (thrown as Record<string, unknown>)[name] };
}
