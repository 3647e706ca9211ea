/** From an action back to its route. @module */
import { inspect } from 'node:util';
import { errors } from '../errors.ts';
import { actionIdentity, controllerIdentity } from './action-identity.ts';
import { parseAddress } from './route-address.ts';
import type { RouteTarget } from './route-target.ts';

/** A route's method, in lower case (`''` for the usual ones), and its path with parameters. */
export interface RouteInfo {
  method: string;
  url: string;
}

/**
 * Finds the first explicit route to an action.
 *
 * @param routes addresses to targets, in the order in which they were written
 * @param target `'UserController.find'`, `'user/find'` or `{ controller, action }`
 * @throws E_USAGE when the target is none
 * @throws E_NOT_FOUND when no explicit route leads there
 */
export function findRoute(routes: Readonly<Record<string, RouteTarget>>, target: unknown): RouteInfo {
  const wanted = identityOf(target);
  if (wanted === undefined) {
    throw errors.E_USAGE(
      `${inspect(target, { depth: 0 })} is no target. Write: app.getRouteFor('user/find') or app.getRouteFor({ controller: 'user', action: 'find' })`,
    );
  }
  for (const [address, candidate] of Object.entries(routes)) {
    const list: readonly unknown[] = Array.isArray(candidate) ? candidate : [candidate];
    if (!list.some((one) => identityOf(one) === wanted)) continue;
    const { verb, path } = parseAddress(address);
    return { method: verb.toLowerCase(), url: path };
  }
  throw errors.E_NOT_FOUND(wanted);
}

function identityOf(target: unknown): string | undefined {
  if (typeof target === 'string')
    return /^[\w.-]+(\/[\w.-]+)*$/.test(target) ? actionIdentity(target) : undefined;
  if (typeof target !== 'object' || target === null) return undefined;
  const { action, controller, target: inner } = target as Record<string, unknown>;
  if (inner !== undefined) return identityOf(inner);
  if (typeof action !== 'string') return undefined;
  return identityOf(typeof controller === 'string' ? `${controllerIdentity(controller)}/${action}` : action);
}
