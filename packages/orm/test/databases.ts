/**
 * The databases that the suite runs on. A service that doesn't answer is skipped with its reason on a laptop, and is
 * a failure where `CI=true`. @module
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createOrm,
  type Datastore,
  type DatastoreSettings,
  type Orm,
  type OrmOptions,
  openDatastore,
} from '@telltale/orm';
import { describe } from 'vitest';

const postgresUrl = process.env.POSTGRES_URL ?? 'postgres://postgres:test@127.0.0.1:5432/test';
const mysqlUrl = process.env.MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test';

/** A place of its own for one test: a file, a schema or a database. */
export interface Place extends AsyncDisposable {
  readonly settings: DatastoreSettings;
}

export interface TestDatabase {
  readonly name: string;
  readonly kind: 'sqlite' | 'postgres' | 'mysql';
  /** Why it can't be used here. */
  readonly missing: string | undefined;
  makePlace(): Promise<Place>;
}

async function probe(url: string): Promise<string | undefined> {
  await using datastore = openDatastore('probe', { url, pool: { acquireTimeout: 3_000 } });
  try {
    await datastore.sendNativeQuery('select 1');
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (process.env.CI === 'true')
      throw new Error(`a database of the suite is missing: ${reason}`, { cause: error });
    return reason;
  }
}

function serverPlace(url: string, make: string, drop: string, inside: (name: string) => DatastoreSettings) {
  return async (): Promise<Place> => {
    const name = `tt_${randomBytes(6).toString('hex')}`;
    const admin = openDatastore('admin', url);
    await admin.sendNativeQuery(make.replace('$name', name));
    return {
      settings: inside(name),
      async [Symbol.asyncDispose]() {
        await admin.sendNativeQuery(drop.replace('$name', name));
        await admin.close();
      },
    };
  };
}

function withPath(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

const postgresMissing = await probe(postgresUrl);
const mysqlMissing = await probe(mysqlUrl);

export const databases: readonly TestDatabase[] = [
  {
    name: 'sqlite in memory',
    kind: 'sqlite',
    missing: undefined,
    makePlace: async () => ({ settings: { url: 'sqlite::memory:' }, async [Symbol.asyncDispose]() {} }),
  },
  {
    name: 'sqlite in a file',
    kind: 'sqlite',
    missing: undefined,
    makePlace: async () => {
      const file = join(tmpdir(), `tt_${randomBytes(6).toString('hex')}`, 'app.db');
      return {
        settings: { url: `sqlite:${file}` },
        async [Symbol.asyncDispose]() {
          rmSync(join(file, '..'), { recursive: true, force: true });
        },
      };
    },
  },
  {
    name: 'postgres',
    kind: 'postgres',
    missing: postgresMissing,
    makePlace: serverPlace(postgresUrl, 'create schema $name', 'drop schema $name cascade', (name) => ({
      url: `${postgresUrl}?options=${encodeURIComponent(`-c search_path=${name} -c client_min_messages=warning`)}`,
    })),
  },
  {
    name: 'mariadb',
    kind: 'mysql',
    missing: mysqlMissing,
    makePlace: serverPlace(mysqlUrl, 'create database $name', 'drop database $name', (name) => ({
      url: withPath(mysqlUrl, name),
    })),
  },
  {
    name: 'mariadb as mysql, without returning',
    kind: 'mysql',
    missing: mysqlMissing,
    makePlace: serverPlace(mysqlUrl, 'create database $name', 'drop database $name', (name) => ({
      url: withPath(mysqlUrl, name),
      returning: false,
    })),
  },
];

/** Runs the same cases on every database, or on those that they make sense for. */
export function onEachDatabase(
  cases: (database: TestDatabase) => void,
  isMeant: (database: TestDatabase) => boolean = () => true,
): void {
  for (const database of databases.filter(isMeant)) {
    if (database.missing === undefined) describe(database.name, () => cases(database));
    else describe.skip(`${database.name} (skipped: ${database.missing})`, () => cases(database));
  }
}

/** An ORM on a database of its own, with the warnings and the statements that it made. */
export type TestOrm<Models extends object> = Orm<Models> & {
  readonly warnings: string[];
  /** The text of every query since the last time it was emptied. */
  readonly statements: string[];
  readonly default: Datastore;
};

/** Makes an ORM on an empty database; both go when the test ends. */
export async function createTestOrm<const Models extends Readonly<Record<string, object>>>(
  database: TestDatabase,
  options: Omit<OrmOptions<Models>, 'datastores'> & { settings?: DatastoreSettings },
): Promise<TestOrm<Models>> {
  const { settings, ...rest } = options;
  const place = await database.makePlace();
  const warnings: string[] = [];
  const statements: string[] = [];
  try {
    const orm = await createOrm<Models>({
      log: { warn: (message: string) => warnings.push(message) },
      onSlowQuery: ({ sql }) => statements.push(sql),
      ...(rest as unknown as OrmOptions<Models>),
      datastores: { default: { slowQueryThreshold: 0, ...place.settings, ...settings } },
    });
    statements.length = 0;
    return {
      ...orm,
      warnings,
      statements,
      default: orm.datastore(),
      async [Symbol.asyncDispose]() {
        await orm.close();
        await place[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await place[Symbol.asyncDispose]();
    throw error;
  }
}
