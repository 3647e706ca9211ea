/** Who is subscribed to what: contexts, watchers, rooms, and what stays behind. @module */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createParty, type Party, request } from '../../test/party.ts';
import { createPetShop } from '../../test/pet-shop.ts';

/** A socket of a new client, on the server. */
async function oneSocket(party: Party) {
  const client = await party.join();
  const socket = party.app.sockets.get(client.id as string);
  /** Rooms without its own. */
  const rooms = () => party.app.sockets.socketRooms(socket).slice(1);
  return { client, socket, rooms };
}

const attributes = {
  id: { type: 'number' },
  pets: { collection: 'pet', via: 'owner' },
  boss: { model: 'user' },
} as const;
const user = () => ({ identity: 'user', primaryKey: 'id', attributes });

describe('subscribe and unsubscribe', () => {
  test('should have joined the rooms of the records when it returns, and left them when the other does', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const { socket, rooms } = await oneSocket(party);
    User.subscribe(socket, [1, '2', { id: 3 }, 0]);
    expect(rooms()).toEqual([1, 2, 3, 0].map((id) => `sails_model_user_${id}:user`));
    User.subscribe(socket, 1);
    User.unsubscribe(socket, [1, 3]);
    expect(rooms()).toEqual(['sails_model_user_2:user', 'sails_model_user_0:user']);
    User.unsubscribe(socket, { id: 2 });
    User.unsubscribe(socket, [0, 99]);
    expect(rooms()).toEqual([]);
  });

  test('should take a request that came over a socket, and leave one over HTTP alone', async () => {
    await using party = await createParty({}, (app) => {
      const User = app.pubsub.attach(user());
      app.get('/user', async (req) => {
        await User.subscribe(req, [1]);
        await User.unsubscribe(req, [2]);
        return req.isSocket ? app.sockets.rooms(req).slice(1) : 'nothing happened';
      });
    });
    const client = await party.join();
    expect(await request(client, 'get', '/user')).toMatchObject({ body: ['sails_model_user_1:user'] });
    expect(await (await fetch(`${party.url}/user`)).text()).toBe('nothing happened');
    expect(party.log.debug.filter((line) => line.startsWith('user.'))).toHaveLength(2);
    expect(party.log.error).toEqual([]);
  });

  test('should subscribe to some contexts, and end them one by one', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const { client, socket, rooms } = await oneSocket(party);
    await User.subscribe(socket, 1, ['update', 'add:pets']);
    expect(rooms()).toEqual(['sails_model_user_1:update', 'sails_model_user_1:add:pets']);
    User.publishUpdate(1, { n: 1 });
    User.publishAdd(1, 'pets', 2);
    User.publishRemove(1, 'pets', 2);
    User.message(1, 'no');
    await User.unsubscribe(socket, 1, 'update');
    User.publishUpdate(1, { n: 2 });
    User.publishAdd(1, 'pets', 3);
    const verbs = (await party.heard(client)).map(([, data]) => (data as { verb: string }).verb);
    expect(verbs).toEqual(['updated', 'addedTo', 'addedTo']);
    await User.unsubscribe(socket, 1);
    expect(rooms()).toEqual([]);
  });

  test('should keep the other contexts when one ends of a subscription to all', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const { client, socket, rooms } = await oneSocket(party);
    await User.subscribe(socket, 1);
    await User.unsubscribe(socket, 1, ['update', 'remove:pets']);
    expect(rooms()).toEqual(
      ['destroy', 'message', 'add:pets'].map((context) => `sails_model_user_1:${context}`),
    );
    User.publishUpdate(1, { n: 1 });
    User.message(1, 'yes');
    expect((await party.heard(client)).map(([, data]) => data)).toEqual([
      { verb: 'messaged', id: 1, data: 'yes' },
    ]);
  });

  test('should reach a socket once that is subscribed to all and to one context', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const { client, socket } = await oneSocket(party);
    await User.subscribe(socket, 1, 'update');
    await User.subscribe(socket, 1, '*');
    User.publishUpdate(1, { n: 1 });
    expect(await party.heard(client)).toHaveLength(1);
    await User.unsubscribe(socket, 1, true);
    User.publishUpdate(1, { n: 2 });
    expect(await party.heard(client)).toEqual([]);
  });

  test.each([
    [true, ['sails_model_user_1:user']],
    ['*', ['sails_model_user_1:user']],
    ['destroy', ['sails_model_user_1:destroy']],
    [
      ['update', 'remove:pets'],
      ['sails_model_user_1:update', 'sails_model_user_1:remove:pets'],
    ],
    [false, []],
    [[], []],
  ])('should subscribe as the model says when autosubscribe is %j', async (autosubscribe, expected) => {
    await using party = await createParty();
    const User = party.app.pubsub.attach({ ...user(), autosubscribe });
    const { socket, rooms } = await oneSocket(party);
    await User.subscribe(socket, 1);
    expect(rooms()).toEqual(expected);
    expect(party.log.warn).toHaveLength(expected.length === 0 ? 1 : 0);
    await User.watch(socket);
    await User.publishCreate({ id: 2 });
    expect(rooms()).toEqual([
      ...expected,
      'sails_model_create_user',
      ...expected.map((room) => room.replace('1', '2')),
    ]);
  });

  test.each<[string, unknown[], string]>([
    ['no records', [], 'E_RECORD_ID'],
    ['null', [null], 'E_RECORD_ID'],
    ['an empty string', [''], 'E_RECORD_ID'],
    ['a number that is none', [Number.NaN], 'E_RECORD_ID'],
    ['an endless number', [Number.POSITIVE_INFINITY], 'E_RECORD_ID'],
    ['a number that has neighbours', [2 ** 53], 'E_RECORD_ID'],
    ['a text that begins with a number', ['1 or 1=1'], 'E_RECORD_ID'],
    ['a number in another form', ['0x1'], 'E_RECORD_ID'],
    ['a list within a list', [[[1]]], 'E_RECORD_ID'],
    ['a record without an id', [{ name: 'x' }], 'E_RECORD_ID'],
    ['a record whose id is an object', [{ id: { toString: '' } }], 'E_RECORD_ID'],
    ['an operator', [{ '>': 0 }], 'E_RECORD_ID'],
    ['an object with toString', [{ toString: () => '1' }], 'E_RECORD_ID'],
    ['a function', [() => 1], 'E_RECORD_ID'],
    ['true', [true], 'E_RECORD_ID'],
    ['a BigInt', [1n], 'E_RECORD_ID'],
    ['a context that there is not', [1, 'create'], 'E_SUBSCRIPTION_CONTEXT'],
    ['a context of what is no collection', [1, 'add:boss'], 'E_SUBSCRIPTION_CONTEXT'],
    ['a context that is an object', [1, { update: true }], 'E_SUBSCRIPTION_CONTEXT'],
    ['a context called __proto__', [1, ['__proto__']], 'E_SUBSCRIPTION_CONTEXT'],
  ])('should log and reject, not throw, when given %s', async (_what, given, code) => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const { socket, rooms } = await oneSocket(party);
    const error = expect.objectContaining({ code });
    await expect(Reflect.apply(User.subscribe, undefined, [socket, ...given])).rejects.toEqual(error);
    expect(party.log.error).toHaveLength(1);
    expect(party.log.error[0]).toMatch(/^Invalid usage of user\.subscribe\(\): /);
    await expect(Reflect.apply(User.unsubscribe, undefined, [socket, ...given])).rejects.toEqual(error);
    expect(rooms()).toEqual([]);
  });

  test.each([undefined, null, 7, 'Wk3dgjzt8ZSU0niEAAAA'])(
    'should log and reject when %j is given in place of a socket',
    async (given) => {
      await using party = await createParty();
      const User = party.app.pubsub.attach(user());
      const usage = expect.objectContaining({ code: 'E_PUBSUB_USAGE' });
      for (const call of [User.subscribe, User.unsubscribe, User.watch, User.unwatch]) {
        await expect(Reflect.apply(call, undefined, [given, 1])).rejects.toEqual(usage);
      }
      expect(party.log.error).toHaveLength(4);
    },
  );

  test('should subscribe to the records that are fine when one is not', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const { socket, rooms } = await oneSocket(party);
    await expect(User.subscribe(socket, [1, null as never, 2])).rejects.toMatchObject({
      code: 'E_RECORD_ID',
    });
    expect(rooms()).toEqual(['sails_model_user_1:user', 'sails_model_user_2:user']);
  });

  test('should refuse more rooms than a socket may be in, and ids of a length that no room has', async () => {
    await using party = await createParty({ limits: { roomsPerSocket: 2 } });
    const Doc = party.app.pubsub.attach({ identity: 'doc', primaryKey: 'slug' });
    const { socket, rooms } = await oneSocket(party);
    await expect(Doc.subscribe(socket, ['a', 'b', 'c'])).rejects.toMatchObject({ code: 'E_TOO_MANY_ROOMS' });
    await expect(Doc.subscribe(socket, 'x'.repeat(300))).rejects.toMatchObject({
      code: 'E_ROOM_NAME_TOO_LONG',
    });
    await expect(Doc.subscribe(socket, 'half a \uD800')).rejects.toMatchObject({ code: 'E_RECORD_ID' });
    expect(rooms()).toEqual([]);
    expect(party.log.error.every((line) => line.length < 400)).toBe(true);
  });

  test('should keep an app from ending in an unhandled rejection when nobody looks', async () => {
    await using party = await createParty();
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      const User = party.app.pubsub.attach(user());
      const { client, socket } = await oneSocket(party);
      User.subscribe(socket, null as never);
      User.publishCreate(undefined as never);
      User.publishCreate([{ id: 1 }, {}]);
      User.introduce(null as never);
      User.publish([1], 1n);
      await party.heard(client);
      await new Promise(setImmediate);
      expect(unhandled).toEqual([]);
      expect(party.log.error).toHaveLength(5);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});

