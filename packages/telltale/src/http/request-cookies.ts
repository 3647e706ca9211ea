/** `req.cookies` and `req.signedCookies`, read when first asked for. @module */
import { type ParsedCookies, parseCookies } from './cookies.ts';
import { kCookies, requestStateOf } from './http-state.ts';
import type { Request } from './request.ts';
import { sessionSecrets } from './session-secret.ts';

export const cookieGetters = {
  cookies(this: Request): Record<string, unknown> {
    return cookiesOf(this).plain;
  },

  signedCookies(this: Request): Record<string, unknown> {
    return cookiesOf(this).signed;
  },
};

function cookiesOf(req: Request): ParsedCookies {
  const state = requestStateOf(req);
  state[kCookies] ??= parseCookies(req.headers.cookie, () => sessionSecrets(req._sails));
  return state[kCookies];
}
