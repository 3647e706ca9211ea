/** Loads an app's models: definitions and datastores become an ORM at work. @module */
import { createOrm, type ModelDefaults } from '@telltale/orm';
import type { Log } from '../app/log.ts';
import type { AppConfig } from '../config/app-config.ts';
import { codeFolder } from '../config/code-folder.ts';
import type { Definitions } from '../config/definitions.ts';
import type { AnyModel } from './any-model.ts';
import { datastoreSettings } from './datastore-settings.ts';
import type { LoadedOrm } from './loaded-orm.ts';
import { definitionBehind, modelDefinitions } from './model-definitions.ts';
import { hasModelFiles } from './model-files.ts';

/**
 * Checks the models, connects to their databases and makes the tables follow.
 *
 * @throws E_MODEL_FILE; and with the code of the ORM: E_INVALID_DEFINITION, E_INVALID_DATASTORE, E_UNKNOWN_DATASTORE,
 *   E_CONNECT_FAILED, E_MIGRATE_DROP
 */
export async function loadOrm(config: AppConfig, given: Definitions, log: Log): Promise<LoadedOrm> {
  const written = modelDefinitions(given.models);
  const isOfFiles = await hasModelFiles(codeFolder(config.appPath, config.environment));
  const orm = await createOrm<Record<string, object>>({
    models: written,
    datastores: datastoreSettings(config.datastores, config.appPath, isOfFiles),
    defaults: config.models as ModelDefaults,
    environment: config.environment,
    log: { warn: (message) => log.warn(message) },
  });
  const models: Record<string, AnyModel> = Object.create(null);
  for (const model of Object.values(orm.models) as unknown as AnyModel[]) models[model.identity] = model;
  const definitions = new Map(
    Object.entries(written).map(([name, value]) => {
      const definition = definitionBehind(value);
      return [(definition.identity ?? name).toLowerCase(), definition] as const;
    }),
  );
  return { orm, models, definitions };
}
