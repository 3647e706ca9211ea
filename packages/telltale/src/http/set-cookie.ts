/** Writes lines of the header `set-cookie`. @module */
import { type SetCookie, stringifySetCookie } from 'cookie';

/** Characters that a value can't carry as they are; `%`, so that it is read as it was written. */
const unsafe = /[^\x21\x23-\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/;

const FIRST_YEAR = 1601;
const LAST_YEAR = 9999;

/**
 * Writes a cookie.
 *
 * @param encode how the value is written. Default: as it is, or by `encodeURIComponent` when it has characters that no
 *   cookie can carry.
 * @throws TypeError for a name, value or option that no cookie can have
 *
 * @example
 * writeSetCookie({ name: 'seen', value: 'a b', path: '/' }); // 'seen=a%20b; Path=/'
 */
export function writeSetCookie(cookie: SetCookie, encode: (value: string) => string = encodeValue): string {
  const { maxAge, expires } = cookie;
  if (maxAge !== undefined && !Number.isSafeInteger(maxAge))
    throw new TypeError(`maxAge is invalid: ${maxAge}`);
  // A browser would not understand it, and forget the cookie when it is closed.
  const year = expires?.getUTCFullYear() ?? FIRST_YEAR;
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) throw new TypeError(`expires is invalid: ${expires}`);
  return stringifySetCookie(cookie, { encode });
}

function encodeValue(value: string): string {
  return unsafe.test(value) ? encodeURIComponent(value) : value;
}
