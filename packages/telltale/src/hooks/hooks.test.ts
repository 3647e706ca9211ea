import { type AppOptions, defineHook, type Handler, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { lift } from '../../test/transports.ts';

const quiet = { appPath: '/nowhere', log: { level: 'silent' } } as const satisfies AppOptions;

describe('a hook', () => {
  test('should be made of its file or folder, or in place, and be found in app.hooks', async () => {
    await using folder = await appFolder({
      'api/hooks/clock.js': 'module.exports = (sails) => ({ now: () => 1, env: sails.config.environment });',
      'api/hooks/bell/index.mjs': 'export default () => ({ ring: () => "dong" });',
      'api/hooks/bell/helper.mjs': 'throw new Error("read");',
    });
    await using lifted = await lift({ appPath: folder.path, hooks: { lamp: () => ({ on: true }) } });
    const { hooks } = lifted.app;
    expect(hooks.clock).toMatchObject({ env: 'development' });
    expect((hooks.bell as { ring(): string }).ring()).toBe('dong');
    expect(hooks.lamp).toEqual({ on: true });
  });

  test('should lay its defaults below the settings, configure before any initialises, and be told of', async () => {
    const order: string[] = [];
    const hook = (name: string) =>
      defineHook((app) => ({
        defaults: name === 'a' ? { a: { one: 1, two: 1 } } : () => ({ b: 1 }),
        configure() {
          order.push(`configure ${name}`);
          app.config[name] = { ...(app.config[name] as object), configured: true };
        },
        initialize:
          name === 'a'
            ? (done: () => void) => {
                order.push('initialize a');
                setImmediate(done);
              }
            : async () => {
                order.push('initialize b');
              },
      }));
    const app = new Sails();
    app.on('hook:a:loaded', () => order.push('a is loaded'));
    await app.load({ ...quiet, a: { two: 2 }, hooks: { a: hook('a'), b: hook('b') } });
    expect(order).toEqual(['configure a', 'configure b', 'initialize a', 'initialize b', 'a is loaded']);
    expect(app.config.a).toEqual({ one: 1, two: 2, configured: true });
    await app.lower();
  });

  test('should put its routes around those of the app, and register actions', async () => {
    const note =
      (name: string): Handler =>
      (_req, res, next) => {
        const seen = [...((res.locals.seen ?? []) as string[]), name];
        res.locals.seen = seen;
        if (name === 'after') return res.json(seen);
        return next();
      };
    await using lifted = await lift({
      hooks: {
        around: defineHook((app) => ({
          routes: { before: { '/*': note('before') }, after: { '/*': note('after') } },
          registerActions(done: () => void) {
            app.registerAction(note('action'), 'clock/tick');
            done();
          },
        })),
      },
      routes: { 'GET /a': note('explicit') },
    });
    lifted.app.get('/a', note('bound'));
    expect((await lifted.via('http')('GET /a')).body).toEqual(['before', 'explicit', 'bound', 'after']);
    expect(Object.keys(lifted.app.getActions())).toEqual(['clock/tick']);
    await lifted.app.reloadActions();
    expect(Object.keys(lifted.app.getActions())).toEqual(['clock/tick']);
  });

  const installed = (id: string, sails: object, code: string, more: object = {}) => ({
    [`node_modules/${id}/package.json`]: JSON.stringify({ name: id, main: 'main.js', sails, ...more }),
    [`node_modules/${id}/main.js`]: code,
  });
  const shout = `module.exports = (sails) => ({
    defaults: { __configKey__: { phrase: 'make it rain' } },
    initialize(done) { this.said = sails.config[this.configKey].phrase; done(); },
    routes: { before: { 'GET /shout': function (req, res) { res.send(sails.hooks[req.query.hook].said); } } },
  });`;

  test('should be found in a package that says it is one, under the names that the package or the settings give', async () => {
    await using folder = await appFolder({
      ...installed('sails-hook-shout', { isHook: true }, shout),
      ...installed(
        '@own/sails-hook-whisper',
        { isHook: true, hookName: 'murmur', configKey: 'sounds' },
        shout,
      ),
      ...installed(
        'cry',
        { isHook: true },
        'export default () => ({ initialize: async function () { this.said = this.identity; } });',
        { type: 'module' },
      ),
      ...installed('renamed', { isHook: true, hookName: 'before', configKey: 'before' }, shout),
      ...installed('shout-helper', { isHook: false }, 'throw new Error("loaded");'),
      ...installed('plain', {}, 'throw new Error("loaded");'),
      'config/installedHooks.js':
        'module.exports.installedHooks = { renamed: { name: "after", configKey: "later" } };',
      'config/sounds.js': 'module.exports.sounds = { phrase: "hush" };',
    });
    await using lifted = await lift({ appPath: folder.path });
    const said = Object.entries(lifted.app.hooks)
      .map(([name, hook]) => [name, (hook as { said?: string }).said])
      .filter(([, words]) => words !== undefined);
    expect(Object.fromEntries(said)).toEqual({
      shout: 'make it rain',
      murmur: 'hush',
      cry: 'cry',
      after: 'make it rain',
    });
    expect(lifted.app.config.later).toEqual({ phrase: 'make it rain' });
    expect((await lifted.via('http')('GET /shout?hook=murmur')).body).toBe('hush');
  });

  test("should stay off, or give way to the framework's and the app's own, when a package brings it", async () => {
    const throwing = 'throw new Error("loaded");';
    await using folder = await appFolder({
      ...installed('sails-hook-sockets', { isHook: true }, throwing),
      ...installed('sails-hook-off', { isHook: true }, throwing),
      ...installed('sails-hook-clock', { isHook: true }, 'module.exports = () => ({ by: "package" });'),
      'api/hooks/clock.js': 'module.exports = () => ({ by: "app" });',
    });
    await using lifted = await lift({ appPath: folder.path, hooks: { off: false } });
    expect(lifted.app.hooks.clock).toEqual({ by: 'app' });
    expect(Object.keys(lifted.app.hooks)).not.toContain('off');
    const app = await new Sails().load({ ...quiet, appPath: folder.path, loadHooks: ['http'] });
    expect(Object.keys(app.hooks)).toEqual(['http']);
    await app.lower();
  });

  test('should fail the load with the name of its package when that is broken', async () => {
    await using folder = await appFolder(installed('sails-hook-shout', { isHook: true }, 'nope();'));
    await expect(new Sails().load({ ...quiet, appPath: folder.path })).rejects.toMatchObject({
      code: 'E_MODULE',
      message: expect.stringContaining("sails-hook-shout can't be loaded: nope is not defined"),
    });
  });

  test('should have the time that its own section of the settings gives it', async () => {
    const slow = { initialize: (done: () => void) => void setTimeout(done, 100) };
    const app = new Sails();
    await app.load({
      ...quiet,
      hookTimeout: 20,
      hooks: { slow: () => ({ ...slow }) },
      slow: { _hookTimeout: 5_000 },
    });
    await app.lower();
    const never = defineHook(() => ({ configKey: 'other', initialize: (_done: () => void) => {} }));
    await expect(
      new Sails().load({ ...quiet, hooks: { never }, other: { _hookTimeout: 20 } }),
    ).rejects.toMatchObject({ code: 'E_HOOK_TIMEOUT', message: expect.stringContaining('within 20 ms') });
  });

  test('should be off when the settings say so', async () => {
    const never = () => {
      throw new Error('made');
    };
    await using folder = await appFolder({
      'api/hooks/clock.js': 'throw new Error("read");',
    });
    for (const hooks of [{ clock: false }, { clock: 'false' }]) {
      const app = await new Sails().load({ ...quiet, appPath: folder.path, hooks });
      expect('clock' in app.hooks).toBe(false);
      await app.lower();
    }
    const app = await new Sails().load({ ...quiet, hooks: { clock: never }, loadHooks: ['http'] });
    expect('clock' in app.hooks).toBe(false);
    await app.lower();
  });

  test.each<[string, unknown, string]>([
    ['is no function', 7, 'E_HOOK'],
    ['gives no object', () => 7, 'E_HOOK'],
    ['never initialises', () => ({ initialize: (_done: () => void) => {} }), 'E_HOOK_TIMEOUT'],
  ])('should fail the load when it %s', async (_what, hook, code) => {
    await expect(new Sails().load({ ...quiet, hookTimeout: 20, hooks: { hook } })).rejects.toMatchObject({
      code,
    });
  });

  test('should fail the load with its own error', async () => {
    const failing = () => ({ initialize: async () => Promise.reject(new Error('no power')) });
    await expect(new Sails().load({ ...quiet, hooks: { failing } })).rejects.toThrow('no power');
  });
});
