import { Sails } from 'telltale';
import { describe, expect, test } from 'vitest';

const quiet = { appPath: '/nowhere', log: { level: 'silent' } } as const;
const pets = { moduleDefinitions: { models: { pet: { attributes: { name: 'string' } } } } };

async function load(settings: object) {
  const app = new Sails();
  await app.load({
    ...quiet,
    orm: pets,
    datastores: { default: settings },
    models: { attributes: { id: { type: 'number', autoIncrement: true } }, migrate: 'drop' },
  });
  return app;
}

describe('a datastore of Sails', () => {
  test.each<[string, object]>([
    ['sails-memory', { adapter: 'sails-memory' }],
    ['sails-disk in memory', { adapter: 'sails-disk', inMemoryOnly: true }],
    ['the package sails-disk', { adapter: { identity: 'sails-disk' }, inMemoryOnly: true }],
    ['sails-disk with a folder', { adapter: 'sails-disk', dir: './.tmp/localDiskDb' }],
    ['an adapter with settings of its own', { adapter: 'sails-memory', charset: 'utf8', poolSize: 3 }],
    ['an adapter with a URL of ours', { adapter: 'my-adapter', url: 'sqlite::memory:' }],
  ])('should keep records in SQLite when it says %s', async (_what, settings) => {
    const app = await load(settings);
    await app.models.pet!.create({ name: 'Rex' });
    expect(await app.models.pet!.count()).toBe(1);
    await app.lower();
  });

  test('should name the setting that is meant when one is nearly ours, with an adapter and without', async () => {
    for (const adapter of [{}, { adapter: 'sails-disk' }]) {
      await expect(load({ ...adapter, slowQueryTreshold: 3 })).rejects.toMatchObject({
        code: 'E_INVALID_DATASTORE',
        message: expect.stringMatching(
          /unknown setting 'slowQueryTreshold'.*Did you mean 'slowQueryThreshold'\?$/,
        ),
      });
    }
  });

  test('should be MySQL when it says so with host, user and database', async () => {
    const app = new Sails();
    const failing = load({
      adapter: 'sails-mysql',
      host: '127.0.0.1',
      port: 1,
      user: 'a b',
      password: 'p@ss',
      database: 'x',
    });
    await expect(failing).rejects.toMatchObject({ code: 'E_CONNECT_FAILED' });
    await app.lower();
  });

  test('should be PostgreSQL when it says so with host, user and database', async () => {
    const failing = load({
      adapter: 'sails-postgresql',
      host: '127.0.0.1',
      port: 1,
      username: 'a',
      database: 'x',
    });
    await expect(failing).rejects.toMatchObject({ code: 'E_CONNECT_FAILED' });
  });

  test.each<[string, object, string]>([
    [
      'names a server and no address',
      { adapter: 'sails-postgresql' },
      "url: 'postgres://user:password@host/database'",
    ],
    [
      'names another database',
      { adapter: 'sails-mongo' },
      'sails-disk (SQLite), sails-postgresql or sails-mysql',
    ],
    [
      'gives an adapter of its own',
      { adapter: { register() {} } },
      'a url of SQLite, PostgreSQL or MySQL instead',
    ],
  ])('should fail the load when it %s', async (_what, settings, message) => {
    await expect(load(settings)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining(message),
    });
  });
});