describe('watch, unwatch, introduce and retire', () => {
  test('should subscribe watchers to what is created, in time for what is told next', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const { client, socket, rooms } = await oneSocket(party);
    await User.watch(socket);
    User.publishCreate({ id: 5 });
    User.publishUpdate(5, { n: 1 });
    User.publishCreate({ id: 6 }, null, { noIntroduce: true });
    User.publishUpdate(6, { n: 1 });
    const verbs = (await party.heard(client)).map(([, data]) => (data as { verb: string }).verb);
    expect(verbs).toEqual(['created', 'updated', 'created']);
    await User.unwatch(socket);
    User.publishCreate({ id: 7 });
    expect(await party.heard(client)).toEqual([]);
    expect(rooms()).toEqual(['sails_model_user_5:user']);
  });

  test('should introduce watchers to a record, and retire them from all of it', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const [watching, subscribed] = [await oneSocket(party), await oneSocket(party)];
    await User.watch(watching.socket);
    await User.subscribe(subscribed.socket, 1);
    User.introduce({ id: 1 });
    await User.subscribe(watching.socket, 1, 'update');
    expect(User.subscribers(1)).toEqual([subscribed.socket, watching.socket]);
    await User.retire(1);
    expect(watching.rooms()).toEqual(['sails_model_create_user']);
    expect(User.subscribers(1)).toEqual([subscribed.socket]);
    await expect(User.introduce('x' as never)).rejects.toMatchObject({ code: 'E_RECORD_ID' });
  });

  test('should warn when a request over HTTP is to watch', async () => {
    await using party = await createParty({}, (app) => {
      const User = app.pubsub.attach(user());
      app.get('/watch', async (req) => {
        await User.watch(req);
        await User.unwatch(req);
        return 'done';
      });
    });
    expect(await (await fetch(`${party.url}/watch`)).text()).toBe('done');
    expect(party.log.warn).toHaveLength(2);
  });

  test('subscribers and watchers should name each socket once, by context if asked', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const [all, some] = [await oneSocket(party), await oneSocket(party)];
    await User.subscribe(all.socket, [1, 2]);
    await User.subscribe(all.socket, 1, 'update');
    await User.subscribe(some.socket, 1, ['update', 'destroy']);
    await User.watch(some.socket);
    expect(User.subscribers(1)).toEqual([all.socket, some.socket]);
    expect(User.subscribers({ id: 1 }, 'message')).toEqual([all.socket]);
    expect(User.subscribers(1, ['update', 'destroy'])).toEqual([all.socket, some.socket]);
    expect(User.subscribers(2)).toEqual([all.socket]);
    expect(User.subscribers(3)).toEqual([]);
    expect(User.watchers()).toEqual([some.socket]);
    expect(User.subscribers(null as never)).toEqual([]);
    expect(party.log.error).toHaveLength(1);
  });

  test('publishAdd should subscribe a requester with a socket to the member, unless told not to', async () => {
    await using shop = await createPetShop();
    const { User, Pet } = shop.models;
    const outsider = shop.socket('outsider');
    await User.publishAdd(1, 'pets', 3, outsider, { noReverse: true });
    await User.publishAdd(1, 'pets', 1);
    expect(Pet.subscribers(3)).not.toContain(outsider);
    await User.publishAdd(1, 'pets', { id: 2 }, outsider);
    expect(Pet.subscribers(2)).toContain(outsider);
    expect((await shop.allHeard()).outsider).toBeUndefined();
  });
});

