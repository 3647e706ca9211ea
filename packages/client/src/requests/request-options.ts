/** What a request may be asked with, and the check of it. @module */
import { isRequestMethod, type RequestMethod } from '@telltale/protocol';
import { errors } from '../errors.ts';
import type { RequestHeaders } from '../socket-options.ts';

/** Data of a request: its body, whatever the method. */
export type RequestData = object | null | undefined;

/** Options that go with any request. */
export interface SendOptions {
  /** Headers of this request; they win over the socket's own. */
  headers?: RequestHeaders | undefined;
  /** Gives up waiting when it aborts. The server may still run the request. */
  signal?: AbortSignal | undefined;
  /** Milliseconds to wait for the answer, the time in the queue included; 0 waits for ever. @default requestTimeout */
  timeout?: number | undefined;
}

/** Options of `socket.request()`. */
export interface RequestOptions extends SendOptions {
  /** Path with an optional query string. */
  url: string;
  /** @default 'get' */
  method?: RequestMethod | Uppercase<RequestMethod> | undefined;
  data?: RequestData;
  /** The older name of `data`. */
  params?: RequestData;
}

/** A request that was checked, but not yet given the socket's own headers. */
export interface CheckedRequest {
  readonly method: RequestMethod;
  readonly url: string;
  readonly data: RequestData;
  readonly headers: RequestHeaders;
  readonly signal: AbortSignal | undefined;
  readonly timeout: number | undefined;
}

/**
 * Checks what `request()` was given, in the order of the released client.
 *
 * @throws `E_REQUEST_CALLBACK`, `E_REQUEST_URL`, `E_REQUEST_METHOD`, `E_REQUEST_HEADERS`, `E_REQUEST_DATA`,
 * `E_REQUEST_DATA_TWICE`, `E_REQUEST_SIGNAL`, `E_REQUEST_TIMEOUT_OPTION`
 */
export function checkRequest(given: unknown, callback: unknown): CheckedRequest {
  if (callback !== undefined && callback !== null && typeof callback !== 'function') {
    throw errors.E_REQUEST_CALLBACK(callback);
  }
  if (typeof given !== 'object' || given === null) throw errors.E_REQUEST_URL(given);
  const { url, method = 'get', headers, params, data, signal, timeout } = given as Record<string, unknown>;
  if (typeof url !== 'string') throw errors.E_REQUEST_URL(url);
  const event = typeof method === 'string' ? method.toLowerCase() : method;
  if (!isRequestMethod(event)) throw errors.E_REQUEST_METHOD(method);
  checkHeaders(headers);
  if (params !== undefined && typeof params !== 'object') throw errors.E_REQUEST_DATA('params', params);
  if (data !== undefined && typeof data !== 'object') throw errors.E_REQUEST_DATA('data', data);
  if (params && data) throw errors.E_REQUEST_DATA_TWICE();
  if (signal !== undefined && !isSignal(signal)) throw errors.E_REQUEST_SIGNAL(signal);
  checkTimeout(timeout);
  return { method: event, url, data: data ?? params, headers: headers ?? {}, signal, timeout };
}

/** @throws `E_REQUEST_TIMEOUT_OPTION` */
export function checkTimeout(timeout: unknown): asserts timeout is number | undefined {
  if (timeout !== undefined && (typeof timeout !== 'number' || !(timeout >= 0))) {
    throw errors.E_REQUEST_TIMEOUT_OPTION(timeout);
  }
}

function isSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}

/** @throws `E_REQUEST_HEADERS` */
export function checkHeaders(headers: unknown): asserts headers is RequestHeaders | null | undefined {
  if (headers === undefined || headers === null) return;
  if (typeof headers !== 'object' || Array.isArray(headers)) throw errors.E_REQUEST_HEADERS(headers);
  for (const value of Object.values(headers)) {
    const isPlain = value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
    if (!isPlain) throw errors.E_REQUEST_HEADERS(value);
  }
}

/** The socket's headers overlaid by the request's, names compared without regard to case, values as strings. */
export function mergeHeaders(
  socketHeaders: RequestHeaders | undefined,
  own: RequestHeaders,
): Record<string, string> {
  const overridden = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const inherited = Object.entries(socketHeaders ?? {}).filter(
    ([name]) => !overridden.has(name.toLowerCase()),
  );
  const present = [...inherited, ...Object.entries(own)].filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}
