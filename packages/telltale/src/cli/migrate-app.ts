/** Migrations of an app. @module */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createMigrator, type Datastore, errors as ormErrors, runMigrations } from '@telltale/orm';
import { Sails } from '../app/sails.ts';
import { findModules } from '../config/find-files.ts';
import { importModule } from '../config/import-module.ts';
import { merge, type Settings } from '../config/merge.ts';
import { moduleOf } from './module-of.ts';
import { paint } from './terminal.ts';

type Migrations = Record<string, { up: never; down?: never }>;

/** All but what serves requests, and hooks of the app: those may ask for tables that are not there yet. */
const loadHooks = [
  'moduleloader',
  'userconfig',
  'logger',
  'orm',
  'controllers',
  'policies',
  'responses',
  'helpers',
  'services',
  'blueprints',
];

/**
 * Takes one step.
 *
 * @param step `up`: what has not run, and then the tables follow the models; `down`: the last one back; `status`
 * @param name of the database whose migrations they are
 */
export async function migrateApp(
  given: Settings,
  step: 'up' | 'down' | 'status',
  name = 'default',
): Promise<void> {
  const appPath = String(given.appPath);
  const migrations = await readMigrations(appPath, name);
  const first = moduleOf(appPath, join(folderOf(name), '001-first'));
  if (Object.keys(migrations).length > 0 || step !== 'up') {
    await withDatastore(given, name, (datastore) => run[step](datastore, migrations, first));
  }
  if (step !== 'up') return;
  const app = await new Sails().load(merge(given, { loadHooks }));
  const { environment, config } = app;
  await app.lower();
  const strategy = config.models.migrate ?? (environment === 'production' ? 'safe' : 'alter');
  console.log(
    strategy === 'safe'
      ? 'The tables are left as they are. To let them follow the models: --alter'
      : `The tables follow the models (${strategy}).`,
  );
}

/** `migrations/` holds those of the default database, `migrations/<name>/` those of another. */
async function readMigrations(appPath: string, name: string): Promise<Migrations> {
  const folder = join(appPath, folderOf(name));
  const files = existsSync(folder) ? await findModules(folder, false) : [];
  const read = files.map(async ({ name: file, path }) => [file, await importModule(path)] as const);
  return Object.fromEntries(await Promise.all(read)) as Migrations;
}

function folderOf(name: string): string {
  return name === 'default' ? 'migrations' : join('migrations', name);
}

/** Runs on a database whose tables nobody has touched yet. */
async function withDatastore(
  given: Settings,
  name: string,
  work: (datastore: Datastore) => Promise<void>,
): Promise<void> {
  const app = await new Sails().load(merge(given, { loadHooks, models: { migrate: 'safe' } }));
  try {
    await work(app.getDatastore(name));
  } finally {
    await app.lower();
  }
}

const run = {
  async up(datastore: Datastore, migrations: Migrations): Promise<void> {
    const done = await runMigrations(datastore, { migrations });
    for (const each of done) console.log(`up      ${each}`);
    if (done.length === 0) console.log('No migration is waiting.');
  },
  async down(datastore: Datastore, migrations: Migrations): Promise<void> {
    await datastore.start();
    const { error, results = [] } = await createMigrator(datastore, { migrations }).migrateDown();
    const [last] = results;
    if (error !== undefined) {
      const why = error instanceof Error ? error.message : String(error);
      throw Object.assign(ormErrors.E_MIGRATION_FAILED(last?.migrationName ?? '(none began)', why), {
        cause: error,
      });
    }
    console.log(last ? `down    ${last.migrationName}` : 'No migration has run.');
  },
  async status(datastore: Datastore, migrations: Migrations, first: string): Promise<void> {
    await datastore.start();
    const all = await createMigrator(datastore, { migrations }).getMigrations();
    for (const { name, executedAt } of all) {
      const state = executedAt ? `ran ${executedAt.toISOString()}` : paint('yellow', 'waits');
      console.log(`${name}  ${state}`);
    }
    if (all.length === 0) console.log(`There are no migrations. Write one: ${first}`);
  },
};
