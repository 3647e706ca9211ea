/** What a client sends and wants: headers, media types, languages, and whether it has a good copy already. @module */
import accepts from 'accepts';
import fresh from 'fresh';
import typeIs from 'type-is';
import { kWantsJSON, requestStateOf } from './http-state.ts';
import type { Request } from './request.ts';

export const negotiationMethods = {
  get: header,
  header,

  accepts(this: Request, ...types: string[] | [string[]]): string[] | string | false {
    return accepts(this.raw).types(types.flat() as string[]);
  },

  acceptsCharsets(this: Request, ...charsets: string[]): string | false {
    return first(accepts(this.raw).charsets(charsets));
  },

  acceptsLanguages(this: Request, ...languages: string[]): string | false {
    return first(accepts(this.raw).languages(languages));
  },

  acceptsEncodings(this: Request, ...encodings: string[]): string | false {
    return first(accepts(this.raw).encodings(encodings));
  },

  is(this: Request, ...types: string[] | [string[]]): string | false {
    // The data of a message arrives as an object, so no header says what it is.
    const type = this.isSocket ? 'application/json' : this.headers['content-type'];
    return type === undefined ? false : typeIs.is(type, types.flat() as string[]);
  },
};

export const negotiationGetters = {
  xhr(this: Request): boolean {
    return String(this.headers['x-requested-with'] ?? '').toLowerCase() === 'xmlhttprequest';
  },

  fresh(this: Request): boolean {
    const { method, res } = this;
    if (method !== 'GET' && method !== 'HEAD') return false;
    if ((res.statusCode < 200 || res.statusCode > 299) && res.statusCode !== 304) return false;
    return fresh(this.headers, { etag: res.get('etag'), 'last-modified': res.get('last-modified') });
  },

  stale(this: Request): boolean {
    return !this.fresh;
  },
};

/** Whether the client asks for JSON: it says so, or does not ask for a page. */
export const wantsJSON = {
  get(this: Request): boolean {
    const set = requestStateOf(this)[kWantsJSON];
    if (set !== null) return set;
    if (this.isSocket || this.xhr || this.options.wantsJSON === true) return true;
    const { accept } = this.headers;
    return accept === undefined || !accept.includes('html') || this.is('json') !== false;
  },
  set(this: Request, value: boolean): void {
    requestStateOf(this)[kWantsJSON] = value;
  },
};

function header(this: Request, name: string): string | string[] | undefined {
  const key = name.toLowerCase();
  const { headers } = this;
  if (key === 'referer' || key === 'referrer')
    return (headers.referrer ?? headers.referer) as string | undefined;
  return Object.hasOwn(headers, key) ? headers[key] : undefined;
}

function first(found: string[] | string | false): string | false {
  return Array.isArray(found) ? (found[0] ?? false) : found;
}
