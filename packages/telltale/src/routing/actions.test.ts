import { type Handler, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { lift, transports } from '../../test/transports.ts';

const say =
  (name: string): Handler =>
  (_req, res) =>
    res.ok(name);

for (const transport of transports) {
  describe(`${transport}: actions from api/controllers`, () => {
    test('should be found in controllers, nested folders and standalone files, in each module system', async () => {
      await using folder = await appFolder({
        'api/controllers/SayController.js': 'module.exports = { hello: (req, res) => res.ok("say/hello"), };',
        'api/controllers/UserController.ts':
          'import type { Request, Response } from "telltale";\nexport default { find(_req: Request, res: Response) { return res.ok("user/find"); } };',
        'api/controllers/admin/ReportController.mjs':
          'export const show = (req, res) => res.ok("admin/report/show");',
        'api/controllers/admin/list.cjs': 'module.exports = (req, res) => res.ok("admin/list");',
        'api/controllers/entrance/view-signup.js':
          'export default { inputs: {}, async fn() { return "entrance/view-signup"; } };',
        'api/controllers/types.d.ts': 'export {};',
        'api/controllers/.hidden.js': 'throw new Error("read");',
        'api/controllers/SayController.test.js': 'throw new Error("read");',
      });
      await using lifted = await lift({ appPath: folder.path, blueprints: { actions: true } });
      const identities = [
        'say/hello',
        'user/find',
        'admin/report/show',
        'admin/list',
        'entrance/view-signup',
      ];
      expect(Object.keys(lifted.app.getActions()).sort()).toEqual(identities.sort());
      for (const identity of identities) {
        const { status, body } = await lifted.via(transport)(`GET /${identity}`);
        expect({ status, body }).toEqual({ status: 200, body: identity });
      }
    });

    test('should be read again when reloadActions() is called; routes by calls stay', async () => {
      await using folder = await appFolder({
        'api/controllers/one.js': 'export default (req, res) => res.ok("one");',
      });
      await using lifted = await lift({ appPath: folder.path, blueprints: { actions: true } });
      const ask = lifted.via(transport);
      lifted.app.get('/bound', say('bound'));
      await folder.write('api/controllers/two.js', 'export default (req, res) => res.ok("two");');
      expect((await ask('GET /two')).status).toBe(404);
      await lifted.app.reloadActions();
      expect((await ask('GET /one')).body).toBe('one');
      expect((await ask('GET /two')).body).toBe('two');
      expect((await ask('GET /bound')).body).toBe('bound');
      await new Promise<void>((resolve, reject) => {
        lifted.app.reloadActions((error) => (error ? reject(error) : resolve()));
      });
    });

    test.each([
      [
        'two have one name',
        'api/controllers/PetController.js',
        'export const find = () => {};',
        'E_CONFLICT',
      ],
      ['one is none', 'api/controllers/wrong.js', 'export default 7;', 'E_INVALID_ACTION'],
      ['a file is broken', 'api/controllers/wrong.js', 'export default {', 'E_MODULE'],
    ])('should be as before when they are read again and %s', async (_what, file, text, code) => {
      await using folder = await appFolder({
        'api/controllers/pet/find.js': 'export default (req, res) => res.ok("found");',
        'api/controllers/zebra.js': 'export default (req, res) => res.ok("zebra");',
      });
      await using lifted = await lift({
        appPath: folder.path,
        blueprints: { actions: true },
        routes: { 'GET /pets': 'pet/find' },
      });
      lifted.app.registerAction(say('added'), 'added');
      lifted.app.get('/added', 'added');
      const ask = lifted.via(transport);
      await folder.write(file, text);
      await expect(lifted.app.reloadActions()).rejects.toMatchObject({ code });
      expect((await ask('GET /pets')).body).toBe('found');
      expect((await ask('GET /zebra')).body).toBe('zebra');
      expect((await ask('GET /added')).body).toBe('added');
    });
  });

  describe(`${transport}: shadow routes of actions`, () => {
    const controllers = {
      moduleDefinitions: {
        UserController: { find: say('find'), index: say('index') },
        PetController: { _config: { actions: false }, find: say('pet') },
        index: say('home'),
      },
    };

    test('should be off unless the settings turn them on', async () => {
      await using lifted = await lift({ controllers });
      expect((await lifted.via(transport)('GET /user/find')).status).toBe(404);
    });

    test('should answer each usual method, index actions above their path, and not for controllers that refuse', async () => {
      await using lifted = await lift({ controllers, blueprints: { actions: true } });
      const ask = lifted.via(transport);
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        expect((await ask(`${method} /user/find`)).body).toBe('find');
      }
      expect((await ask('GET /User/Find')).body).toBe('find');
      expect((await ask('GET /user')).body).toBe('index');
      expect((await ask('GET /user/index')).body).toBe('index');
      expect((await ask('GET /')).body).toBe('home');
      expect((await ask('GET /pet/find')).status).toBe(404);
    });

    test('should all begin with the prefix', async () => {
      await using lifted = await lift({ controllers, blueprints: { actions: true, prefix: '/api' } });
      const ask = lifted.via(transport);
      expect((await ask('GET /api/user/find')).body).toBe('find');
      expect((await ask('GET /api/user')).body).toBe('index');
      expect((await ask('GET /api')).body).toBe('home');
      expect((await ask('GET /user/find')).status).toBe(404);
    });
  });

  describe(`${transport}: what stands before an action`, () => {
    test('should run middleware by glob, in the order of registration, before policies', async () => {
      await using lifted = await lift({
        controllers: {
          moduleDefinitions: { 'user/find': respond, 'user/show': respond, 'pet/find': respond },
        },
        policies: { 'user/*': note('policy') },
        routes: { 'GET /1': 'user/find', 'GET /2': 'user/show', 'GET /3': 'pet/find' },
      });
      const { app } = lifted;
      app.registerActionMiddleware(note('all'), '*');
      app.registerActionMiddleware([note('user'), note('user too')], 'user/*');
      app.registerActionMiddleware(note('not show'), ['!user/show']);
      app.registerActionMiddleware(note('text'), 'pet/find, user/show');
      const ask = lifted.via(transport);
      expect((await ask('GET /1')).body).toEqual(['all', 'user', 'user too', 'not show', 'policy']);
      expect((await ask('GET /2')).body).toEqual(['all', 'user', 'user too', 'text', 'policy']);
      expect((await ask('GET /3')).body).toEqual(['all', 'not show', 'text']);
    });

    test('should follow only the most specific policy', async () => {
      const definitions = {
        'user/find': respond,
        'user/show': respond,
        'user/admin/kill': respond,
        'pet/find': respond,
        'pet/show': respond,
        'open/door': respond,
      };
      const identities = Object.keys(definitions);
      await using lifted = await lift({
        controllers: { moduleDefinitions: definitions },
        policies: {
          moduleDefinitions: { islogged: note('isLogged') } as never,
          '*': 'isLogged',
          'user/*': false,
          'user/find': true,
          'user/admin/*': ['isLogged', note('admin')],
          PetController: { '*': note('pet'), show: [true] },
          'open.door': [],
        },
        routes: Object.fromEntries(identities.map((identity) => [`GET /${identity}`, identity])),
      });
      const ask = lifted.via(transport);
      const seen: Record<string, unknown> = {};
      for (const identity of identities) {
        const { status, body } = await ask(`GET /${identity}`);
        seen[identity] = status === 200 ? body : status;
      }
      expect(seen).toEqual({
        'user/find': [],
        'user/show': 403,
        'user/admin/kill': ['isLogged', 'admin'],
        'pet/find': ['pet'],
        'pet/show': [],
        'open/door': [],
      });
    });

    test('should fail the action that calls next(), for nothing comes after it', async () => {
      await using lifted = await lift({
        controllers: { moduleDefinitions: { 'user/find': ((_req, _res, next) => next()) as Handler } },
        routes: { 'GET /a': 'user/find', 'GET /*': say('next route') },
      });
      expect((await lifted.via(transport)('GET /a')).status).toBe(500);
      expect(lifted.log.error.join()).toContain("action 'user/find' called next()");
    });
  });
}

