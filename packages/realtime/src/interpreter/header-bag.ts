/** Request headers of a virtual request: what the client asked for, under what the handshake settled. @module */

/** Headers by lower-case name, on an object that has no prototype to fall through to. */
export class HeaderBag {
  [name: string]: string;
}
Object.setPrototypeOf(HeaderBag.prototype, null);
// Else every request would have a header `constructor`.
Reflect.deleteProperty(HeaderBag.prototype, 'constructor');

/**
 * Headers that a message can't set. Those of the connection come from the handshake, or would describe a byte stream
 * that isn't there; those of a proxy would let a client choose its own address.
 */
const settledByConnection: ReadonlySet<string> = new Set([
  'accept-encoding',
  'cf-connecting-ip',
  'client-ip',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'fastly-client-ip',
  'forwarded',
  'host',
  'keep-alive',
  'origin',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'true-client-ip',
  'upgrade',
  'via',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-real-ip',
]);

const token = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
const unprintable = /[^\t\x20-\x7e\x80-\xff]/;

/** What is wrong with a header; a sentence for the parse error. */
export type HeaderProblem = string;

/**
 * Copies the headers of a message into `bag`, as far as a message may set them.
 *
 * @returns what is wrong with them, or `undefined`
 */
export function addMessageHeaders(bag: HeaderBag, given: unknown, most: number): HeaderProblem | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'object' || Array.isArray(given)) {
    return `headers are an object of strings; got ${Array.isArray(given) ? 'an array' : typeof given}`;
  }
  let count = 0;
  for (const key in given) {
    if (!Object.hasOwn(given, key)) continue;
    count += 1;
    if (count > most) return `at most ${most} headers are allowed (limits.headers)`;
    const name = key.toLowerCase();
    if (!token.test(name)) return `${JSON.stringify(key.slice(0, 64))} is not a header name`;
    const value = (given as Record<string, unknown>)[key];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      return `header ${name} is a string; got ${Array.isArray(value) ? 'an array' : typeof value}`;
    }
    const text = trimmed(String(value));
    if (unprintable.test(text)) return `header ${name} has a character that no header may have`;
    if (settledByConnection.has(name) || name.startsWith('x-forwarded-') || name.startsWith('sec-')) continue;
    bag[name] = text;
  }
  return undefined;
}

/** A header's value without the white space around it, which does not count over HTTP. */
export function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isSpace(value.charCodeAt(start))) start += 1;
  while (end > start && isSpace(value.charCodeAt(end - 1))) end -= 1;
  return end - start === value.length ? value : value.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
