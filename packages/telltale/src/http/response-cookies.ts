/** `res.cookie()` and `res.clearCookie()`, with the meaning and units of Express. @module */
import { inspect } from 'node:util';
import type { SetCookie } from 'cookie';
import { errors } from '../errors.ts';
import { headerBelow } from './below.ts';
import { signCookie } from './cookies.ts';
import type { CookieOptions, Response } from './response.ts';
import { sessionSecrets } from './session-secret.ts';
import { writeSetCookie } from './set-cookie.ts';

export const cookieMethods = {
  cookie(this: Response, name: string, value: unknown, options: CookieOptions = {}): Response {
    if (typeof name !== 'string') throw errors.E_COOKIE(inspect(name), 'its name is not a string');
    const {
      maxAge,
      expires,
      secure = 'auto',
      signed,
      encode,
      path = '/',
      sameSite = 'lax',
      ...rest
    } = options;
    let text = typeof value === 'string' ? value : `j:${JSON.stringify(value) ?? 'null'}`;
    if (signed) text = signCookie(text, sessionSecrets(this.req._sails)[0]);
    // No script of a page can make anything of a signed value.
    const cookie: SetCookie = { httpOnly: signed === true, ...rest, name, value: text, path, sameSite };
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
    const { domain, path = '/', sameSite = 'lax', secure = 'auto', httpOnly, partitioned } = options;
    const cookie: SetCookie = { name, value: '', path, sameSite, domain, httpOnly, partitioned };
    cookie.secure = secure === 'auto' ? this.req.secure : secure === true;
    cookie.expires = new Date(0);
    return write(this, cookie, undefined);
  },
} satisfies Partial<Response>;

function write(res: Response, cookie: SetCookie, encode: CookieOptions['encode']): Response {
  let line: string;
  try {
    line = writeSetCookie(cookie, encode);
  } catch (cause) {
    throw errors.E_COOKIE(inspect(cookie.name), cause instanceof Error ? cause.message : String(cause));
  }
  return headerBelow(res, 'set-cookie', line);
}
