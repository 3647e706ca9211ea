/** The nonce by which the scripts of a view run, and nobody else's. @module */
import type { Response } from '../http/response.ts';

/**
 * Gives the answer the policy of a view, and the view its nonce, which is `res.locals.cspNonce` from then on.
 *
 * @returns `''` over a socket, without such a policy, and when the app has set one of its own
 */
export function viewNonce(res: Response): string {
  const { req, locals } = res;
  if (typeof locals.cspNonce === 'string') return locals.cspNonce;
  const { pages } = req._sails.security;
  if (pages?.policyName === undefined || pages.forView === undefined || req.isSocket) return '';
  if (res.hasHeader(pages.policyName)) return '';
  const { nonce, policy } = pages.forView();
  res.set(pages.policyName, policy);
  locals.cspNonce = nonce;
  return nonce;
}