describe('the registry of actions', () => {
  test('should refuse two of one name with E_CONFLICT and the identity', async () => {
    await using folder = await appFolder({
      'api/controllers/UserController.js': 'module.exports = { find(req, res) {} };',
      'api/controllers/user/find.js': 'module.exports = (req, res) => {};',
    });
    await expect(lift({ appPath: folder.path })).rejects.toMatchObject({
      code: 'E_CONFLICT',
      identity: 'user/find',
    });

    await using lifted = await lift({ controllers: { moduleDefinitions: { 'user/find': say('old') } } });
    const { app } = lifted;
    expect(() => app.registerAction(say('new'), 'UserController.find')).toThrow(
      expect.objectContaining({ code: 'E_CONFLICT', identity: 'user/find' }),
    );
    app.registerAction(say('new'), 'user.find', true);
    app.get('/a', 'user/find');
    expect((await lifted.via('http')('GET /a')).body).toBe('new');
  });

  test('should refuse what is no action', async () => {
    for (const definition of [7, 'text', null]) {
      await expect(
        lift({ controllers: { moduleDefinitions: { 'user/find': definition } } }),
      ).rejects.toMatchObject({
        code: 'E_INVALID_ACTION',
      });
    }
    await using lifted = await lift({
      controllers: { moduleDefinitions: { UserController: { find: say('x'), note: 7 } } },
    });
    expect(lifted.log.warn.join()).toContain('UserController.note is no action');
  });

  test('should refuse policies that do not exist', async () => {
    for (const rule of ['nobody', ['nobody'], 7 as never, [true, 'isLogged'] as never]) {
      await expect(lift({ policies: { '*': rule } })).rejects.toMatchObject({
        code: 'E_INVALID_POLICY_CONFIG',
      });
    }
  });

  test('should find the explicit route of an action', async () => {
    await using lifted = await lift({
      blueprints: { actions: true },
      controllers: {
        moduleDefinitions: { 'user/find': say('a'), 'pet/find': say('b'), 'car/find': say('c') },
      },
      routes: {
        'GET /users/:id?': 'user/find',
        '/all/users': 'UserController.find',
        'post /pets': [(_req, _res, next) => next(), { controller: 'pet', action: 'find' }],
      },
    });
    const { app } = lifted;
    expect(app.getRouteFor('user/find')).toEqual({ method: 'get', url: '/users/:id?' });
    expect(app.getRouteFor('UserController.find')).toEqual({ method: 'get', url: '/users/:id?' });
    expect(app.getRouteFor({ controller: 'PetController', action: 'find' })).toEqual({
      method: 'post',
      url: '/pets',
    });
    expect(app.getUrlFor('pet.find')).toBe('/pets');
    expect(() => app.getRouteFor('car/find')).toThrow(expect.objectContaining({ code: 'E_NOT_FOUND' }));
    for (const given of [7, {}, null, '', { controller: 'pet' }]) {
      expect(() => app.getRouteFor(given as never)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
    }
  });

  test('should say that the app is not loaded when it is asked before', () => {
    const app = new Sails();
    for (const call of [
      () => app.getActions(),
      () => app.config,
      () => app.registerAction(say('x'), 'a/b'),
    ]) {
      expect(call).toThrow(expect.objectContaining({ code: 'E_NOT_LOADED' }));
    }
  });
});

/** Answers with the notes that were made on the way. */
function respond(...[req, res]: Parameters<Handler>): unknown {
  return res.json(req.options.notes ?? []);
}

/** Makes a note, and passes on. */
function note(name: string): Handler {
  return (req, _res, next) => {
    req.options.notes = [...((req.options.notes as string[] | undefined) ?? []), name];
    next();
  };
}
