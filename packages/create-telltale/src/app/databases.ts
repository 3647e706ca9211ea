/** The databases that a new app may have. @module */
import { errors } from '../errors.ts';

/** A database to choose. */
export const databases = ['sqlite', 'postgres', 'mysql'] as const;

/** One of {@link databases}. */
export type Database = (typeof databases)[number];

/** What each is called. */
export const databaseTitles: Readonly<Record<Database, string>> = {
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
  mysql: 'MySQL or MariaDB',
};

/**
 * Reads a choice.
 *
 * @throws E_DATABASE_KIND for another one
 */
export function readDatabase(given: string): Database {
  const found = databases.find((name) => name === given);
  if (found === undefined) throw errors.E_DATABASE_KIND(given, databases);
  return found;
}

/** Where the database of a new app is, on the machine of whoever develops it. */
export function developmentUrl(database: Database, appName: string): string {
  const schema = appName.replaceAll(/\W/g, '_');
  if (database === 'postgres') return `postgres://postgres@127.0.0.1:5432/${schema}`;
  if (database === 'mysql') return `mysql://root@127.0.0.1:3306/${schema}`;
  return 'sqlite:data/app.db';
}
