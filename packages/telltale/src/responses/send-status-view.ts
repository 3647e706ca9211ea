/** The view that an app has for a status, such as `views/404.ejs`. @module */
import { kState, stateOf } from '../http/http-state.ts';
import type { Response } from '../http/response.ts';
import { viewNonce } from '../security/view-nonce.ts';
import { viewLocals } from '../views/view-locals.ts';

/**
 * Sends the view named like the status, if the client wants a page and there is one that can be rendered.
 *
 * @returns `undefined` when nothing was sent
 */
export function sendStatusView(
  res: Response,
  status: number,
  locals: Record<string, unknown> = {},
): Response | undefined {
  const { views, app } = stateOf(res)[kState];
  if (res.req.wantsJSON || !views.has(String(status))) return undefined;
  try {
    const cspNonce = viewNonce(res);
    const html = views.render(String(status), viewLocals(res, { ...locals, cspNonce }));
    return res.code(status).type('text/html').send(html);
  } catch (error) {
    app.log.error(error);
    return undefined;
  }
}
