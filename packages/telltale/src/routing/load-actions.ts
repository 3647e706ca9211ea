/** Makes actions of the modules in `api/controllers`. @module */
import type { DefinitionMap } from '../config/definitions.ts';
import { isPlain } from '../config/merge.ts';
import { controllerIdentity } from './action-identity.ts';
import type { ActionRegistry } from './action-registry.ts';

/** What a controller says of itself: which shadow routes it wants. */
export interface ControllerConfig {
  /** `false`: no shadow routes for its actions. */
  actions?: boolean;
  /** `false`: no REST routes for its model. */
  rest?: boolean;
  [setting: string]: unknown;
}

/**
 * Registers the actions of controllers and of standalone files.
 *
 * @param controllers modules by path: `'UserController'`, `'admin/report'`
 * @param ignored called with what a controller has that is no action
 * @returns the `_config` of each controller that has one, by its identity
 * @throws E_CONFLICT with `identity` when an action is there twice
 * @throws E_INVALID_ACTION when a standalone file exports none
 */
export function loadActions(
  controllers: DefinitionMap,
  registry: ActionRegistry,
  ignored: (controller: string, key: string) => void,
): Map<string, ControllerConfig> {
  const configs = new Map<string, ControllerConfig>();
  for (const [path, definition] of Object.entries(controllers)) {
    if (isController(path, definition)) {
      const identity = controllerIdentity(path);
      for (const [key, action] of Object.entries(definition)) {
        if (key === '_config') configs.set(identity, isPlain(action) ? action : {});
        else if (isAction(action)) registry.register(action, `${identity}/${key}`);
        else ignored(path, key);
      }
    } else {
      registry.register(definition, path);
    }
  }
  return configs;
}

function isController(path: string, definition: unknown): definition is Record<string, unknown> {
  return (
    typeof definition === 'object' &&
    definition !== null &&
    (/Controller$/.test(path) || typeof Reflect.get(definition, 'fn') !== 'function')
  );
}

function isAction(value: unknown): boolean {
  return (
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && typeof Reflect.get(value, 'fn') === 'function')
  );
}
