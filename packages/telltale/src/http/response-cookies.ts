/** `res.cookie()` and `res.clearCookie()`, with the meaning and units of Express. @module */
import { inspect } from 'node:util';
import { type SetCookie, stringifySetCookie } from 'cookie';
import { errors } from '../errors.ts';
import { headerBelow } from './below.ts';
import { signCookie } from './cookies.ts';
import type { CookieOptions, Response } from './response.ts';
import { sessionSecret } from './session-secret.ts';

export const cookieMethods = {
  cookie(this: Response, name: string, value: unknown, options: CookieOptions = {}): Response {
    if (typeof name !== 'string') throw errors.E_COOKIE(inspect(name), 'its name is not a string');
    const { maxAge, expires, secure, signed, encode, path = '/', sameSite = 'lax', ...rest } = options;
    let text = typeof value === 'string' ? value : `j:${JSON.stringify(value) ?? 'null'}`;
    if (signed) {
      const secret = sessionSecret(this.req._sails);
      if (secret === undefined)
        throw errors.E_COOKIE(name, 'it is to be signed, and session.secret is not set');
      text = signCookie(text, secret);
    }
    const cookie: SetCookie = { ...rest, name, value: text, path, sameSite };
    cookie.secure = secure === 'auto' ? this.req.secure : secure === true;
    if (maxAge !== undefined) {
      // Old browsers know only `expires`; those that know both believe `max-age`.
      cookie.maxAge = Math.floor(maxAge / 1000);
      cookie.expires = new Date(Date.now() + maxAge);
    } else if (expires !== undefined) cookie.expires = expires;
    return write(this, cookie, encode);
  },

  clearCookie(this: Response, name: string, options: CookieOptions = {}): Response {
    if (typeof name !== 'string') throw errors.E_COOKIE(inspect(name), 'its name is not a string');
    const { domain, path = '/', sameSite = 'lax', secure, httpOnly, partitioned } = options;
    const cookie: SetCookie = { name, value: '', path, sameSite, domain, httpOnly, partitioned };
    cookie.secure = secure === 'auto' ? this.req.secure : secure === true;
    cookie.expires = new Date(0);
    return write(this, cookie, undefined);
  },
} satisfies Partial<Response>;

function write(res: Response, cookie: SetCookie, encode: CookieOptions['encode']): Response {
  let line: string;
  try {
    line = stringifySetCookie(cookie, encode === undefined ? {} : { encode });
  } catch (cause) {
    throw errors.E_COOKIE(inspect(cookie.name), cause instanceof Error ? cause.message : String(cause));
  }
  return headerBelow(res, 'set-cookie', line);
}
