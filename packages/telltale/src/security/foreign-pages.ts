/** CSRF without tokens: a page of another origin may change nothing, whatever cookies its requests carry. @module */
import { errors } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { Handler } from '../routing/handler.ts';
import { isHarmless } from './harmless.ts';

/** Whether pages of an origin may do what the app's own may. */
export type Trusts = (origin: string, withCookies: boolean) => boolean;

/** Longest origin that a message shows. */
const MOST_SHOWN = 100;

/**
 * Lets a request pass that changes nothing, or that no page of another origin sends: browsers say where theirs come from,
 * and pages can't make them lie. A request that says nothing comes from a program, which has nobody's cookies but its own.
 */
export function refuseForeignPages(trusts: Trusts): Handler {
  return (req, _res, next) => {
    if (isHarmless(req.method) || isOwn(req)) return next();
    const { origin, cookie, 'sec-fetch-site': site } = req.headers;
    if (origin !== undefined && trusts(origin, cookie !== undefined)) return next();
    next(errors.E_CSRF_ORIGIN(origin?.slice(0, MOST_SHOWN) ?? String(site)));
  };
}

function isOwn(req: Request): boolean {
  const { origin, 'sec-fetch-site': site } = req.headers;
  // What the browser itself compared, before any proxy gave the server another name. It is not said on plain lines.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return true;
  const given = originOf(origin);
  const { baseUrl, secure } = req;
  // Behind a proxy that ends TLS and is not trusted, https looks like http; https never means http.
  const encrypted = originOf(baseUrl.replace(/^http:/, 'https:'));
  return given !== undefined && (given === encrypted || (!secure && given === originOf(baseUrl)));
}

function originOf(url: string): string | undefined {
  return /^https?:\/\/[^/?#@\s]+$/i.test(url) && URL.canParse(url) ? new URL(url).origin : undefined;
}
