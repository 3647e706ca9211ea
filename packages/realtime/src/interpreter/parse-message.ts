/** Reads what a client sent as a request. Whatever it is, the outcome is a request or a reason. @module */
import type { TelltaleError } from '@telltale/protocol';
import { errors } from '../errors.ts';
import { dataProblem } from './data-bounds.ts';

/** Bounds that hold for one message. */
export interface MessageBounds {
  urlLength: number;
  depth: number;
  keys: number;
}

/** A message that is a request. */
export interface ParsedMessage {
  url: string;
  data: object;
  headers: unknown;
}

const origin = /^(?:https?|wss?):\/\/[^/?#]*/i;
const unusual = /[^\x20-\x7e]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\x00-\x1f\x7f]/;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * Reads a message.
 *
 * @param bodyless whether the method has no body over HTTP, so that an array becomes an object with index keys
 * @returns the request, or `E_MESSAGE`, `E_NO_URL`, `E_URL`, `E_URL_TOO_LONG` or `E_DATA`
 */
export function parseMessage(
  message: unknown,
  bodyless: boolean,
  bounds: MessageBounds,
): ParsedMessage | TelltaleError {
  if (typeof message !== 'object' || message === null || Array.isArray(message) || isBinary(message)) {
    return errors.E_MESSAGE(message);
  }
  const { url, headers, data, params } = message as Record<'url' | 'headers' | 'data' | 'params', unknown>;
  // What upstream takes for no url: whatever is falsy.
  if (!url) return errors.E_NO_URL(keysOf(message));
  if (typeof url !== 'string') return errors.E_URL(url, "is a string, as in '/hello'");
  if (url.length > bounds.urlLength) return errors.E_URL_TOO_LONG(url.length, bounds.urlLength);
  if (unusual.test(url)) {
    if (control.test(url)) return errors.E_URL(url, 'has no control characters');
    if (loneSurrogate.test(url)) return errors.E_URL(url, 'is well-formed text');
  }
  const problem = partProblem('data', data, bounds) ?? partProblem('params', params, bounds);
  if (problem !== undefined) return errors.E_DATA(problem);
  return { url: pathOf(url), data: merge(data, params, bodyless), headers };
}

function partProblem(name: string, part: unknown, bounds: MessageBounds): string | undefined {
  if (typeof part === 'object' && part !== null) {
    return isBinary(part)
      ? `${name} is an object or an array; got bytes. Send them as a member, as in { file: bytes }`
      : dataProblem(part, bounds);
  }
  return typeof part === 'string' && part.length > bounds.keys
    ? `${name} is an object or an array; got a string of ${part.length} characters (limits.keys)`
    : undefined;
}

function merge(data: unknown, params: unknown, bodyless: boolean): object {
  if (Array.isArray(data)) return bodyless ? { ...data } : data;
  const dataIsObject = typeof data === 'object' && data !== null;
  if (params === undefined || params === null) return dataIsObject ? data : spread(data);
  return { ...spread(params), ...spread(data) };
}

/** A string spreads to its characters, as it always has; other values that are no objects spread to nothing. */
function spread(value: unknown): object {
  return { ...(value as object) };
}

function isBinary(value: object): boolean {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer;
}

function pathOf(url: string): string {
  if (url.charCodeAt(0) === SLASH) return withoutFragment(url);
  const prefix = origin.exec(url)?.[0].length ?? 0;
  if (prefix === 0) return withoutFragment(url);
  const path = withoutFragment(url.slice(prefix));
  return path.charCodeAt(0) === SLASH ? path : `/${path}`;
}

function withoutFragment(url: string): string {
  const hash = url.indexOf('#');
  return hash < 0 ? url : url.slice(0, hash);
}

const SLASH = 47;
const MOST_KEYS_NAMED = 8;

function keysOf(message: object): string {
  const keys: string[] = [];
  for (const key in message) {
    if (keys.push(JSON.stringify(key.slice(0, 32))) === MOST_KEYS_NAMED) break;
  }
  return keys.length === 0 ? 'no keys' : `the keys ${keys.join(', ')}`;
}
