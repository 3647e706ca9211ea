/** Requests that a program makes to its own app, without a server. @module */
import type { FastifyInstance, InjectOptions } from 'fastify';
import { errors } from '../errors.ts';
import { parseAddress } from '../routing/route-address.ts';

/** A request as an object. */
export interface RequestOptions {
  /** Path with an optional query string. */
  url: string;
  /** @default 'GET' */
  method?: string;
  /** Body; for GET, HEAD and DELETE the query string, in place of the url's own. */
  data?: unknown;
  /** The older name of `data`. */
  params?: unknown;
  headers?: Record<string, string>;
}

/** The answer to a program's own request. */
export interface RequestResult<Body = unknown> {
  statusCode: number;
  headers: Record<string, number | string | string[] | undefined>;
  /** JSON as values; text as a string; anything else as a Buffer; nothing as `undefined`. */
  body: Body;
}

/**
 * Sends a request through the whole pipeline.
 *
 * @param address `'GET /user'`, or an object
 * @param data as {@link RequestOptions.data}
 * @throws E_REQUEST for an address that is none
 * @throws an error with `status` and `body` for an answer below 200 or from 400 on
 */
export async function virtualRequest(
  fastify: FastifyInstance,
  address: string | RequestOptions,
  data?: unknown,
): Promise<RequestResult> {
  const response = await fastify.inject(injection(address, data));
  const type = String(response.headers['content-type'] ?? '');
  const body = readBody(response.rawPayload, type);
  const { statusCode, headers } = response;
  if (statusCode >= 200 && statusCode < 400) return { statusCode, headers, body };
  const message = typeof body === 'string' ? body : (JSON.stringify(body) ?? String(statusCode));
  throw Object.assign(new Error(message), {
    status: statusCode,
    statusCode,
    headers,
    body,
    code: 'E_RESPONSE',
  });
}

function injection(address: string | RequestOptions, given: unknown): InjectOptions {
  const { url, method, data, headers } = readAddress(address, given);
  const options: InjectOptions = {
    method: method as NonNullable<InjectOptions['method']>,
    url,
    headers: { accept: 'application/json', ...headers },
  };
  if (data === undefined) return options;
  if (/^(GET|HEAD|DELETE)$/.test(method))
    return { ...options, url: `${url.split('?', 1)[0]}${toQuery(data)}` };
  return typeof data === 'object' && data !== null && !Buffer.isBuffer(data)
    ? { ...options, payload: data }
    : {
        ...options,
        headers: { 'content-type': 'application/json', ...options.headers },
        payload: Buffer.isBuffer(data) ? data : JSON.stringify(data),
      };
}

function readAddress(
  address: string | RequestOptions,
  data: unknown,
): { url: string; method: string; data: unknown; headers: Record<string, string> } {
  if (typeof address === 'string') {
    if (!/^\S*\s*\//.test(address.trim())) throw errors.E_REQUEST(`'${address}' is no address`);
    const { verb, path } = parseAddress(address);
    return { url: path, method: verb === '' || verb === 'ALL' ? 'GET' : verb, data, headers: {} };
  }
  if (typeof address !== 'object' || address === null || typeof address.url !== 'string') {
    throw errors.E_REQUEST('expected an address, or an object with a url');
  }
  const inUrl = parseAddress(address.url);
  const method = (address.method ?? (inUrl.verb === '' ? 'GET' : inUrl.verb)).toUpperCase();
  if (!/^[A-Z]+$/.test(method)) throw errors.E_REQUEST(`'${method}' is no method`);
  return {
    url: inUrl.path,
    method,
    data: data ?? address.data ?? address.params,
    headers: address.headers ?? {},
  };
}

function toQuery(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(data)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) query.append(key, typeof one === 'object' ? JSON.stringify(one) : String(one));
    }
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function readBody(payload: Buffer, type: string): unknown {
  if (payload.length === 0) return undefined;
  if (/\bjson\b/.test(type)) return JSON.parse(payload.toString('utf8'));
  return /^$|^text\/|javascript|xml|urlencoded/.test(type) ? payload.toString('utf8') : payload;
}
