/** Which routes models have, in which order, and what changes them. @module */
import { type AppOptions, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { blueprintModels, blueprintOptions } from '../../test/blueprint-models.ts';
import { type Lifted, lift, transports } from '../../test/transports.ts';

const simple = { thing: { attributes: { name: 'string' } } };

function withModels(models: Record<string, object>, options: AppOptions = {}): Promise<Lifted> {
  return lift({ orm: { moduleDefinitions: { models } }, ...options });
}

async function routesOf(options: AppOptions, models: Record<string, object> = simple): Promise<string[]> {
  await using lifted = await withModels(models, options);
  return lifted.app.router.routes
    .filter(({ layer }) => layer === 'shadow')
    .map(({ verb, path }) => `${verb} ${path}`.trim());
}

describe('routes', () => {
  test('should be shortcuts, then REST, for each model and association', async () => {
    const { group, user } = blueprintModels();
    const pair = {
      user: { attributes: { groups: user.attributes.groups } },
      group,
    };
    const routes = await routesOf({}, pair);
    expect(routes.filter((route) => route.includes('user'))).toEqual([
      'GET /user/find',
      'GET /user/find/:id',
      'GET /user/create',
      'GET /user/update/:id',
      'GET /user/destroy/:id',
      'GET /user/:parentid/groups/add/:childid',
      'GET /user/:parentid/groups/remove/:childid',
      'GET /user/:parentid/groups/replace',
      'GET /user',
      'GET /user/:id',
      'POST /user',
      'PATCH /user/:id',
      'PUT /user/:id',
      'DELETE /user/:id?',
      'GET /user/:parentid/groups',
      'PUT /user/:parentid/groups/:childid',
      'PUT /user/:parentid/groups',
      'DELETE /user/:parentid/groups/:childid',
    ]);
  });

  test('should leave out what is turned off, for the app, a model or a controller', async () => {
    expect(await routesOf({ blueprints: { rest: false, shortcuts: false } })).toEqual([]);
    expect(await routesOf({ hooks: { blueprints: false } })).toEqual([]);
    expect(await routesOf({ blueprints: { shortcuts: false } })).toEqual([
      'GET /thing',
      'GET /thing/:id',
      'POST /thing',
      'PATCH /thing/:id',
      'PUT /thing/:id',
      'DELETE /thing/:id?',
    ]);
    const own = { ...simple.thing, blueprints: { shortcuts: false, rest: false } };
    expect(await routesOf({}, { thing: own })).toEqual([]);
    expect(await routesOf({}, { thing: { ...simple.thing, blueprints: false } })).toEqual([]);
    const _config = { rest: false };
    const controllers = { moduleDefinitions: { ThingController: { _config } } };
    expect((await routesOf({ controllers })).every((route) => route.startsWith('GET /thing/'))).toBe(true);
  });

  test('should have populate as a shortcut only when REST is off', async () => {
    const { pet, user } = blueprintModels();
    const models = {
      pet,
      user: { attributes: { pets: user.attributes.pets } },
    };
    const off = await routesOf({ blueprints: { rest: false } }, models);
    expect(off).toContain('GET /user/:parentid/pets');
  });

  test('should have prefixes and plurals, for the app and a model', async () => {
    const blueprints = { prefix: '/api/', restPrefix: 'v1', pluralize: true };
    const person = { attributes: { name: 'string' }, blueprints: { pluralize: false, restPrefix: '' } };
    const routes = await routesOf({ blueprints }, { ...simple, person });
    expect(routes).toContain('GET /api/v1/things/:id');
    expect(routes).toContain('GET /api/things/find/:id');
    expect(routes).toContain('GET /api/person/:id');
    expect(routes.filter((route) => /\/thing\b/.test(route))).toEqual([]);
  });

  test('should be none for the archive, and none for what is protected', async () => {
    const routes = await routesOf({}, blueprintModels());
    expect(routes.filter((route) => /archive|enemies/.test(route))).toEqual([]);
  });

  test('should have index actions after those of models, and action routes before', async () => {
    const controllers = {
      moduleDefinitions: { ThingController: { index: () => {}, find: () => {}, shine: () => {} } },
    };
    const routes = await routesOf({ blueprints: { actions: true }, controllers });
    expect(routes.filter((route) => !route.includes(':'))).toEqual([
      '/thing/index',
      '/thing/find',
      '/thing/shine',
      'GET /thing/find',
      'GET /thing/create',
      'GET /thing',
      'POST /thing',
      '/thing',
    ]);
  });

  test.each<[string, unknown, RegExp]>([
    ['prefix', 7, /blueprints\.prefix is 7/],
    ['restPrefix', null, /blueprints\.restPrefix is null/],
    ['rest', 'yes', /blueprints\.rest is 'yes'/],
    ['defaultLimit', 0, /blueprints\.defaultLimit is 0/],
    ['maximumLimit', 1.5, /blueprints\.maximumLimit is 1\.5/],
    ['populate', 'pets', /blueprints\.populate is 'pets'/],
    ['writable', 'email', /blueprints\.writable is 'email'/],
    ['parseBlueprintOptions', {}, /blueprints\.parseBlueprintOptions is \{\}/],
  ])('should fail the lift with words when blueprints.%s is %j', async (name, value, message) => {
    const lifting = lift({ blueprints: { [name]: value } });
    await expect(lifting).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringMatching(message),
    });
    const models = { thing: { ...simple.thing, blueprints: { [name]: value } } };
    await expect(withModels(models)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringMatching(/^config\.models\.thing\.blueprints\./),
    });
  });

  test('should fail the lift when jsonp is asked for', async () => {
    await expect(lift({ blueprints: { jsonp: true } })).rejects.toMatchObject({
      code: 'E_JSONP_UNSUPPORTED',
    });
    await using lifted = await lift({ blueprints: { jsonp: false } });
    expect(lifted.app.isLifted).toBe(true);
  });
});

