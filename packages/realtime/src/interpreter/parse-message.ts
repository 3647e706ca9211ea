/** Reads what a client sent as a request. Whatever it is, the outcome is a request or a reason. @module */
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

/** Why a message is not a request. */
export class MessageProblem {
  readonly code: string;
  readonly details: string;

  constructor(code: string, details: string) {
    this.code = code;
    this.details = details;
  }
}

const origin = /^(?:https?|wss?):\/\/[^/?#]*/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\x00-\x1f\x7f]/;

/**
 * Reads a message.
 *
 * @param bodyless whether the method has no body over HTTP, so that an array becomes an object with index keys
 */
export function parseMessage(
  message: unknown,
  bodyless: boolean,
  bounds: MessageBounds,
): ParsedMessage | MessageProblem {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return new MessageProblem('E_MESSAGE', `A request is an object with a url; got ${kindOf(message)}.`);
  }
  const { url, headers } = message as { url?: unknown; headers?: unknown };
  if (url === undefined || url === null || url === '') {
    return new MessageProblem('E_NO_URL', `No url provided in request; it has ${keysOf(message)}.`);
  }
  if (typeof url !== 'string') {
    return new MessageProblem('E_URL', `Invalid url provided: a url is a string; got ${kindOf(url)}.`);
  }
  if (url.length > bounds.urlLength) {
    return new MessageProblem(
      'E_URL_TOO_LONG',
      `The url has ${url.length} characters; at most ${bounds.urlLength} are allowed.`,
    );
  }
  if (control.test(url)) {
    return new MessageProblem('E_URL', 'Invalid url provided: it has control characters.');
  }
  const given = message as { data?: unknown; params?: unknown };
  if (tooLong(given.data, bounds) || tooLong(given.params, bounds)) {
    return new MessageProblem(
      'E_DATA',
      'Invalid data provided: data is an object or an array; got a long string.',
    );
  }
  const data = dataOf(given, bodyless);
  const problem = dataProblem(data, bounds);
  if (problem !== undefined) return new MessageProblem('E_DATA', `Invalid data provided: ${problem}.`);
  return { url: pathOf(url), data, headers };
}

function dataOf({ data, params }: { data?: unknown; params?: unknown }, bodyless: boolean): object {
  if (Array.isArray(data)) return bodyless ? { ...data } : data;
  const dataIsObject = typeof data === 'object' && data !== null;
  if (params === undefined || params === null) return dataIsObject ? data : spread(data);
  if (data === undefined || data === null) return Array.isArray(params) ? { ...params } : spread(params);
  return { ...spread(params), ...spread(data) };
}

function tooLong(data: unknown, { keys }: MessageBounds): boolean {
  return typeof data === 'string' && data.length > keys;
}

/** A string spreads to its characters, as it always has; other values that are no objects spread to nothing. */
function spread(value: unknown): object {
  return { ...(value as object) };
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

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value === 'number' ? String(value) : typeof value;
}

function keysOf(message: object): string {
  const keys = Object.keys(message).slice(0, 8);
  return keys.length === 0
    ? 'no keys'
    : `the keys ${keys.map((key) => JSON.stringify(key.slice(0, 32))).join(', ')}`;
}
