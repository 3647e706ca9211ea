/** What decides whether a request may go on to an action. @module */

import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { Next } from '../routing/handler.ts';

/**
 * Stands before actions, on both transports. It calls `proceed()`, or answers; the first of the two counts. A throw, a
 * rejection and `proceed(error)` end in `res.serverError(error)`, or, for an error with a `statusCode` of 4xx, in that
 * answer. What it returns means nothing, so `return proceed()` and `async` are both fine.
 *
 * @example
 * const isLoggedIn: Policy = (req, res, proceed) => (req.signedCookies.user ? proceed() : res.forbidden());
 */
export type Policy = (req: Request, res: Response, proceed: Next) => unknown;

/** A policy by its name in `api/policies`, as a function, or `true` (let in) and `false` (refuse). */
export type PolicyRule = string | boolean | Policy;

/** Rules for the actions of a controller, or of a folder of controllers, by name. */
export interface PolicyTree {
  [name: string]: PolicyRule | readonly PolicyRule[] | PolicyTree;
}

/**
 * Which policies stand before which actions. Keys are `'*'`, `'user/*'`, `'user/find'`, or `UserController`, whose value
 * may be an object with keys of its own. Of several keys that fit an action only the most specific one counts.
 */
export interface PoliciesConfig {
  /** Policies by name, instead of files. */
  moduleDefinitions?: Record<string, Policy>;
  [key: string]: PolicyRule | readonly PolicyRule[] | PolicyTree | undefined;
}
