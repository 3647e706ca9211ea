/** CSRF: a request that changes something has to carry a token that only the app's own pages can know. @module */
import { Tokens } from '@fastify/csrf';
import type { AppConfig } from '../config/app-config.ts';
import { errors } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { Handler } from '../routing/handler.ts';
import type { RouteTarget } from '../routing/route-target.ts';
import { isHarmless } from './harmless.ts';

/** Name of the action that hands out tokens. */
export const grantAction = 'security/grant-csrf-token';

/** Longer than any token, so that nobody makes us hash a megabyte. */
const MOST_TOKEN = 256;

const tokens = new Tokens({ userInfo: false });

/** Whether an app has anything to do with tokens: for all its routes, for some, or by a route to the action. */
export function usesCsrf({ security, routes }: AppConfig): boolean {
  return security?.csrf === true || Object.values(routes).some(mentions);
}

function mentions(target: RouteTarget): boolean {
  if (typeof target === 'string') return target.toLowerCase() === grantAction;
  if (Array.isArray(target)) return target.some(mentions);
  if (typeof target !== 'object' || target === null) return false;
  const { csrf, action } = target as { csrf?: unknown; action?: unknown };
  return csrf === true || (typeof action === 'string' && mentions(action));
}

/**
 * Lets a request pass that changes nothing, or carries a token of its session: in the header `x-csrf-token`, or as the
 * value `_csrf` of its body or query, which is taken away.
 */
export const requireToken: Handler = (req, _res, next) => {
  if (isHarmless(req.method)) return next();
  const token = req.get('x-csrf-token') ?? takeToken(req.body) ?? takeToken(req.query);
  const secret: unknown = req.session?.csrfSecret;
  const holds =
    typeof token === 'string' &&
    token.length <= MOST_TOKEN &&
    typeof secret === 'string' &&
    tokens.verify(secret, token);
  next(holds ? undefined : errors.E_CSRF());
};

function takeToken(values: unknown): unknown {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return undefined;
  if (!Object.hasOwn(values, '_csrf')) return undefined;
  const token: unknown = Reflect.get(values, '_csrf');
  Reflect.deleteProperty(values, '_csrf');
  return token;
}

/**
 * A token of the request's session, which begins with it.
 *
 * @throws E_CSRF for a request that can have no session
 */
export function makeToken(req: Request): string {
  const { session } = req;
  if (session === undefined || session === null) throw errors.E_CSRF();
  if (typeof session.csrfSecret !== 'string') session.csrfSecret = tokens.secretSync();
  return tokens.create(session.csrfSecret as string);
}

/**
 * The action that hands out tokens: `{ "_csrf": "…" }`.
 *
 * Over a socket there are none, though they may be used there: a page of another origin that could connect would get one.
 */
export function grantToken(req: Request, res: Response): unknown {
  if (!req.isSocket) return res.set('cache-control', 'no-store').json({ _csrf: makeToken(req) });
  if (req._sails.environment === 'production') return res.notFound();
  throw errors.E_CSRF_OVER_SOCKET();
}

/** The value `_csrf` of a view. It is made, and the session begins, only when the view shows it. */
export class ViewToken {
  readonly #req: Request;
  #made: string | undefined;

  constructor(req: Request) {
    this.#req = req;
  }

  toString(): string {
    this.#made ??= makeToken(this.#req);
    return this.#made;
  }

  toJSON(): string {
    return this.toString();
  }
}
