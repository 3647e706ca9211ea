/** Parses origins, so that they are compared as what they mean and never as the beginning of a text. @module */
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';

/** An `Origin` header has a scheme, a host, perhaps a port, and nothing else: no user, no path, no second value. */
const shape = /^(https?):\/\/([^\s/\\?#@,:[\]]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/** The canonical form of a web origin, else `undefined`. Host in lower case and ASCII, no default port. */
export function parseOrigin(text: string): string | undefined {
  if (text.length > 2_000 || !shape.test(text)) return undefined;
  try {
    return new URL(text).origin;
  } catch {
    return undefined;
  }
}

/** What an origin is compared by: pages from files have no host, so theirs is compared as it is written. */
function comparable(text: string): string | undefined {
  return text.startsWith('file://') ? text : parseOrigin(text);
}

/**
 * Checks the origins that may connect.
 *
 * @returns a test for the `Origin` header of a handshake
 * @throws `E_INVALID_ONLY_ALLOW_ORIGINS` when it is not an array
 * @throws `E_INVALID_ORIGIN` for an entry that browsers never send
 *
 * @example
 * const allows = compileOrigins(['https://app.com']);
 * allows('https://app.com');          // true
 * allows('https://app.com.evil.com'); // false
 */
export function compileOrigins(list: unknown): (header: string | undefined) => boolean {
  if (!Array.isArray(list)) throw errors.E_INVALID_ONLY_ALLOW_ORIGINS(list);
  const allowed = new Set<string>();
  for (const entry of list) {
    const problem = entryProblem(entry);
    if (problem !== undefined) throw errors.E_INVALID_ORIGIN(entry, problem);
    allowed.add(comparable(entry)!);
  }
  return (header) => {
    if (header === undefined) return false;
    const origin = comparable(header);
    return origin !== undefined && allowed.has(origin);
  };
}

function entryProblem(entry: unknown): string | undefined {
  if (typeof entry !== 'string' || entry === '') return `it is ${describe(entry)}`;
  if (entry.startsWith('file://')) return undefined;
  const scheme = /^(https?):\/\//.exec(entry)?.[1];
  if (scheme === undefined) return "it does not begin with 'http://' or 'https://'";
  if (/^https?:\/\/[^/?#]*[/?#]/.test(entry)) return 'it has a path, a query, a hash or a slash at its end';
  if (entry.endsWith(scheme === 'https' ? ':443' : ':80')) return 'it names the port that browsers leave out';
  return parseOrigin(entry) === undefined ? 'it is not an origin' : undefined;
}