describe('what stays behind', () => {
  test('should be no room of a destroyed record, whoever was in it', async () => {
    await using shop = await createPetShop();
    const { User } = shop.models;
    await User.publishDestroy(1);
    const left = shop.app.sockets.rooms().filter((room) => room.startsWith('sails_model_user_1:'));
    expect(left).toEqual([]);
    expect(User.subscribers(1)).toEqual([]);
    expect(User.subscribers(2)).not.toEqual([]);
  });

  test('should be no room at all when every record was destroyed and nobody watches', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const { socket, rooms } = await oneSocket(party);
    await User.watch(socket);
    for (let id = 0; id < 500; id++) {
      await User.publishCreate({ id });
      await User.subscribe(socket, id, ['update', 'add:pets']);
      if (id % 2) await User.publishDestroy(id);
    }
    expect(rooms()).toHaveLength(1 + 250 * 3);
    for (let id = 0; id < 500; id += 2) await User.publishDestroy(id, socket);
    expect(rooms()).toEqual(['sails_model_create_user']);
    await User.unwatch(socket);
    expect(party.app.sockets.rooms()).toEqual([socket.id]);
  });

  test('should be nothing of a socket that is gone', async () => {
    await using shop = await createPetShop();
    for (const client of Object.values(shop.clients)) client.close();
    await expect.poll(() => shop.app.sockets.rooms()).toEqual([]);
  });
});

