/** Models as an app defines and uses them. @module */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AppOptions, defineModel, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { lift } from '../../test/transports.ts';
import { watch } from '../../test/watcher.ts';

const quiet = { port: 0, log: { level: 'silent' } } as const satisfies AppOptions;

const userFile = `import { defineModel } from 'telltale';
export default defineModel({
  attributes: { name: { type: 'string', required: true }, pets: { collection: 'pet', via: 'owner' } },
});`;
const petFile = "module.exports = { attributes: { name: 'string', owner: { model: 'user' } } };";

/** Loads an app of files, without a server. */
async function load(files: Record<string, string>, options: AppOptions = {}) {
  const folder = await appFolder(files);
  const app = new Sails();
  const warnings: string[] = [];
  app.log.warn = (...message) => warnings.push(message.map(String).join(' '));
  try {
    await app.load({ ...quiet, appPath: folder.path, hooks: { http: false }, ...options });
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
  return {
    app,
    folder,
    warnings,
    async [Symbol.asyncDispose]() {
      await app.lower();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('api/models', () => {
  test('should be read in every language and module system', async () => {
    const name = "attributes: { name: 'string' }";
    await using loaded = await load({
      'api/models/User.ts': userFile,
      'api/models/Pet.cjs': petFile,
      'api/models/Toy.js': `module.exports = { ${name} };`,
      'api/models/Car.mjs': `export default { ${name} };`,
      'api/models/Box.json': `{ "attributes": { "name": "string" } }`,
      'api/models/deep/Fish.js': `export const attributes = { name: 'string' };`,
    });
    const { models } = loaded.app;
    for (const identity of ['user', 'pet', 'toy', 'car', 'box', 'fish']) {
      expect(await models[identity]!.create({ name: 'x' })).toMatchObject({ id: 1, name: 'x' });
    }
    expect(models.user!.globalId).toBe('User');
    expect(models.fish!.globalId).toBe('Fish');
    expect(Object.getPrototypeOf(models)).toBeNull();
  });

  test('should give the import, the global and sails.models, which are one model', async () => {
    await using lifted = await load(
      {
        'api/models/User.ts': userFile,
        'api/models/Pet.js': petFile,
        'api/controllers/TryController.ts': `import User from '../models/User.ts';
export default {
  async imported(_req, res) { res.json(await User.find({ select: ['name'] })); },
  async global(_req, res) { res.json(await globalThis.User.find({ select: ['name'] })); },
  async app(req, res) { res.json(await req._sails.models.user.find({ select: ['name'] })); },
  async callback(_req, res) { globalThis.User.create({ name: 'Bob' }).exec((err, made) => res.json([err, made.name])); },
};`,
      },
      { globals: { models: true }, blueprints: { actions: true } },
    );
    const { app } = lifted;
    await app.models.user!.create({ name: 'Ann' });
    for (const way of ['imported', 'global', 'app'])
      expect((await app.request(`GET /try/${way}`)).body).toEqual([{ id: 1, name: 'Ann' }]);
    expect((await app.request('GET /try/callback')).body).toEqual([null, 'Bob']);
    expect(Reflect.get(globalThis, 'User')).toBe(app.models.user);
    await app.lower();
    expect(Reflect.has(globalThis, 'User')).toBe(false);
    expect(Reflect.has(globalThis, 'Pet')).toBe(false);
  });

  test('should leave names of Node alone, and no global without globals.models', async () => {
    const before = globalThis.Event;
    await using loaded = await load(
      { 'api/models/Event.js': "module.exports = { attributes: { name: 'string' } };" },
      { globals: { models: true } },
    );
    expect(globalThis.Event).toBe(before);
    expect(loaded.warnings.join()).toContain('The model Event is not made global');
    await using other = await load({ 'api/models/Toy.js': 'module.exports = {};' });
    expect(other.app.models.toy).toBeDefined();
    expect(Reflect.has(globalThis, 'Toy')).toBe(false);
  });

  test('should be replaced and joined by definitions in options', async () => {
    const definitions = { user: defineModel({ attributes: { age: 'number' } }), Toy: { attributes: {} } };
    await using loaded = await load(
      { 'api/models/User.ts': userFile, 'api/models/Pet.js': 'module.exports = {};' },
      { orm: { moduleDefinitions: { models: definitions } } },
    );
    expect(Object.keys(loaded.app.models).toSorted()).toEqual(['archive', 'pet', 'toy', 'user']);
    expect(loaded.app.models.user!.attributes).not.toHaveProperty('name');
    expect(loaded.app.models.toy!.globalId).toBe('Toy');
  });

  test.each<[string, Record<string, string>, object]>([
    ['exports no object', { 'api/models/User.js': 'module.exports = 7;' }, { code: 'E_MODEL_FILE' }],
    [
      'exports the model by name only',
      { 'api/models/User.ts': userFile.replace('export default', 'export const User =') },
      { code: 'E_MODEL_FILE', message: expect.stringContaining("export 'User'") },
    ],
    ['can not be loaded', { 'api/models/User.js': 'module.exports = {' }, { code: 'E_MODULE' }],
    [
      'has an attribute that means nothing',
      { 'api/models/User.js': "module.exports = { attributes: { name: { typ: 'string' } } };" },
      { code: 'E_INVALID_DEFINITION', message: expect.stringMatching(/user.*name/s) },
    ],
    [
      'points at a model that is not there',
      { 'api/models/User.js': "module.exports = { attributes: { pet: { model: 'pet' } } };" },
      { code: 'E_INVALID_DEFINITION', message: expect.stringContaining("no model 'pet'") },
    ],
    [
      'names a datastore that is not there',
      { 'api/models/User.js': "module.exports = { datastore: 'other' };" },
      { code: 'E_UNKNOWN_DATASTORE' },
    ],
    [
      'is there twice',
      { 'api/models/User.js': 'module.exports = {};', 'api/models/more/User.js': 'module.exports = {};' },
      { code: 'E_MODULE', message: expect.stringContaining("'User'") },
    ],
  ])('should fail the load in words when a file %s', async (_what, files, error) => {
    await expect(load(files)).rejects.toMatchObject(error);
  });
});

describe('config', () => {
  test('should take config/models as what every model starts from', async () => {
    await using loaded = await load({
      'api/models/User.js': "module.exports = { attributes: { name: 'string' } };",
      'config/models.js':
        "module.exports.models = { attributes: { id: { type: 'string', required: true }, createdAt: false }, migrate: 'drop' };",
    });
    const record = await loaded.app.models.user!.create({ id: 'a', name: 'Ann' });
    expect(Object.keys(record as object)).toEqual(['updatedAt', 'id', 'name']);
  });

  test('should keep the records of an app of files in a file, by the app’s folder', async () => {
    await using folder = await appFolder({ 'api/models/User.ts': userFile, 'api/models/Pet.js': petFile });
    const once = async (work: (app: Sails) => PromiseLike<unknown>) => {
      const app = new Sails();
      await app.load({ ...quiet, appPath: folder.path, hooks: { http: false } });
      await work(app);
      await app.lower();
    };
    await once((app) => app.models.user!.create({ name: 'Ann' }));
    await once(async (app) => expect(await app.models.user!.count()).toBe(1));
    expect(existsSync(join(folder.path, '.tmp/telltale.db'))).toBe(true);
  });

  test('should take databases from config/datastores, their files from the app’s folder', async () => {
    await using loaded = await load({
      'api/models/User.js': "module.exports = { attributes: { name: 'string' } };",
      'api/models/Log.js': "module.exports = { datastore: 'logs', attributes: { text: 'string' } };",
      'config/datastores.js':
        "module.exports.datastores = { default: 'sqlite:data/app 100%25.db', logs: { url: 'sqlite::memory:' } };",
    });
    const { app, folder } = loaded;
    await app.models.user!.create({ name: 'Ann' });
    await app.models.log!.create({ text: 'x' });
    expect(existsSync(join(folder.path, 'data/app 100%.db'))).toBe(true);
    const { rows } = await app.getDatastore().sendNativeQuery('select name from user');
    expect(rows).toEqual([{ name: 'Ann' }]);
    expect((await app.getDatastore('logs').sendNativeQuery('select text from log')).rows).toHaveLength(1);
    expect(() => app.getDatastore('nope')).toThrow(/nope/);
  });

  test.each<[string, AppOptions, object]>([
    ['datastores', { datastores: 7 as never }, { code: 'E_CONFIG' }],
    ['a datastore', { datastores: { default: 7 as never } }, { code: 'E_INVALID_DATASTORE' }],
    ['a URL', { datastores: { default: 'http://x' } }, { code: 'E_INVALID_DATASTORE' }],
    ['models', { models: [] as never }, { code: 'E_CONFIG' }],
    [
      'migrate in production',
      { environment: 'production', models: { migrate: 'drop' } },
      { code: 'E_MIGRATE_DROP' },
    ],
    [
      'a MySQL that is not there',
      { datastores: { default: { url: 'mysql://root@127.0.0.1:1/x', pool: { acquireTimeout: 500 } } } },
      { code: 'E_CONNECT_FAILED' },
    ],
    [
      'a PostgreSQL that is not there',
      { datastores: { default: { url: 'postgres://me:x@127.0.0.1:1/x', pool: { acquireTimeout: 500 } } } },
      {
        code: 'E_CONNECT_FAILED',
        message: expect.stringContaining("'default' can't be reached at 127.0.0.1:1"),
      },
    ],
  ])('should fail the load in words for %s', async (_what, options, error) => {
    const file = "module.exports = { attributes: { name: 'string' } };";
    await expect(load({ 'api/models/User.js': file }, options)).rejects.toMatchObject(error);
  });

  test('should name what is missing when an app without models or datastores is asked for a database', async () => {
    await using loaded = await load({});
    const { app } = loaded;
    expect(Object.keys(app.models)).toEqual([]);
    expect(() => app.getDatastore()).toThrow(expect.objectContaining({ code: 'E_NO_DATASTORE' }));
    await using named = await load({}, { datastores: { default: 'sqlite::memory:' } });
    expect((await named.app.getDatastore().sendNativeQuery('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  test('should have no models, and say so, when the part orm is off', async () => {
    await using loaded = await load(
      { 'api/models/User.ts': userFile },
      { hooks: { http: false, orm: false }, globals: { models: true } },
    );
    const { app } = loaded;
    expect(() => app.models).toThrow(expect.objectContaining({ code: 'E_PART_OFF' }));
    expect(() => app.getDatastore()).toThrow(expect.objectContaining({ code: 'E_PART_OFF' }));
    expect(Reflect.has(globalThis, 'User')).toBe(false);
    await expect(app.request('GET /user')).rejects.toMatchObject({ status: 404 });
  });
});

describe('life-cycle', () => {
  test('should tell at the lift which tables nobody has made, and make them when told', async () => {
    await using folder = await appFolder({
      'api/models/User.js': "module.exports = { attributes: { name: 'string' } };",
      'config/session.js': "module.exports.session = { secret: 'only for this test' };",
      'config/bootstrap.js':
        "module.exports.bootstrap = () => sails.getDatastore().sendNativeQuery('create table if not exists mine (id integer)');",
      'config/globals.js': 'module.exports.globals = { sails: true };',
    });
    const lift = async (more: AppOptions) => {
      const warnings: unknown[] = [];
      const custom = { warn: (text: unknown) => warnings.push(text) };
      const app = new Sails();
      await app.lift({
        appPath: folder.path,
        environment: 'production',
        port: 0,
        log: { custom },
        ...more,
        blueprints: { rest: false, shortcuts: false },
      });
      await app.lower();
      return warnings;
    };
    expect(await lift({})).toEqual([
      expect.stringMatching(/don't fit their models: user \(no such table: user\)\. .*--alter$/),
    ]);
    expect(await lift({ models: { migrate: 'alter' } })).toEqual([]);
    expect(await lift({})).toEqual([]);
    expect(await lift({ models: { attributes: { age: 'number' } } })).toEqual([
      expect.stringMatching(/user \(no such column: .*age/),
    ]);
  });

  const definitions = () => ({ user: { attributes: { name: 'string' } } });

  test('should have models before hooks initialise, and tell when they are there', async () => {
    const seen: unknown[] = [];
    const app = new Sails();
    await app.load({
      ...quiet,
      appPath: '/nowhere',
      orm: { moduleDefinitions: { models: definitions() } },
      hooks: {
        seeder: (own: Sails) => ({
          initialize(done: () => void) {
            own.after('hook:orm:loaded', async () => {
              await own.models.user!.create({ name: 'seed' });
              seen.push('hook');
              done();
            });
          },
        }),
      },
      bootstrap: async () => {},
    });
    expect(seen).toEqual(['hook']);
    expect(await app.models.user!.count()).toBe(1);
    expect((app.hooks.orm as { models: object }).models).toBe(app.models);
    await app.lower();
  });

  test('should end the connections when the app is lowered, or could not be loaded', async () => {
    const app = new Sails();
    const options = { ...quiet, appPath: '/nowhere', orm: { moduleDefinitions: { models: definitions() } } };
    await app.load(options);
    const { user } = app.models;
    await user!.count();
    await app.lower();
    await expect(user!.count()).rejects.toThrow();
    await app.load(options);
    expect(await app.models.user!.count()).toBe(0);
    await app.lower();
  });

  test('should keep apps of one process apart', async () => {
    const model = defineModel({ attributes: { name: 'string' } });
    const options = {
      ...quiet,
      appPath: '/nowhere',
      hooks: { http: false },
      orm: { moduleDefinitions: { models: { user: model } } },
    };
    const apps = await Promise.all([1, 2, 3, 4, 5, 6].map(() => new Sails().load(options)));
    for (const [at, app] of apps.entries()) await app.models.user!.create({ name: `of ${at}` });
    for (const [at, app] of apps.entries()) {
      expect((await app.request('GET /user')).body).toMatchObject([{ id: 1, name: `of ${at}` }]);
    }
    await Promise.all(apps.map((app) => app.lower()));
  });
});

test('an imported model should be that of the app which answers, when a process has several', async () => {
  const files = {
    'api/models/User.ts': userFile,
    'api/models/Pet.js': petFile,
    'api/controllers/TryController.ts': `import User from '../models/User.ts';
export default { async names(_req, res) { res.json((await User.find()).map(({ name }) => name)); } };`,
    'config/bootstrap.ts': `import User from '../api/models/User.ts';
export const bootstrap = async () => { await User.create({ name: 'of bootstrap' }); };`,
  };
  await using folder = await appFolder(files);
  const options = {
    ...quiet,
    appPath: folder.path,
    blueprints: { actions: true },
    datastores: { default: 'sqlite::memory:' },
  };
  const apps = await Promise.all([1, 2, 3].map(() => new Sails().load(options)));
  for (const app of apps) await app.initialize();
  for (const [at, app] of apps.entries()) await app.models.user!.create({ name: `app ${at}` });
  for (const [at, app] of apps.entries())
    expect((await app.request('GET /try/names')).body).toEqual(['of bootstrap', `app ${at}`]);
  for (const app of apps) await app.lower();
});

describe('pub-sub', () => {
  const models = { user: { attributes: { name: 'string', age: 'number' } } };
  const options = { orm: { moduleDefinitions: { models } } };

  test('should be methods of every model', async () => {
    await using lifted = await lift({
      ...options,
      routes: {
        'GET /watch': (req, res) => {
          const { user } = req._sails.models;
          user!.watch(req);
          user!.subscribe(req, [7]);
          res.ok();
        },
      },
    });
    await using watcher = await watch(lifted.url);
    await watcher.ask('GET /watch');
    const { user } = lifted.app.models;
    await user!.publishCreate({ id: 1, name: 'Ann' });
    await user!.publishUpdate(7, { name: 'Bob' });
    await user!.message(7, { hi: 1 });
    expect((await watcher.told()).map(([event, { verb, id }]) => [event, verb, id])).toEqual([
      ['user', 'created', 1],
      ['user', 'updated', 7],
      ['user', 'messaged', 7],
    ]);
  });

  test('should wait for the commit, and vanish with a rollback', async () => {
    await using lifted = await lift(options);
    await using watcher = await watch(lifted.url);
    await watcher.ask('GET /user');
    const { user } = lifted.app.models;
    const datastore = lifted.app.getDatastore();
    await datastore.transaction(async () => {
      const record = await user!.create({ name: 'Ann' });
      await user!.publishCreate(record);
      expect(await watcher.told()).toEqual([]);
    });
    expect((await watcher.told()).map(([, { id }]) => id)).toEqual([1]);
    const failing = datastore.transaction(async () => {
      await user!.publishCreate(await user!.create({ name: 'Bob' }));
      await user!.publishUpdate(1, { name: 'x' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await watcher.told()).toEqual([]);
  });

  test('should wait for the outer of two databases', async () => {
    await using lifted = await lift({
      datastores: { default: 'sqlite::memory:', other: 'sqlite::memory:' },
      orm: {
        moduleDefinitions: {
          models: { ...models, log: { datastore: 'other', attributes: { text: 'string' } } },
        },
      },
    });
    await using watcher = await watch(lifted.url);
    await watcher.ask('GET /user');
    const { app } = lifted;
    await app.getDatastore().transaction(() =>
      app.getDatastore('other').transaction(async () => {
        await app.models.user!.publishCreate({ id: 1 });
        expect(await watcher.told()).toEqual([]);
      }),
    );
    expect(await watcher.told()).toHaveLength(1);
  });

  test('should run the hooks of a definition, and keep methods that it has of its own', async () => {
    const heard: unknown[] = [];
    const user = {
      ...models.user,
      beforePublishCreate: (values: { id: number }) => heard.push(values.id),
      message: () => 'mine',
    };
    await using lifted = await lift({ orm: { moduleDefinitions: { models: { user } } } });
    await lifted.via('http')('POST /user', { data: { name: 'Ann' } });
    expect(heard).toEqual([1]);
    expect(lifted.app.models.user!.message(1, 1)).toBe('mine');
  });

  test.each(['sockets', 'pubsub'])(
    'should say in words that %s is off, while blueprints go on',
    async (part) => {
      await using lifted = await lift({ ...options, hooks: { [part]: false } });
      expect(() => lifted.app.models.user!.publishCreate({ id: 1 })).toThrow(
        expect.objectContaining({ code: 'E_PART_OFF', message: expect.stringContaining(`'${part}'`) }),
      );
      const ask = lifted.via('http');
      expect(await ask('POST /user', { data: { name: 'Ann' } })).toMatchObject({ status: 200 });
      expect(await ask('PATCH /user/1', { data: { name: 'Bob' } })).toMatchObject({ status: 200 });
      expect(await ask('DELETE /user/1')).toMatchObject({ status: 200 });
    },
  );
});
