/** What a hook of an app may be. @module */
import type { Sails } from '../app/sails.ts';
import type { RouteTarget } from '../routing/route-target.ts';

/** A part that an app adds to the framework. */
export interface Hook {
  /** Settings below the app's own; a function gets the settings so far. `__configKey__` stands for the hook's section. */
  defaults?: Record<string, unknown> | ((config: Record<string, unknown>) => Record<string, unknown>);
  /** Runs before any hook initialises; may change `app.config`. */
  configure?: () => unknown;
  /** Runs once, by callback or promise; an error fails the load. */
  initialize?: ((done: (error?: unknown) => void) => unknown) | (() => unknown);
  /** Routes around the app's own. */
  routes?: { before?: Record<string, RouteTarget>; after?: Record<string, RouteTarget> };
  /** Registers actions, by callback or promise; runs again with each `reloadActions`. */
  registerActions?: ((done: (error?: unknown) => void) => unknown) | (() => unknown);
  /** The section of the settings that is the hook's. @default what its package says, else the hook's name */
  configKey?: string;
  [property: string]: unknown;
}

/**
 * Makes a hook for an app.
 *
 * @example
 * // api/hooks/clock.ts
 * export default defineHook((app) => ({
 *   async initialize() { app.log.info('tick'); },
 * }));
 */
export type HookFactory<App> = (app: App) => Hook;

/** Returns the factory; the editor then knows the app and what a hook may have. */
export function defineHook(factory: HookFactory<Sails>): HookFactory<Sails> {
  return factory;
}
