/** `defineController`: types for a dictionary of actions, without annotations. @module */
import type { Handler } from '../routing/handler.ts';
import type { ControllerConfig } from '../routing/load-actions.ts';
import type { ActionContext } from './action-definition.ts';

/** A standalone action among those of a controller. */
interface AnyAction {
  fn(this: ActionContext, ...given: never[]): unknown;
}

/** Actions by name, and `_config`, which says which shadow routes they get. */
export interface ControllerDefinition {
  [action: string]: Handler | AnyAction | ControllerConfig | undefined;
  _config?: ControllerConfig;
}

/**
 * Types a controller: `req` and `res` of each action need no annotation.
 *
 * @param controller functions `(req, res)` by name
 * @returns the same object
 *
 * @example
 * // api/controllers/SayController.ts
 * export default defineController({
 *   hello(req, res) {
 *     return res.json({ hello: req.isSocket ? 'socket' : 'http' });
 *   },
 * });
 */
export function defineController<Controller extends ControllerDefinition>(
  controller: Controller,
): Controller {
  return controller;
}
