/** Registers the actions of every model, where the app has none of that name. @module */
import type { AppContext } from '../app/app-context.ts';
import { errors } from '../errors.ts';
import type { AnyModel } from '../models/any-model.ts';
import { blueprintNames } from './blueprint-options.ts';
import { makeAction } from './make-action.ts';
import type { ModelResource } from './model-resource.ts';

/**
 * Registers `user/find`, `user/findone` and the others.
 *
 * @param models by identity
 * @returns the identities that were registered: they need no route of their own as actions
 */
export function registerBlueprintActions(
  app: AppContext,
  resources: readonly ModelResource[],
  models: Readonly<Record<string, AnyModel>>,
): Set<string> {
  const modelOf = (identity: string): AnyModel => {
    const model = models[identity];
    if (!model) throw errors.E_USAGE(`there is no model '${identity}'`);
    return model;
  };
  const registered = new Set<string>();
  for (const resource of resources) {
    for (const blueprint of blueprintNames) {
      const identity = `${resource.model.identity}/${blueprint}`;
      if (app.actions.has(identity)) continue;
      app.actions.register(makeAction(app, blueprint, resource, modelOf), identity);
      registered.add(identity);
    }
  }
  return registered;
}
