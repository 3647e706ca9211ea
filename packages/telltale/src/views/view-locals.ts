/** What a view sees. @module */

import type { Response } from '../http/response.ts';
import { viewLanguage } from '../i18n/request-language.ts';
import { ViewToken } from '../security/csrf.ts';

/**
 * The values for a view: the app's, the route's, the response's and those given, each over the ones before; under them
 * `req`, `res`, `session` and `sails`.
 */
export function viewLocals(res: Response, given: Record<string, unknown>): Record<string, unknown> {
  const { req } = res;
  return {
    req,
    res,
    // Asked for only by a view that shows it.
    get session() {
      return req.session;
    },
    sails: req._sails,
    ...viewLanguage(req),
    ...(req._sails.security.usesCsrf && !req.isSocket && { _csrf: new ViewToken(req) }),
    ...req._sails.config.views.locals,
    ...req.options.locals,
    ...res.locals,
    ...given,
  };
}
