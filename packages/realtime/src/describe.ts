/** Writes a value into an error message: short, whatever its size, and without running its code. @module */
import { inspect } from 'node:util';

/**
 * Describes `value` in at most about a hundred characters.
 *
 * @example
 * describe('fun');         // "'fun'"
 * describe({ a: 1 });      // 'an object'
 * describe(undefined);     // 'undefined'
 */
export function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return inspect(value, { maxStringLength: 80 });
}
