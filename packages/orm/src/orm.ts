/** `createOrm`: definitions and datastores become models at work. @module */
import type { Datastore } from './datastore/datastore.ts';
import { openDatastore } from './datastore/open-datastore.ts';
import type { DatastoreSettings, OrmLog, SlowQuery } from './datastore/settings.ts';
import type { ModelDefinition } from './definition/model-definition.ts';
import type { ModelDefaults } from './definition/normalize-model.ts';
import type { ModelSchema } from './definition/schema.ts';
import { errors } from './errors.ts';
import { migrateTables } from './migrate/migrate-tables.ts';
import { unreadableModels } from './migrate/unreadable-models.ts';
import { definitionOf } from './model/define-model.ts';
import { loadModels } from './model/load-models.ts';
import type { ModelAtWork } from './model/model.ts';
import { addRunning, type RunningOrm, removeRunning, runWith } from './model/running-orms.ts';
import type { Model } from './types/model.ts';

/** What an ORM is made of. */
export interface OrmOptions<Models> {
  /** Definitions by identity: what `defineModel` gave, or plain definitions. */
  models: Models;
  /** Settings or URLs by name. @default one SQLite database in memory, called 'default' */
  datastores?: Readonly<Record<string, DatastoreSettings | string>>;
  /** Settings and attributes that every model starts from. */
  defaults?: ModelDefaults;
  /** `'production'` leaves tables as they are, unless a model says otherwise. @default process.env.NODE_ENV */
  environment?: string;
  /** Where warnings go. @default console */
  log?: OrmLog;
  /** Gets queries that took longer than their datastore's `slowQueryThreshold`. @default told to `log` */
  onSlowQuery?: (query: SlowQuery) => void;
}

type DefinitionIn<Given> = Given extends { readonly definition: infer Definition } ? Definition : Given;

/** Models at work. */
export interface Orm<Models extends object = object> {
  readonly models: { readonly [Identity in keyof Models]: Model<DefinitionIn<Models[Identity]>, Models> };
  readonly datastores: Readonly<Record<string, Datastore>>;
  /** A datastore by its name. @param name @default 'default' @throws E_UNKNOWN_DATASTORE */
  datastore(name?: string): Datastore;
  /** A model by its identity in any case, for code that learns the name at run time. @throws E_UNKNOWN_MODEL */
  model(identity: string): Model<ModelDefinition>;
  /** Runs a function whose imported models are those of this ORM; needed only when a process has several. */
  run<Result>(run: () => Result): Result;
  /**
   * Why models whose tables are left as they are (`migrate: 'safe'`) can't be read: a missing table, a missing column.
   * Each is an error with a code; none when all is well.
   */
  unreadable(): Promise<Error[]>;
  /** Ends all connections. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Loads models: checks their definitions, connects, and makes the tables follow them.
 *
 * @throws E_INVALID_DEFINITION, E_INVALID_DATASTORE, E_UNKNOWN_DATASTORE, E_CONNECT_FAILED, E_MIGRATE_DROP
 * @example
 * const orm = await createOrm({ datastores: { default: 'sqlite:data/app.db' }, models: { user: User, pet: Pet } });
 * await User.create({ name: 'Ann' });
 */
export async function createOrm<const Models extends Readonly<Record<string, object>>>(
  options: OrmOptions<Models>,
): Promise<Orm<Models>> {
  const environment = options.environment ?? process.env.NODE_ENV ?? 'development';
  const log = options.log ?? console;
  const datastores = new Map<string, Datastore>();
  const openOptions = { log, ...(options.onSlowQuery && { onSlowQuery: options.onSlowQuery }) };
  for (const [name, settings] of Object.entries({ default: {}, ...options.datastores })) {
    datastores.set(name, openDatastore(name, settings, openOptions));
  }
  const datastore = (name = 'default'): Datastore => {
    const found = datastores.get(name);
    if (!found) throw errors.E_UNKNOWN_DATASTORE(name, [...datastores.keys()]);
    return found;
  };

  const { models, made, schemas } = loadModels(options.models, options.defaults ?? {}, datastore, {
    log,
    unknownAttributes: environment === 'production' ? 'ignore' : 'warn',
  });
  const fallback = environment === 'production' ? 'safe' : 'alter';
  if (environment === 'production' && [...schemas.values()].some(({ migrate }) => migrate === 'drop')) {
    throw errors.E_MIGRATE_DROP();
  }
  const running: RunningOrm = { made };
  const close = async () => {
    removeRunning(running);
    await Promise.all([...datastores.values()].map((each) => each.close()));
  };
  const schemasOf = (each: Datastore) =>
    [...schemas.values()].filter((schema) => datastore(schema.datastore) === each);
  try {
    for (const each of datastores.values()) {
      const own = schemasOf(each);
      if (own.length === 0) continue;
      await each.start();
      await migrateTables(each, own, ({ migrate }) => migrate ?? fallback, log);
    }
  } catch (error) {
    await close();
    throw error;
  }
  addRunning(running);

  return {
    models: modelsByKey(options.models, models) as unknown as Orm<Models>['models'],
    datastores: Object.fromEntries(datastores),
    datastore,
    model: (identity) => {
      const found: ModelAtWork | undefined = models.get(identity.toLowerCase());
      if (!found) throw errors.E_UNKNOWN_MODEL(identity, [...models.keys()]);
      return found as unknown as Model<ModelDefinition>;
    },
    run: (run) => runWith(running, run),
    async unreadable() {
      // The archive that comes by itself is needed only by an app that archives.
      const hasArchive = Object.keys(options.models).some((name) => name.toLowerCase() === 'archive');
      const isLeft = ({ migrate, identity }: ModelSchema) =>
        (migrate ?? fallback) === 'safe' && (identity !== 'archive' || hasArchive);
      const asked = [...datastores.values()].map((each) =>
        unreadableModels(each, schemasOf(each).filter(isLeft)),
      );
      return (await Promise.all(asked)).flat();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The models under the names that they were given, and under their identities. */
function modelsByKey(given: object, models: ReadonlyMap<string, ModelAtWork>): Record<string, ModelAtWork> {
  const byKey = Object.fromEntries(models);
  for (const [key, value] of Object.entries(given)) {
    byKey[key] = models.get((definitionOf(value).identity ?? key).toLowerCase())!;
  }
  return byKey;
}
