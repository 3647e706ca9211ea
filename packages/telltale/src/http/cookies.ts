/** Cookies in the format of Express: `s:` before a signed value, `j:` before JSON. @module */
import { parseCookie } from 'cookie';
import { sign, unsign } from 'cookie-signature';

/**
 * The value of a signed cookie, as in `s:<value>.<signature>`.
 *
 * @param secret the session's secret
 */
export function signCookie(value: string, secret: string): string {
  return `s:${sign(value, secret)}`;
}

/** What was signed, or `false` when the signature does not hold under the secret (or any of several). */
export function unsignCookie(value: string, secret: string | readonly string[]): string | false {
  if (!value.startsWith('s:')) return false;
  for (const one of typeof secret === 'string' ? [secret] : secret) {
    const signed = unsign(value.slice(2), one);
    if (signed !== false) return signed;
  }
  return false;
}

/** Cookies as the app sees them. */
export interface ParsedCookies {
  plain: Record<string, unknown>;
  /** Signed ones; `false` where the signature does not hold. */
  signed: Record<string, unknown>;
}

/**
 * Reads a `cookie` header.
 *
 * @param secrets asked when a cookie is signed
 */
export function parseCookies(header: string | undefined, secrets: () => readonly string[]): ParsedCookies {
  const cookies: ParsedCookies = { plain: Object.create(null), signed: Object.create(null) };
  if (header === undefined) return cookies;
  for (const [name, value] of Object.entries(parseCookie(header))) {
    if (value === undefined) continue;
    if (value.startsWith('s:')) {
      const unsigned = unsignCookie(value, secrets());
      cookies.signed[name] = unsigned === false ? false : fromJson(unsigned);
    } else cookies.plain[name] = fromJson(value);
  }
  return cookies;
}

function fromJson(value: string): unknown {
  if (!value.startsWith('j:')) return value;
  try {
    return JSON.parse(value.slice(2));
  } catch {
    return value;
  }
}
