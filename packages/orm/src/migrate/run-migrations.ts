/** Migrations written by hand, through Kysely's Migrator. @module */
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Migration, MigrationProvider } from 'kysely';
import type { Datastore } from '../datastore/datastore.ts';
import { errors } from '../errors.ts';
import { Migrator } from '../kysely.ts';

/** Where migrations come from: a folder of files that export `up` and `down`, or the migrations themselves. */
export type MigrationSource = { folder: string } | { migrations: Readonly<Record<string, Migration>> };

/** Kysely's Migrator for a datastore, for every step that `runMigrations` doesn't do. */
export function createMigrator(datastore: Datastore, source: MigrationSource): Migrator {
  return new Migrator({ db: datastore.root, provider: providerOf(source) });
}

/**
 * Runs the migrations that have not run yet, in the order of their names.
 *
 * @returns the names of those that ran
 * @throws E_MIGRATION_FAILED naming the migration that failed; those before it stay
 */
export async function runMigrations(datastore: Datastore, source: MigrationSource): Promise<string[]> {
  await datastore.start();
  const { error, results } = await createMigrator(datastore, source).migrateToLatest();
  const failed = results?.find(({ status }) => status === 'Error');
  if (error !== undefined) {
    const reason = error instanceof Error ? error.message : String(error);
    throw Object.assign(errors.E_MIGRATION_FAILED(failed?.migrationName ?? '(none began)', reason), {
      cause: error,
    });
  }
  return (results ?? [])
    .filter(({ status }) => status === 'Success')
    .map(({ migrationName }) => migrationName);
}

function providerOf(source: MigrationSource): MigrationProvider {
  if ('migrations' in source) return { getMigrations: async () => ({ ...source.migrations }) };
  return {
    async getMigrations() {
      // As ES module: its CommonJS form requires the files, and so has neither ES modules nor URLs.
      const { FileMigrationProvider } = await import('kysely');
      const provider = new FileMigrationProvider({
        fs,
        // A URL: an absolute path of Windows can't be imported.
        path: { join: (...parts: string[]) => pathToFileURL(path.join(...parts)).href },
        migrationFolder: path.resolve(source.folder),
      });
      return provider.getMigrations();
    },
  };
}
