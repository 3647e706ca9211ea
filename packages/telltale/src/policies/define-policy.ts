/** `definePolicy`: types for a policy, without annotations. @module */
import type { Policy } from './policy.ts';

/**
 * Types a policy: `req`, `res` and `proceed` need no annotation.
 *
 * @param policy calls `proceed()`, or answers
 * @returns the same function
 *
 * @example
 * // api/policies/isAdmin.ts
 * export default definePolicy(async (req, res, proceed) => {
 *   if (req.signedCookies.role === 'admin') return proceed();
 *   return res.forbidden();
 * });
 */
export function definePolicy(policy: Policy): Policy {
  return policy;
}
