/** Headers of a response: `res.set()`, `res.type()`, `res.append()`, `res.vary()`, `res.links()` … @module */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { extname } from 'node:path';
import { inspect } from 'node:util';
import { create as contentDisposition } from 'content-disposition';
import { contentType, lookup } from 'mime-types';
import { errors } from '../errors.ts';
import { keepOff } from '../security/leading-headers.ts';
import { headerBelow, removeHeaderBelow } from './below.ts';
import { encodeUrl } from './encode-url.ts';
import type { HeaderValue, Response } from './response.ts';

export const headerMethods = {
  set,
  header: set,
  headers: set,
  setHeader: set,

  get(this: Response, name: string): number | string | string[] | undefined {
    return this.getHeader(name);
  },

  removeHeader(this: Response, name: string): Response {
    keepOff(this.raw, name);
    return removeHeaderBelow(this, name);
  },

  append(this: Response, name: string, value: string | readonly string[]): Response {
    const present = this.getHeader(name);
    if (present === undefined || name.toLowerCase() === 'set-cookie') return this.set(name, value);
    const list = Array.isArray(present) ? present : [String(present)];
    return this.set(name, [...list, ...(typeof value === 'string' ? [value] : value)]);
  },

  writeHead(this: Response, status: number, ...given: unknown[]): Response {
    const headers = given.find((one) => typeof one === 'object' && one !== null);
    return this.code(status).set((headers ?? {}) as Record<string, HeaderValue>);
  },

  type: setType,
  contentType: setType,

  vary(this: Response, fields: string | readonly string[]): Response {
    const present = String(this.getHeader('vary') ?? '');
    const list = new Map<string, string>();
    for (const field of [present, ...(typeof fields === 'string' ? [fields] : fields)].join(',').split(',')) {
      const name = field.trim();
      if (name !== '' && !list.has(name.toLowerCase())) list.set(name.toLowerCase(), name);
    }
    return this.set('vary', list.has('*') ? '*' : [...list.values()].join(', '));
  },

  location(this: Response, url: string): Response {
    if (typeof url !== 'string') throw errors.E_REDIRECT(inspect(url));
    return headerBelow(this, 'location', encodeUrl(url === 'back' ? (this.req.get('referer') ?? '/') : url));
  },

  links(this: Response, links: Record<string, string>): Response {
    const present = this.getHeader('link');
    const added = Object.entries(links).map(([relation, url]) => `<${encodeUrl(url)}>; rel="${relation}"`);
    return this.set('link', [...(present === undefined ? [] : [String(present)]), ...added].join(', '));
  },

  attachment(this: Response, filename?: string): Response {
    if (filename !== undefined && lookup(filename) !== false) this.type(extname(filename));
    return headerBelow(this, 'content-disposition', contentDisposition(filename));
  },
} satisfies Partial<Response>;

function set(this: Response, name: string | Record<string, HeaderValue>, value?: HeaderValue): Response {
  if (typeof name === 'object' && name !== null) {
    for (const [key, one] of Object.entries(name)) setOne(this, key, one);
    return this;
  }
  return setOne(this, name, value);
}

function setOne(res: Response, name: string, value: unknown): Response {
  // Fastify finds a header that can't be when it writes them, which may be too late for anybody to catch it.
  const given = Array.isArray(value) ? value : [value];
  let text = given.map((one) => (typeof one === 'number' ? String(one) : one));
  try {
    validateHeaderName(name);
    for (const one of text) {
      if (typeof one !== 'string')
        throw new TypeError(`its value is ${inspect(one, { depth: 0 })}, not a string`);
      validateHeaderValue(name, one);
    }
  } catch (cause) {
    throw errors.E_HEADER(inspect(name), (cause as Error).message);
  }
  if (name.toLowerCase() === 'content-type') text = [contentType(text[0]) || text[0]];
  return headerBelow(res, name, Array.isArray(value) ? text : text[0]);
}

function setType(this: Response, type: string): Response {
  return this.set('content-type', type.includes('/') ? type : lookup(type) || 'application/octet-stream');
}
