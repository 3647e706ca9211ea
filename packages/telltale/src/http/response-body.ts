/** What a response says: `res.send()`, `res.json()`, `res.jsonp()`, `res.sendStatus()`. @module */
import { STATUS_CODES } from 'node:http';
import { inspect } from 'node:util';
import { errors } from '../errors.ts';
import { headerBelow, sendBelow } from './below.ts';
import { kAnswered, stateOf } from './http-state.ts';
import type { Response } from './response.ts';

const jsonType = 'application/json; charset=utf-8';

export const bodyMethods = {
  send(this: Response, body?: unknown): Response {
    // Until the framework's chain begins, whoever answers is a Fastify plugin, and means what Fastify means.
    if (this.req === null || body instanceof Error) return sendBelow(this, body);
    if (body === undefined || body === null || hasNoBody(this.statusCode)) return answer(this, undefined);
    if (typeof body === 'string') {
      if (!this.hasHeader('content-type')) headerBelow(this, 'content-type', 'text/html; charset=utf-8');
      return answer(this, body);
    }
    return isBytes(body) || isStream(body) ? answer(this, body) : sendJson(this, body);
  },

  json(this: Response, data?: unknown): Response {
    return sendJson(this, data);
  },

  jsonp(this: Response, data?: unknown): Response {
    const { callback } = this.req.query;
    const name = typeof callback === 'string' ? callback.replace(/[^\w$.[\]]/g, '') : '';
    if (name === '') return sendJson(this, data);
    const text = toJsonText(data)
      .replace(/\u2028/g, '\\u2028')
      .replace(/\u2029/g, '\\u2029');
    headerBelow(this, 'x-content-type-options', 'nosniff');
    headerBelow(this, 'content-type', 'text/javascript; charset=utf-8');
    // The comment keeps a file of another kind from being read in, should it begin with the callback's name.
    return answer(this, `/**/ typeof ${name} === 'function' && ${name}(${text});`);
  },

  sendStatus(this: Response, status: number): Response {
    this.code(status);
    return sendText(this, statusText(status));
  },
} satisfies Partial<Response>;

/** The words for a status, as in `'Not Found'`. */
export function statusText(status: number): string {
  return STATUS_CODES[status] ?? String(status);
}

/** Sends plain text. */
export function sendText(res: Response, text: string): Response {
  headerBelow(res, 'content-type', 'text/plain; charset=utf-8');
  return res.send(text);
}

/** Hands the payload to Fastify, once per request. */
function answer(res: Response, payload: unknown): Response {
  const state = stateOf(res);
  if (state[kAnswered]) {
    const { method, url, _sails } = res.req;
    _sails.log.error(
      `${method} ${url} was answered already; the second answer is ignored:`,
      new Error('second answer'),
    );
    return res;
  }
  state[kAnswered] = true;
  return sendBelow(res, payload);
}

function sendJson(res: Response, data: unknown): Response {
  if (isObject(data) && 'then' in data && typeof data.then === 'function') {
    throw errors.E_NOT_JSON('it is a promise, whose value nobody has waited for. Write `await` before it');
  }
  const given = res.getHeader('content-type');
  // Fastify serialises plain values itself, through the route's schema, and names the type. What it would send as it is,
  // is made text here.
  const isJsonType = given === undefined || String(given).includes('json');
  if (isJsonType && isObject(data) && isPlainValue(data) && !hasNoBody(res.statusCode)) {
    return answer(res, data);
  }
  if (given === undefined) headerBelow(res, 'content-type', jsonType);
  if (data === undefined || hasNoBody(res.statusCode)) return answer(res, undefined);
  return answer(res, toJsonText(data));
}

function toJsonText(data: unknown): string {
  try {
    return JSON.stringify(data) ?? 'null';
  } catch (cause) {
    throw errors.E_NOT_JSON(cause instanceof Error ? cause.message : inspect(cause));
  }
}

function isObject(data: unknown): data is object {
  return typeof data === 'object' && data !== null;
}

function isPlainValue(data: unknown): boolean {
  return !(isBytes(data) || isStream(data) || data instanceof Error || typeof data === 'function');
}

function isBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value);
}

function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { pipe, getReader } = value as { pipe?: unknown; getReader?: unknown };
  return (
    typeof pipe === 'function' || typeof getReader === 'function' || value instanceof globalThis.Response
  );
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 304;
}
