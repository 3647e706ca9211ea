/** Routes that come by themselves: one for each action. @module */
import type { ControllerConfig } from './load-actions.ts';
import type { Router } from './router.ts';

/** Which actions get routes. */
export interface ShadowedActions {
  readonly identities: readonly string[];
  /** Prefix of all paths, with or without a first slash. */
  readonly prefix: string;
  /** What controllers say of themselves; those with `actions: false` get no routes. */
  readonly configs: ReadonlyMap<string, ControllerConfig>;
}

/** Binds `/controller/action` for each action. */
export function bindActionRoutes(router: Router, actions: ShadowedActions): void {
  for (const identity of wanted(actions)) {
    router.add('shadow', `${startOf(actions)}/${identity}`, { action: identity });
  }
}

/** Binds `/controller` for each action `controller/index`. */
export function bindIndexRoutes(router: Router, actions: ShadowedActions): void {
  for (const identity of wanted(actions)) {
    if (identity !== 'index' && !identity.endsWith('/index')) continue;
    router.add('shadow', `${startOf(actions)}/${controllerOf(identity)}`, { action: identity });
  }
}

function wanted({ identities, configs }: ShadowedActions): string[] {
  return identities.filter((identity) => configs.get(controllerOf(identity))?.actions !== false);
}

function startOf({ prefix }: ShadowedActions): string {
  return prefix === '' || prefix.startsWith('/') ? prefix.replace(/\/$/, '') : `/${prefix}`;
}

function controllerOf(identity: string): string {
  return identity.slice(0, Math.max(identity.lastIndexOf('/'), 0));
}
