/** Routes that come by themselves: one for each action. @module */
import type { ControllerConfig } from './load-actions.ts';
import type { Router } from './router.ts';

/** Which actions get routes. */
export interface ShadowedActions {
  readonly identities: readonly string[];
  /** Which methods they answer; nothing for all the usual ones. */
  readonly verbs: readonly string[] | undefined;
  /** Prefix of all paths, with or without a first slash. */
  readonly prefix: string;
  /** What controllers say of themselves; those with `actions: false` get no routes. */
  readonly configs: ReadonlyMap<string, ControllerConfig>;
}

/** Binds `/controller/action` for each action. */
export function bindActionRoutes(router: Router, actions: ShadowedActions): void {
  for (const identity of wanted(actions)) bind(router, actions, identity, identity);
}

/** Binds `/controller` for each action `controller/index`. */
export function bindIndexRoutes(router: Router, actions: ShadowedActions): void {
  for (const identity of wanted(actions)) {
    if (identity !== 'index' && !identity.endsWith('/index')) continue;
    bind(router, actions, controllerOf(identity), identity);
  }
}

function bind(router: Router, actions: ShadowedActions, path: string, identity: string): void {
  for (const verb of actions.verbs ?? [undefined]) {
    router.add('shadow', `${startOf(actions)}/${path}`, { action: identity }, verb);
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
