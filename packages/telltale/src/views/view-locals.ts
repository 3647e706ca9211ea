/** What a view sees. @module */
import type { Response } from '../http/response.ts';

/**
 * The values for a view: the app's, the route's, the response's and those given, each over the ones before; under them
 * `req`, `res`, `session` and `sails`.
 */
export function viewLocals(res: Response, given: Record<string, unknown>): Record<string, unknown> {
  const { req } = res;
  return {
    req,
    res,
    session: req.session,
    sails: req._sails,
    ...req._sails.config.views.locals,
    ...req.options.locals,
    ...res.locals,
    ...given,
  };
}
