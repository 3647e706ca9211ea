/** Makes an app's own hooks, and runs them through their stages. @module */
import { settle } from '../app/settle.ts';
import { within } from '../app/within.ts';
import type { AppConfig } from '../config/app-config.ts';
import type { DefinitionMap } from '../config/definitions.ts';
import { isPlain, merge, type Settings } from '../config/merge.ts';
import { errors } from '../errors.ts';
import type { Hook } from './hook.ts';
import type { InstalledHook } from './installed-hooks.ts';
import { isPartOn, parts } from './parts.ts';

/** Hooks by name, in the order in which they are run. */
export type Hooks = Map<string, Hook>;

/**
 * Makes the hooks that are on: of packages, of `api/hooks` and of `config.hooks`, the later ones in place of earlier
 * ones of the same name.
 *
 * @param app what each factory gets
 * @throws E_HOOK for one that is no function, or gives no object
 */
export function createHooks(
  app: unknown,
  config: AppConfig,
  definitions: DefinitionMap,
  installed: readonly InstalledHook[],
): Hooks {
  const builtIn: ReadonlySet<string> = new Set(parts);
  const inPlace = Object.entries(config.hooks ?? {}).filter(
    ([name, value]) =>
      !builtIn.has(name) && typeof value !== 'boolean' && value !== 'false' && name !== 'moduleDefinitions',
  );
  const hooks: Hooks = new Map();
  const factories = new Map<string, unknown>(installed.map(({ name, factory }) => [name, factory]));
  for (const [name, factory] of [...Object.entries(definitions), ...inPlace]) factories.set(name, factory);
  const configKeys = new Map(installed.map(({ name, configKey }) => [name, configKey]));
  for (const [name, factory] of factories) {
    if (!isPartOn(config, name)) continue;
    if (typeof factory !== 'function') throw errors.E_HOOK(name, typeof factory);
    const hook: unknown = factory(app);
    if (typeof hook !== 'object' || hook === null)
      throw errors.E_HOOK(name, `a function that returned ${typeof hook}`);
    introduce(hook as Hook, name, configKeys.get(name) ?? name);
    hooks.set(name, hook as Hook);
  }
  return hooks;
}

/** Tells a hook its name, and the name of its section in the settings, as long as it does not say so itself. */
function introduce(hook: Hook, identity: string, configKey: string): void {
  for (const [key, value] of Object.entries({ identity, configKey })) {
    if (Object.hasOwn(hook, key) || !Object.isExtensible(hook)) continue;
    Object.defineProperty(hook, key, { value, writable: true, configurable: true });
  }
}

/** Lays each hook's `defaults` below the settings. @returns the settings with all defaults */
export function configureHooks(hooks: Hooks, config: AppConfig): AppConfig {
  const defaults: Settings[] = [];
  for (const [identity, hook] of hooks) {
    const given = typeof hook.defaults === 'function' ? hook.defaults(config) : hook.defaults;
    if (!isPlain(given)) continue;
    const { __configKey__: own, ...rest } = given;
    defaults.push(rest);
    if (isPlain(own)) defaults.push({ [configKeyOf(hook, identity)]: own });
  }
  return merge(...defaults, config as unknown as Settings) as unknown as AppConfig;
}

/**
 * Runs each hook's `initialize`, all at a time, and tells of each.
 *
 * @param initialized called with the name of each that is done
 * @throws E_HOOK_TIMEOUT for one that takes longer than `config.<its section>._hookTimeout`, else `config.hookTimeout`,
 *   milliseconds
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
        const patience = patienceFor(configKeyOf(hook, name), config);
        await within(done, patience, () => errors.E_HOOK_TIMEOUT(name, patience));
      }
      initialized(name);
    }),
  );
}

function configKeyOf({ configKey }: Hook, identity: string): string {
  return typeof configKey === 'string' ? configKey : identity;
}

function patienceFor(configKey: string, config: AppConfig): number {
  const section = Object.hasOwn(config, configKey) ? config[configKey] : undefined;
  const own = isPlain(section) ? section._hookTimeout : undefined;
  return typeof own === 'number' && own > 0 ? own : config.hookTimeout;
}
