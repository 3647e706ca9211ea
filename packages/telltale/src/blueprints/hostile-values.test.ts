/** What a hostile client may put where a value is due, and when it may leave. @module */
import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { blueprintModels, blueprintOptions } from '../../test/blueprint-models.ts';
import { lift, transports } from '../../test/transports.ts';
import { watch } from '../../test/watcher.ts';

/** What a socket may send, where an address could hold text alone. */
const structures: Record<string, unknown> = {
  'an operator': { $ne: null },
  'an operator of ours': { '!=': null },
  'a list': [1, 2],
  'a list in a list': [[1]],
  'an object without a form as text': { toString: '' },
  'a list of objects': [{ id: 1 }, { $gt: 0 }],
  'a number beyond exactness': 2 ** 53 + 2,
  'a negative number': -1,
};

test.each(Object.entries(structures))('should change no record when the id is %s', async (_what, id) => {
  await using app = await lift(blueprintOptions());
  const { user } = app.app.models;
  await user!.createEach([{ name: 'Ann' }, { name: 'Bob' }] as never);
  const ask = app.via('socket');
  for (const address of [
    'DELETE /user',
    'GET /user/destroy',
    'GET /user/findone',
    'PATCH /user',
    'GET /user/update',
  ]) {
    const { status, body } = await ask(address, { data: { id, name: 'Eve' } });
    expect([400, 404], address).toContain(status);
    if (typeof body === 'object') expect(body).toHaveProperty('code');
  }
  for (const data of [{ childid: id }, { parentid: id }, { pets: id }])
    expect([400, 404, 200]).toContain((await ask('PUT /user/1/pets', { data })).status);
  expect(await user!.find({ sort: 'id ASC' })).toMatchObject([
    { id: 1, name: 'Ann' },
    { id: 2, name: 'Bob' },
  ]);
  expect(app.log.error).toEqual([]);
});

describe.each(transports)('over %s', (transport) => {
  test('should refuse what is no date, and no number that can be kept', async () => {
    const models = { event: { attributes: { at: { type: 'date' }, places: 'number' } } };
    await using app = await lift({ orm: { moduleDefinitions: { models } } } as never);
    const ask = app.via(transport);
    for (const at of ['yesterday', '2026-02-30T99:00', 'Invalid Date', {}, [], true]) {
      expect(await ask('POST /event', { data: { at } }), String(at)).toMatchObject({
        status: 400,
        body: { code: 'E_INVALID_NEW_RECORD', details: expect.stringContaining('at ') },
      });
    }
    for (const places of ['9n', 'NaN', 'Infinity', '1e400', {}, [1]]) {
      expect(await ask('POST /event', { data: { places } }), String(places)).toMatchObject({
        status: 400,
        body: { code: 'E_INVALID_NEW_RECORD', details: expect.stringContaining('places ') },
      });
    }
    expect((await ask('POST /event', { data: { at: '2026-02-03', places: '7' } })).status).toBe(200);
    expect(await app.app.models.event!.count()).toBe(1);
  });
});

test.each(['production', 'development'])(
  'should not say in %s what the database said of a value that it refused',
  async (environment) => {
    const attributes = { createdAt: false, updatedAt: false, level: 'number' };
    const models = { step: { migrate: 'safe', attributes } };
    await using app = await lift({
      environment,
      blueprints: { rest: true, shortcuts: false },
      orm: { moduleDefinitions: { models } },
    } as never);
    await app.app
      .getDatastore()
      .sendNativeQuery(
        'create table step (id integer primary key, level int, constraint low check (level < 5))',
      );
    for (const transport of transports) {
      expect(await app.via(transport)('POST /step', { data: { level: 7 } })).toMatchObject({
        status: 400,
        body: {
          code: 'E_VALUE_REFUSED',
          message: "model step: a value doesn't fit its column",
          modelIdentity: 'step',
          attrNames: [],
        },
      });
    }
    expect(app.log.error).toEqual([]);
  },
);

test('should keep a record, and tell of it, when its client is gone before the commit', async () => {
  const steps = new EventEmitter();
  const inside = once(steps, 'inside');
  const models = blueprintModels();
  const pet = {
    ...models.pet,
    async afterCreate() {
      const gone = once(steps, 'gone');
      steps.emit('inside');
      await gone;
    },
  };
  await using app = await lift({ orm: { moduleDefinitions: { models: { ...models, pet } } } } as never);
  await using watcher = await watch(app.url);
  await watcher.ask('GET /pet');
  const client = await app.client();
  const server = [...app.app.io.of('/').sockets.values()].find(({ id }) => id === client.id)!;
  client.emit('post', { url: '/pet', data: { name: 'Rex' } }, () => {});
  await inside;
  const left = once(server as unknown as NodeJS.EventEmitter, 'disconnect');
  client.disconnect();
  await left;
  const heard = once(watcher.client as unknown as NodeJS.EventEmitter, 'pet');
  steps.emit('gone');
  expect(await heard).toMatchObject([{ verb: 'created', data: { name: 'Rex' } }, expect.anything()]);
  expect(await app.app.models.pet!.find()).toMatchObject([{ name: 'Rex' }]);
  expect(app.log.error).toEqual([]);
});