describe.each(transports)('over %s, the actions of a model', (transport) => {
  test('should give way to those of the app, at every route', async () => {
    await using lifted = await withModels(simple, {
      controllers: {
        moduleDefinitions: {
          ThingController: { find: (_req: unknown, res: { ok(data: unknown): void }) => res.ok('mine') },
        },
      },
    });
    const ask = lifted.via(transport);
    expect(await ask('GET /thing')).toMatchObject({ body: 'mine' });
    expect(await ask('GET /thing/find')).toMatchObject({ body: 'mine' });
    expect(await ask('GET /thing/1')).toMatchObject({ status: 404 });
  });

  test('should have no route of their own as actions', async () => {
    await using lifted = await withModels(simple, {
      blueprints: { actions: true, shortcuts: false, rest: false },
    });
    const ask = lifted.via(transport);
    for (const path of ['/thing/find', '/thing/create', '/thing/destroy', '/thing'])
      expect(await ask(`POST ${path}`)).toMatchObject({ status: 404 });
    expect(Object.keys(lifted.app.getActions())).toContain('thing/findone');
  });

  test('should stand behind policies, by identity', async () => {
    await using lifted = await withModels(simple, {
      policies: { 'thing/*': false, 'thing/find': true, ThingController: { findOne: true } },
    });
    const ask = lifted.via(transport);
    expect(await ask('GET /thing')).toMatchObject({ status: 200 });
    expect(await ask('GET /thing/1')).toMatchObject({ status: 404 });
    for (const address of ['POST /thing', 'GET /thing/create', 'PATCH /thing/1', 'DELETE /thing/1'])
      expect(await ask(address)).toMatchObject({ status: 403, body: 'Forbidden' });
  });

  test('should be reachable by routes of the app, with options of their own', async () => {
    const models = blueprintModels();
    await using lifted = await lift(
      blueprintOptions({
        blueprints: { rest: false, shortcuts: false },
        orm: { moduleDefinitions: { models } },
        routes: {
          'POST /people': 'user/create',
          'GET /people': { action: 'user/find', populate: ['boss'], defaultLimit: 2, maximumLimit: 3 },
          'GET /people/:id': { action: 'UserController.findOne', populate: false },
          'GET /people/:parentid/with/:alias': 'user/populate',
          'GET /people/:parentid/pets': { action: 'user/populate', alias: 'pets' },
          'GET /broken/:parentid': 'user/populate',
          'PATCH /people/:id': { action: 'user/update', writable: ['password', 'createdAt'] },
          'GET /age/:age': { action: 'user/find', populate: false },
        },
      }),
    );
    const ask = lifted.via(transport);
    for (const name of ['a', 'b', 'c', 'd']) await ask('POST /people', { data: { name } });
    const found = (await ask('GET /people')).body as object[];
    expect(found).toHaveLength(2);
    expect(found[0]).toHaveProperty('boss');
    expect(found[0]).not.toHaveProperty('pets');
    expect((await ask('GET /people?limit=100')).body).toHaveLength(3);
    expect((await ask('GET /people/1')).body).not.toHaveProperty('pets');
    expect(await ask('GET /people/1/with/pets')).toMatchObject({ status: 200, body: [] });
    expect(await ask('GET /people/1/with/enemies')).toMatchObject({ status: 404 });
    expect(await ask('GET /people/1/with/__proto__')).toMatchObject({ status: 404 });
    expect(await ask('GET /people/1/pets')).toMatchObject({ status: 200, body: [] });
    expect(await ask('GET /broken/1')).toMatchObject({ status: 500 });
    expect(lifted.log.error.join()).toContain('names no association');
    expect(await ask('PATCH /people/1', { data: { password: 'x', createdAt: 5 } })).toMatchObject({
      status: 200,
      body: { createdAt: 5 },
    });
    expect(await lifted.app.models.user!.findOne(1)).toMatchObject({ password: 'x' });
    await ask('PATCH /people/2', { data: { age: 7 } });
    expect((await ask('GET /age/7')).body).toMatchObject([{ id: 2 }]);
  });

  test('should let the app read requests its own way', async () => {
    await using lifted = await withModels(simple, {
      blueprints: {
        parseBlueprintOptions: async (req) => {
          const hook = req._sails.hooks.blueprints as { parseBlueprintOptions(req: unknown): never };
          const options: import('telltale').BlueprintOptions = hook.parseBlueprintOptions(req);
          const { where } = options.criteria;
          return {
            ...options,
            criteria: { ...options.criteria, where: { ...(where as object), name: 'mine' } },
          };
        },
      },
      routes: {
        'GET /failing': {
          action: 'thing/find',
          parseBlueprintOptions: () => {
            throw new Error('no');
          },
        },
      },
    });
    const ask = lifted.via(transport);
    for (const name of ['mine', 'yours']) await ask('POST /thing', { data: { name } });
    expect((await ask('GET /thing')).body).toMatchObject([{ id: 1 }]);
    expect(await ask('GET /thing/2')).toMatchObject({ status: 404 });
    expect(await ask('DELETE /thing/2')).toMatchObject({ status: 404 });
    expect(await ask('PATCH /thing/1', { data: { name: 'x' } })).toMatchObject({ status: 200 });
    expect(await ask('GET /failing')).toMatchObject({ status: 500 });
  });

  test('should leave paths alone that look like files', async () => {
    await using lifted = await withModels(simple);
    expect(await lifted.via(transport)('GET /thing/1.js')).toMatchObject({ status: 404 });
    expect(await lifted.via(transport)('GET /thing/x')).toMatchObject({ status: 400 });
  });
});

test('should come again when actions are reloaded', async () => {
  await using lifted = await withModels(simple);
  await lifted.app.reloadActions();
  expect(await lifted.via('http')('GET /thing')).toMatchObject({ status: 200, body: [] });
});

test('should answer requests of an app that has neither server nor sockets', async () => {
  const app = await new Sails().load({
    appPath: '/nowhere',
    log: { level: 'silent' },
    hooks: { http: false, sockets: false },
    orm: { moduleDefinitions: { models: simple } },
  });
  expect((await app.request('POST /thing', { name: 'x' })).body).toMatchObject({ id: 1, name: 'x' });
  expect((await app.request('DELETE /thing/1')).body).toMatchObject({ id: 1 });
  await expect(app.request('GET /thing/1')).rejects.toMatchObject({ status: 404 });
  await app.lower();
});
