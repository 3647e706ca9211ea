/** Makes an app's own hooks, and runs them through their stages. @module */
import { settle } from '../app/settle.ts';
import { within } from '../app/within.ts';
import type { AppConfig } from '../config/app-config.ts';
import type { DefinitionMap } from '../config/definitions.ts';
import { isPlain, merge, type Settings } from '../config/merge.ts';
import { errors } from '../errors.ts';
import type { Hook } from './hook.ts';
import { isPartOn, parts } from './parts.ts';

/** Hooks by name, in the order in which they are run. */
export type Hooks = Map<string, Hook>;

/**
 * Makes the hooks that are on, of `api/hooks` and of `config.hooks`.
 *
 * @param app what each factory gets
 * @throws E_HOOK for one that is no function, or gives no object
 */
export function createHooks(app: unknown, config: AppConfig, definitions: DefinitionMap): Hooks {
  const builtIn: ReadonlySet<string> = new Set(parts);
  const inPlace = Object.entries(config.hooks ?? {}).filter(
    ([name, value]) =>
      !builtIn.has(name) && typeof value !== 'boolean' && value !== 'false' && name !== 'moduleDefinitions',
  );
  const hooks: Hooks = new Map();
  for (const [name, factory] of [...Object.entries(definitions), ...inPlace]) {
    if (!isPartOn(config, name)) continue;
    if (typeof factory !== 'function') throw errors.E_HOOK(name, typeof factory);
    const hook: unknown = factory(app);
    if (typeof hook !== 'object' || hook === null)
      throw errors.E_HOOK(name, `a function that returned ${typeof hook}`);
    hooks.set(name, hook as Hook);
  }
  return hooks;
}

/** Lays each hook's `defaults` below the settings, then runs each `configure`. @returns the settings with all defaults */
export function configureHooks(hooks: Hooks, config: AppConfig): AppConfig {
  const defaults: Settings[] = [];
  for (const hook of hooks.values()) {
    const given = typeof hook.defaults === 'function' ? hook.defaults(config) : hook.defaults;
    if (isPlain(given)) defaults.push(given);
  }
  return merge(...defaults, config as unknown as Settings) as unknown as AppConfig;
}

/**
 * Runs each hook's `initialize`, all at a time, and tells of each.
 *
 * @param initialized called with the name of each that is done
 * @throws E_HOOK_TIMEOUT for one that takes longer than `config.hookTimeout` milliseconds
 */
export async function initializeHooks(
  hooks: Hooks,
  config: AppConfig,
  initialized: (name: string) => void,
): Promise<void> {
  await Promise.all(
    [...hooks].map(async ([name, hook]) => {
      if (hook.initialize) {
        const done = settle(hook.initialize.bind(hook));
        await within(done, config.hookTimeout, () => errors.E_HOOK_TIMEOUT(name, config.hookTimeout));
      }
      initialized(name);
    }),
  );
}
