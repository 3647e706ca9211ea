/** A model with the settings of its blueprints. @module */
import type { AppContext } from '../app/app-context.ts';
import type { Settings } from '../config/merge.ts';
import type { AnyModel } from '../models/any-model.ts';
import type { LoadedOrm } from '../models/loaded-orm.ts';
import type { BlueprintSettings } from './blueprint-settings.ts';
import { checkBlueprints } from './check-blueprints.ts';

export interface ModelResource {
  readonly model: AnyModel;
  readonly settings: BlueprintSettings;
}

/**
 * The models that have blueprints: all but those that say `blueprints: false`, and the archive.
 *
 * @throws E_CONFIG for a setting of a model that isn't what it may be
 */
export function modelResources(
  { models, definitions }: LoadedOrm,
  shared: AppContext['config']['blueprints'],
): ModelResource[] {
  const archives = new Set(Object.values(models).map(({ schema }) => schema.archiveModelIdentity));
  const resources: ModelResource[] = [];
  for (const model of Object.values(models)) {
    const own = definitions.get(model.identity)?.blueprints;
    if (own === false || archives.has(model.identity)) continue;
    if (own !== undefined) checkBlueprints(`models.${model.identity}.blueprints`, own as Settings);
    resources.push({ model, settings: { ...shared, ...own } });
  }
  return resources;
}
