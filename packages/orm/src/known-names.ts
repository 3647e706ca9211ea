/** What a message says to somebody who wrote a name that does not exist. @module */
import { nearest } from './nearest.ts';

/**
 * The name that is probably meant, as a sentence behind a message; nothing when no name is near.
 *
 * @example
 * didYouMean('nmae', ['id', 'name']); // ". Did you mean 'name'?"
 */
export function didYouMean(written: unknown, names: Iterable<string>): string {
  const near = typeof written === 'string' ? nearest(written, names) : undefined;
  return near === undefined ? '' : `. Did you mean '${near}'?`;
}

/**
 * The names that there are, and which of them is probably meant.
 *
 * @param more names that may be meant as well, and aren't told
 * @example
 * knownNames('nmae', ['id', 'name']); // "known: id, name. Did you mean 'name'?"
 */
export function knownNames(written: unknown, names: Iterable<string>, more: Iterable<string> = []): string {
  const known = [...names];
  return `known: ${known.join(', ') || 'none'}${didYouMean(written, [...known, ...more])}`;
}
