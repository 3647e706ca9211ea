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
