/** Puts the steps that a route's options ask for before its own. @module */

import type { RouteStep } from '../routing/route.ts';
import type { RouterOptions } from '../routing/router.ts';
import type { Security } from './security.ts';

/** Options of a route that mean something here. */
const ours = ['cors', 'csrf', 'rateLimit'] as const;

/**
 * Makes the router's `guard`. What the steps are is asked with the first request: a route that is bound before its app is
 * loaded knows nothing of the settings yet.
 *
 * @param security asked for by the name of the call that needs it
 */
export function guardRoute(security: (call: string) => Security): RouterOptions['guard'] {
  return (address, options, layer, steps) => {
    if (ours.some((name) => options[name] !== undefined))
      security(`A route with ${ours.join(' or ')}`).checkRoute(address, options);
    let guards: readonly RouteStep[] | undefined;
    let inner: readonly RouteStep[] | undefined;
    let all: readonly RouteStep[] = [];
    return () => {
      guards ??= security('A request').guardsOf(address, options, layer);
      const now = steps();
      // Those of an action change when actions are loaded again.
      if (now !== inner) all = guards.length === 0 ? now : [...guards, ...now];
      inner = now;
      return all;
    };
  };
}
