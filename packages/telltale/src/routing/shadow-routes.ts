/** Routes that come by themselves: one for each action. @module */
import type { ControllerConfig } from './load-actions.ts';
import type { Router } from './router.ts';

/**
 * Binds `/controller/action` for each action, and for `…/index` also the path above it.
 *
 * @param identities of the actions
 * @param prefix of all paths, with or without a first slash
 * @param configs what controllers say of themselves; those with `actions: false` get no routes
 */
export function bindActionRoutes(
  router: Router,
  identities: readonly string[],
  prefix: string,
  configs: ReadonlyMap<string, ControllerConfig>,
): void {
  const start = prefix === '' || prefix.startsWith('/') ? prefix.replace(/\/$/, '') : `/${prefix}`;
  for (const identity of identities) {
    const controller = identity.slice(0, Math.max(identity.lastIndexOf('/'), 0));
    if (configs.get(controller)?.actions === false) continue;
    router.add('shadow', `${start}/${identity}`, { action: identity });
    if (identity === 'index' || identity.endsWith('/index')) {
      router.add('shadow', `${start}/${controller}`, { action: identity });
    }
  }
}