describe('rooms of records', () => {
  test('should be named as they always were', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    expect(User.getRoomName(1)).toBe('sails_model_user_1:user');
    expect(User.getRoomName(0)).toBe('sails_model_user_0:user');
    expect(User.getRoomName({ id: 7 })).toBe('sails_model_user_7:user');
    expect(User._room(7)).toBe('sails_model_user_7:user');
    expect(User.room(7, 'add:pets')).toBe('sails_model_user_7:add:pets');
    expect(User.classRoom()).toBe('sails_model_create_user');
    expect(User._classRoom()).toBe('sails_model_create_user');
    expect(User.getRoomName('' as never)).toBeUndefined();
    expect(party.log.error).toEqual([expect.stringContaining('user.getRoomName()')]);
  });

  test('should be entered by nobody who only knows their name', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach(user());
    const { socket, rooms } = await oneSocket(party);
    for (const name of [User.getRoomName(1) as string, User.classRoom()]) {
      await expect(party.app.sockets.join(socket, name)).rejects.toMatchObject({ code: 'E_ROOM_OF_MODEL' });
    }
    expect(rooms()).toEqual([]);
  });

  test('should never be the room of another record, context or model, whatever ids and identities are', async () => {
    await using party = await createParty();
    const { pubsub } = party.app;
    const part = fc.stringMatching(/^[a-z_:%0-9]{1,6}$/);
    const identity = fc.oneof(part, fc.constantFrom('create', 'update', 'user', 'user_1', 'add:x', 'a_b'));
    const id = fc.oneof(
      part,
      fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }),
      fc.constantFrom('1', '1:update', '1:user', '_1', 'create', '%5F'),
      fc.nat(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const context = fc.constantFrom(
      undefined,
      'update',
      'destroy',
      'message',
      'add:x',
      'remove:x',
      'add:update',
    );
    const place = fc.tuple(identity, id, context);
    const attributesOfX = { x: { collection: 'x' }, update: { collection: 'x' } };
    fc.assert(
      fc.property(place, place, ([oneModel, oneId, oneContext], [otherModel, otherId, otherContext]) => {
        const nameOf = (model: string, record: string | number, name: typeof oneContext) => {
          const definition = { identity: model, primaryKey: 'id', attributes: attributesOfX };
          const methods = pubsub.methodsOf(definition);
          pubsub.detach(definition);
          return [methods.room(record, name), methods.classRoom()];
        };
        const [one, oneClass] = nameOf(oneModel, oneId, oneContext);
        const [other, otherClass] = nameOf(otherModel, otherId, otherContext);
        fc.pre(one !== undefined && other !== undefined);
        const isSame =
          oneModel === otherModel && String(oneId) === String(otherId) && oneContext === otherContext;
        expect(one === other).toBe(isSame);
        expect(oneClass === otherClass).toBe(oneModel === otherModel);
        expect([oneClass, otherClass]).not.toContain(one);
      }),
      {
        numRuns: 3_000,
        // A model that is called as its context is: seldom met by chance.
        examples: [
          [
            ['update', 1, undefined],
            ['update', 1, 'update'],
          ],
          [
            ['add:x', '_1', undefined],
            ['add:x', '_1', 'add:x'],
          ],
        ],
      },
    );
  });

  test('should be told apart by the sockets: one record with odd ids never hears of another', async () => {
    await using party = await createParty();
    const ids = ['1', '1:a_b', 'a_b_1', '_1', 'b_1', '%31', '1:update', 'create', '😀', ' 1', '01'];
    const models = ['a', 'a_b', 'a_b_1', 'update', 'create'].map((identity) =>
      party.app.pubsub.attach({ identity, primaryKey: 'id' }),
    );
    const { client, socket } = await oneSocket(party);
    for (const mine of models) {
      for (const id of ids) {
        await mine.subscribe(socket, id);
        for (const other of models) for (const any of ids) other.publish([any], [other.identity, any]);
        expect((await party.heard(client)).map(([, data]) => data)).toEqual([[mine.identity, id]]);
        await mine.unsubscribe(socket, id);
      }
    }
  });
});
