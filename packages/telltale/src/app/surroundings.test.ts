import { type AppOptions, type Handler, logLevels, Sails, sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';

async function load(options: AppOptions = {}): Promise<Sails & AsyncDisposable> {
  const app = await new Sails().load({ appPath: '/nowhere', log: { level: 'silent' }, ...options });
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.lower() });
}

describe('sails', () => {
  test('should be the newest loaded app, and say so when there is none', async () => {
    expect(() => sails.config).toThrow(expect.objectContaining({ code: 'E_NOT_LOADED' }));
    {
      await using first = await load({ custom: { name: 'first' } });
      expect(sails.config).toBe(first.config);
      {
        await using second = await load({ custom: { name: 'second' } });
        expect(sails.config.custom).toEqual({ name: 'second' });
        expect(sails.getActions()).toEqual({});
        sails.get('/a', ((_req, res) => res.send('by the proxy')) as Handler);
        expect((await second.request('GET /a')).body).toBe('by the proxy');
      }
      expect(sails.config).toBe(first.config);
    }
    expect(() => sails.log).toThrow(expect.objectContaining({ code: 'E_NOT_LOADED' }));
  });
});

describe('globals', () => {
  test('should be none unless the settings ask for them', async () => {
    for (const globals of [undefined, false as const, { sails: false, models: false }]) {
      await using app = await load({ globals });
      expect(Reflect.has(globalThis, 'sails')).toBe(false);
      expect(app.config.globals).toEqual(globals ?? false);
    }
  });

  test('should be there while the app is, and belong to the last that asked', async () => {
    const library = { name: 'lodash' };
    {
      await using app = await load({ globals: { sails: true, _: library } });
      expect(Reflect.get(globalThis, 'sails')).toBe(app);
      expect(Reflect.get(globalThis, '_')).toBe(library);
      await using other = await load({ globals: { sails: true } });
      expect(Reflect.get(globalThis, 'sails')).toBe(other);
    }
    expect(Reflect.has(globalThis, 'sails')).toBe(false);
    expect(Reflect.has(globalThis, '_')).toBe(false);
  });

  const files = (greeting: string) => ({
    'api/models/User.js': "module.exports = { attributes: { name: 'string' } };",
    'api/services/WordService.js': `module.exports = { greet: () => '${greeting}' };`,
  });
  const here = (): unknown[] =>
    ['sails', 'User', 'WordService', '_'].map((name) => Reflect.get(globalThis, name));

  test('should go back to the older app when a newer is lowered', async () => {
    const library = { name: 'lodash' };
    const options: AppOptions = {
      globals: { sails: true, models: true, _: library },
      datastores: { default: 'sqlite::memory:' },
    };
    await using older = await appFolder(files('ahoy'));
    await using newer = await appFolder(files('hello'));
    {
      await using first = await load({ ...options, appPath: older.path });
      const ofFirst = here();
      expect(ofFirst.slice(0, 2)).toEqual([first, first.models.user]);
      {
        await using second = await load({ ...options, appPath: newer.path });
        expect(here().slice(0, 2)).toEqual([second, second.models.user]);
        expect(Reflect.get(globalThis, 'WordService').greet()).toBe('hello');
      }
      expect(here()).toEqual(ofFirst);
      expect(Reflect.get(globalThis, 'WordService').greet()).toBe('ahoy');
    }
    expect(here()).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('should stay with the newer app when the older is lowered, and not come back after it', async () => {
    const older = await load({ globals: { sails: true } });
    const middle = await load({ globals: { sails: true } });
    const newer = await load({ globals: { sails: true } });
    await middle.lower();
    expect(Reflect.get(globalThis, 'sails')).toBe(newer);
    await newer.lower();
    expect(Reflect.get(globalThis, 'sails')).toBe(older);
    await older.lower();
    expect(Reflect.has(globalThis, 'sails')).toBe(false);
  });

  test('should give a name back to whose it was before any app, and leave what others made of it meanwhile', async () => {
    const mine = { mine: true };
    Object.defineProperty(globalThis, 'sails', { value: mine, configurable: true, writable: true });
    try {
      const app = await load({ globals: { sails: true } });
      expect(Reflect.get(globalThis, 'sails')).toBe(app);
      await app.lower();
      expect(Reflect.get(globalThis, 'sails')).toBe(mine);

      const other = await load({ globals: { sails: true } });
      const later = { later: true };
      Reflect.set(globalThis, 'sails', later);
      await other.lower();
      expect(Reflect.get(globalThis, 'sails')).toBe(later);
    } finally {
      Reflect.deleteProperty(globalThis, 'sails');
    }
  });

  test.each([[true], ['sails'], [{ sails: 'yes' }], [{ _: true }], [{ async: true }]])(
    'should be refused when they are %j',
    async (globals) => {
      await expect(load({ globals: globals as never })).rejects.toMatchObject({
        code: 'E_BAD_GLOBAL_CONFIG',
      });
    },
  );
});

describe('the log', () => {
  test.each(logLevels.map((level, index) => [level, index] as const))(
    'should write what is at most as talkative when its level is %s',
    async (level, index) => {
      const written: string[] = [];
      const custom = Object.fromEntries(
        logLevels.map((name) => [name, (message: string) => written.push(`${name} ${message}`)]),
      );
      await using app = await load({ log: { level, custom } });
      written.length = 0;
      for (const name of logLevels) if (name !== 'silent') app.log[name]('said');
      expect(written).toEqual(logLevels.slice(1, index + 1).map((name) => `${name} said`));
    },
  );

  test('should let a program replace its methods, before it is loaded as well', async () => {
    const app = new Sails();
    const written: unknown[][] = [];
    app.log.warn = (...message) => written.push(message);
    await app.load({ appPath: '/nowhere', log: { level: 'silent' }, routes: { 'GET /a': 'no/action' } });
    app.log.debug = (...message) => written.push(message);
    app.log('called', 1);
    await app.lower();
    expect(written).toEqual([[expect.stringContaining("'no/action'")], ['called', 1]]);
  });
});

describe('parts', () => {
  test.each<[string, AppOptions, http: boolean, sockets: boolean]>([
    ['all are on', {}, true, true],
    ['a list names them', { loadHooks: ['http', 'sockets'] }, true, true],
    ['a list leaves sockets out', { loadHooks: ['http'] }, true, false],
    ['the list is empty', { loadHooks: [] }, false, false],
    ['loadHooks is false', { loadHooks: false }, false, false],
    ['sockets are off', { hooks: { sockets: false } }, true, false],
    ['sockets are off in a word', { hooks: { sockets: 'false' } }, true, false],
    ['http is off', { hooks: { http: false } }, false, false],
  ])('should serve accordingly when %s', async (_what, options, http, sockets) => {
    const app = await new Sails().lift({
      appPath: '/nowhere',
      port: 0,
      log: { level: 'silent' },
      ...options,
    });
    expect(app.fastify.server.listening).toBe(http);
    expect('http' in app.hooks).toBe(http);
    expect('sockets' in app.hooks).toBe(sockets);
    if (sockets) {
      expect(app.sockets.getId({})).toBeUndefined();
      expect(app.io.engine.clientsCount).toBe(0);
    } else {
      expect(() => app.sockets).toThrow(expect.objectContaining({ code: 'E_PART_OFF' }));
      expect(() => app.io).toThrow(expect.objectContaining({ code: 'E_PART_OFF' }));
    }
    await app.lower();
  });

  test('should refuse sockets that were asked for without http', async () => {
    await expect(load({ loadHooks: ['sockets'] })).rejects.toMatchObject({
      code: 'SAILS:HOOK:SOCKETS:DEPENDS_ON_HOOK',
    });
  });
});
