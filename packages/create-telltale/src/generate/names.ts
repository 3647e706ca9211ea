/** Names of what is generated: however they are written, each kind has one spelling. @module */
import { errors } from '../errors.ts';

/** A name in its parts. */
export interface ParsedName {
  /** Folders before it, in lower case with hyphens. */
  folders: string[];
  /** Words of the name itself, in lower case. */
  words: string[];
}

/** Words that JavaScript keeps for itself, and that no function can be called. */
const reserved: ReadonlySet<string> = new Set(
  'await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' ',
  ),
);

/**
 * Reads a name: `user`, `UserProfile`, `user-profile`, `admin/user`.
 *
 * @param kind what it is to be the name of
 * @param ending what may stand behind it, such as `Controller`, and is not part of it
 * @throws E_GENERATE_NAME
 */
export function parseName(kind: string, given: string, ending = ''): ParsedName {
  const parts = given.split('/').map((part) => wordsOf(part));
  const last = parts.pop() ?? [];
  if (ending !== '' && last.length > 1 && last.at(-1) === ending.toLowerCase()) last.pop();
  const isGood = /^[A-Za-z][A-Za-z0-9-]*(\/[A-Za-z][A-Za-z0-9-]*)*$/.test(given) && last.length > 0;
  if (!isGood || given.length > 100 || reserved.has(camel(last))) throw errors.E_GENERATE_NAME(kind, given);
  return { folders: parts.map(kebab), words: last };
}

/** `UserProfile`. */
export function pascal(words: readonly string[]): string {
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** `userProfile`. */
export function camel(words: readonly string[]): string {
  const name = pascal(words);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `user-profile`. */
export function kebab(words: readonly string[]): string {
  return words.join('-');
}

function wordsOf(part: string): string[] {
  return part
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .split('-')
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
