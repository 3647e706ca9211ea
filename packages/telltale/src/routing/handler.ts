/** What runs when a route matches: one step of a chain. @module */
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { CorsRules, RateLimitRules } from '../security/security-config.ts';

/** Passes the request on to the next step; with an error, to `res.serverError`; with `'route'`, to the next route. */
export type Next = (error?: unknown) => void;

/**
 * A step on the way of a request: middleware, policy or action.
 *
 * It answers through `res`, or passes on with `next()`. A throw and a rejection end in `res.serverError(error)`. What it
 * returns is not sent; an action that is to answer with its return value is a standalone action (`defineAction`).
 *
 * @example
 * app.get('/hello', (req, res) => res.json({ hello: req.isSocket ? 'socket' : 'http' }));
 */
export type Handler = (req: Request, res: Response, next: Next) => unknown;

/** What a route says beside its target; each request finds a copy in `req.options`. */
export interface RouteOptions {
  /** Identity of the action, as in `'user/find'`. */
  action?: string;
  /** Path of the view that the route shows. */
  view?: string;
  /** Values for the view. */
  locals?: Record<string, unknown>;
  /** Leaves paths alone whose last part has a dot. @default true for a GET route that ends in a parameter */
  skipAssets?: boolean;
  /** Leaves paths alone that match. */
  skipRegex?: RegExp | RegExp[];
  /** Which pages of other origins may read its answers: rules over those of the app, those alone (`true`), or none. */
  cors?: CorsRules | boolean;
  /** Whether a request that changes something has to carry a token, or come from an own page. @default `config.security.csrf` */
  csrf?: boolean | 'origin';
  /** How often one client may ask it, beside the app's own limit. */
  rateLimit?: RateLimitRules | false;
  [option: string]: unknown;
}
