/** How notifications arrive: positions, order, transactions, one bad subscriber, several servers. @module */

import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { parsePosition, positionHeader } from '@telltale/protocol';
import { createMemoryLog, type NotificationLog, type RealtimeOptions } from '@telltale/realtime';
import fc from 'fast-check';
import type { Socket as Client } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { createParty, type Party, request } from '../../test/party.ts';
import { RawSocket } from '../../test/raw-socket.ts';
import { isRedisSkipped, redisUrl, withRedis } from '../../test/redis-proxy.ts';

const attachUser = ({ app }: Party) => app.pubsub.attach({ identity: 'user', primaryKey: 'id' });

/** A client that watches the model. */
async function oneWatcher(party: Party, User: ReturnType<typeof attachUser>): Promise<Client> {
  const client = await party.join();
  await User.watch(party.app.sockets.get(client.id as string));
  return client;
}

const dataOf = (events: unknown[][]) => events.map(([, data]) => data);
const positionsOf = (events: unknown[][]) => events.map(([, , more]) => (more as { at: string }).at);
const idsOf = (events: unknown[][]) => events.map(([, data]) => (data as { id: number }).id);

describe('positions', () => {
  test('should come with each event as its second argument, and be those of the log', async () => {
    await using party = await createParty();
    const User = attachUser(party);
    const client = await oneWatcher(party, User);
    const from = party.app.pubsub.log.position;
    await User.publishCreate([{ id: 1 }, { id: 2 }]);
    await User.publishUpdate(1, { a: 1 });
    const events = await party.heard(client);
    expect(positionsOf(events)).toEqual([1, 2, 3].map((offset) => `${from.epoch}.${offset}`));
    expect(events.every((event) => event.length === 3)).toBe(true);
    expect(party.app.pubsub.position).toEqual({ ...from, offset: 3 });
    const found = await party.app.pubsub.log.read(from);
    const payloads: string[] = [];
    if (found !== 'gone') for await (const { payload } of found) payloads.push(payload);
    expect(payloads).toEqual(dataOf(events).map((data) => JSON.stringify(data)));
  });

  test('should stand in the reply that subscribed, as they were before anything was read', async () => {
    await using party = await createParty({}, (app) => {
      const User = app.pubsub.attach({ identity: 'user', primaryKey: 'id' });
      app.get('/user', async (req, reply) => {
        await User.publishUpdate(1, { told: 'while the request ran' });
        await User.subscribe(req, [1]);
        return reply.header('x-own', 'yes').send([{ id: 1 }]);
      });
      app.get('/watch', async (req) => User.watch(req));
      app.get('/refused', async (req, reply) => {
        await User.subscribe(req, [1]);
        return reply.code(403).send('no');
      });
      app.get('/nothing', () => 'no subscription');
    });
    const { log } = party.app.pubsub;
    const client = await party.join();
    const ask = async (url: string) => (await request(client, 'get', url)).headers;
    expect(await ask('/user')).toEqual({ 'x-own': 'yes', [positionHeader]: `${log.position.epoch}.0` });
    expect(parsePosition((await ask('/user'))[positionHeader])).toEqual({ ...log.position, offset: 1 });
    expect(await ask('/watch')).toEqual({ [positionHeader]: `${log.position.epoch}.2` });
    expect(await ask('/refused')).toEqual({ [positionHeader]: `${log.position.epoch}.2` });
    expect(await ask('/nothing')).toEqual({});
    expect((await fetch(`${party.url}/user`)).headers.get(positionHeader)).toBeNull();
  });

  test('should let a client find no gap between a reply and what it hears', async () => {
    await using party = await createParty({}, (app) => {
      const User = app.pubsub.attach({ identity: 'user', primaryKey: 'id' });
      app.get('/user', async (req) => {
        await User.watch(req);
        const read = { count: stored };
        // Others write while the request is under way.
        for (let n = 0; n < 3; n++) await create(User);
        return read;
      });
    });
    let stored = 0;
    const create = async (User: ReturnType<typeof attachUser>) => {
      stored += 1;
      await User.publishCreate({ id: stored });
    };
    const User = party.app.pubsub.methodsOf({ identity: 'other', primaryKey: 'id' });
    await User.publishCreate({ id: 99 });
    stored = 7;
    const client = await party.join();
    const { body, headers } = await request<{ count: number }>(client, 'get', '/user');
    const position = parsePosition(headers[positionHeader]);
    const newer = (await party.heard(client)).filter(
      (event) => (parsePosition(positionsOf([event])[0])?.offset ?? 0) > (position?.offset ?? 0),
    );
    expect(idsOf(newer)).toEqual([8, 9, 10]);
    expect(body.count + newer.length).toBe(stored);
  });

  test('should let a socket hear what was told of a record between its request and its subscription', async () => {
    const stored = new Map([1, 2, 3].map((id) => [id, { id, n: 0 }]));
    let User!: ReturnType<typeof attachUser>;
    const update = async (id: number, n: number) => {
      stored.set(id, { id, n });
      await User.publishUpdate(id, { n });
    };
    await using party = await createParty({}, (app) => {
      User = app.pubsub.attach({ identity: 'user', primaryKey: 'id' });
      app.get('/user', async (req) => {
        const read = [...stored.values()];
        // Others write between the read and the subscription.
        await update(1, 1);
        await update(1, 2);
        await User.publishUpdate(2, { n: 1 }, req);
        stored.delete(3);
        await User.publishDestroy(3);
        await User.publishCreate({ id: 4 });
        await User.publishUpdate(4, { n: 1 });
        await User.watch(req);
        await User.subscribe(req, [1, 2, 3]);
        await update(1, 3);
        return read;
      });
    });
    const client = await party.join();
    const { headers } = await request(client, 'get', '/user');
    const events = await party.heard(client);
    expect(dataOf(events)).toEqual([
      { verb: 'created', data: { id: 4 }, id: 4 },
      { verb: 'updated', data: { n: 1 }, id: 4 },
      { verb: 'updated', data: { n: 1 }, id: 1 },
      { verb: 'updated', data: { n: 2 }, id: 1 },
      { verb: 'destroyed', id: 3 },
      { verb: 'updated', data: { n: 3 }, id: 1 },
    ]);
    expect(parsePosition(headers[positionHeader])?.offset).toBe(0);
    expect(User.subscribers(3)).toEqual([]);
    expect(User.subscribers(4)).toHaveLength(1);
    await request(client, 'get', '/user');
    expect((await party.heard(client)).length).toBe(6);
  });

  test('should promise nothing when more was told meanwhile than is at hand', async () => {
    let User!: ReturnType<typeof attachUser>;
    await using party = await createParty({}, (app) => {
      User = app.pubsub.attach({ identity: 'user', primaryKey: 'id' });
      app.get<{ Querystring: { times: number } }>('/user', async (req) => {
        await User.watch(req);
        for (let n = 0; n < req.query.times; n++) await User.publishUpdate(1, { n });
        await User.subscribe(req, 1);
      });
    });
    const busy = await party.join();
    expect((await request(busy, 'get', '/user?times=5000')).headers).toEqual({});
    const client = await party.join();
    const { headers } = await request(client, 'get', '/user?times=900');
    expect(headers).toHaveProperty(positionHeader);
    expect(await party.heard(client)).toHaveLength(900);
  });

  test('should leave events of sails.sockets alone', async () => {
    await using party = await createParty();
    const client = await party.join();
    party.app.sockets.blast('hello', { id: 1 });
    expect(await party.heard(client)).toEqual([['hello', { id: 1 }]]);
  });
});

describe('order', () => {
  test('should be that of the calls for every subscriber, and a reply comes after its own notifications', async () => {
    let User!: ReturnType<typeof attachUser>;
    await using party = await createParty({}, (app) => {
      User = app.pubsub.attach({ identity: 'user', primaryKey: 'id' });
      app.post<{ Body: { id: number } }>('/user', async (req) => {
        User.publishCreate(req.body);
        return 'created';
      });
    });
    const watchers = [await oneWatcher(party, User), await oneWatcher(party, User)];
    const writer = await oneWatcher(party, User);
    const order: string[] = [];
    writer.on('user', ({ id }) => order.push(`told of ${id}`));
    const all = Array.from({ length: 50 }, (_, id) => id);
    for (const id of all) {
      await request(writer, 'post', '/user', { id });
      order.push(`answered ${id}`);
    }
    for (const client of watchers) expect(idsOf(await party.heard(client))).toEqual(all);
    expect(order).toEqual(all.flatMap((id) => [`told of ${id}`, `answered ${id}`]));
  });
});

/** Transactions of an app's own, as an ORM has them. */
function createTransactions() {
  const current = new AsyncLocalStorage<(() => Promise<void>)[]>();
  return {
    deferral(work: () => Promise<void>): boolean {
      const afterCommit = current.getStore();
      afterCommit?.push(work);
      return afterCommit !== undefined;
    },
    /** Commits when `run` resolves, and else rolls back. */
    async transaction(run: () => Promise<void>): Promise<void> {
      const afterCommit: (() => Promise<void>)[] = [];
      await current.run(afterCommit, run);
      for (const work of afterCommit) await work();
    },
  };
}

describe('inside a transaction', () => {
  test('should wait for the commit, in the order of commits, and vanish with a rollback', async () => {
    const { deferral, transaction } = createTransactions();
    await using party = await createParty({ pubsub: { deferral } });
    const User = attachUser(party);
    const client = await oneWatcher(party, User);
    let letCommit = () => {};
    const mayCommit = new Promise<void>((resolve) => {
      letCommit = resolve;
    });
    const slow = transaction(async () => {
      await User.publishCreate([{ id: 1 }, { id: 2 }]);
      await User.publishUpdate(1, { n: 1 });
      await mayCommit;
    });
    const rolledBack = transaction(async () => {
      await User.publishCreate({ id: 3 });
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    await transaction(async () => void User.publishCreate({ id: 4 }));
    await User.publishCreate({ id: 5 });
    expect(idsOf(await party.heard(client))).toEqual([4, 5]);
    letCommit();
    await slow;
    const events = await party.heard(client);
    expect(dataOf(events).map((data) => JSON.stringify(data))).toEqual([
      '{"verb":"created","data":{"id":1},"id":1}',
      '{"verb":"created","data":{"id":2},"id":2}',
      '{"verb":"updated","data":{"n":1},"id":1}',
    ]);
    expect(positionsOf(events).map((at) => parsePosition(at)?.offset)).toEqual([3, 4, 5]);
  });

  test('should tell records as they were when they were published', async () => {
    const { deferral, transaction } = createTransactions();
    await using party = await createParty({ pubsub: { deferral } });
    const User = attachUser(party);
    const client = await oneWatcher(party, User);
    await transaction(async () => {
      const record = { id: 1, name: 'before' };
      await User.publishCreate(record);
      record.name = 'after';
    });
    expect(dataOf(await party.heard(client))).toEqual([
      { verb: 'created', data: { id: 1, name: 'before' }, id: 1 },
    ]);
  });

  test('should hold back what goes with a notification: subscriptions and hooks', async () => {
    const { deferral, transaction } = createTransactions();
    await using party = await createParty({ pubsub: { deferral } });
    const ran: string[] = [];
    const User = party.app.pubsub.attach({
      identity: 'user',
      primaryKey: 'id',
      attributes: { friends: { collection: 'user', via: 'friends' } },
      afterPublishAdd: () => ran.push('after'),
    });
    const client = await party.join();
    const socket = party.app.sockets.get(client.id as string);
    const rolledBack = transaction(async () => {
      await User.publishAdd(1, 'friends', 2, socket);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow();
    expect(User.subscribers(2)).toEqual([]);
    await transaction(async () => void User.publishAdd(1, 'friends', 2, socket));
    expect(User.subscribers(2)).toEqual([socket]);
    expect(ran).toEqual(['after', 'after']);
  });

  test('should reach everybody once and in the order of commits, whatever commits and rolls back', async () => {
    const { deferral, transaction } = createTransactions();
    await using party = await createParty({ pubsub: { deferral } });
    const User = attachUser(party);
    const clients = [await oneWatcher(party, User), await oneWatcher(party, User)];
    const step = fc.record({ writes: fc.nat({ max: 4 }), turns: fc.nat({ max: 5 }), commits: fc.boolean() });
    let nextId = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const committed: number[] = [];
        await Promise.allSettled(
          steps.map(({ writes, turns, commits }) => {
            const ids = Array.from({ length: writes }, () => nextId++);
            return transaction(async () => {
              for (const id of ids) await User.publishCreate({ id });
              for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
              if (!commits) throw new Error('rolled back');
              committed.push(...ids);
            });
          }),
        );
        for (const client of clients) {
          const heard = idsOf(await party.heard(client));
          expect(heard.toSorted((a, b) => a - b)).toEqual(committed.toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('one bad subscriber', () => {
  test('should not keep notifications from the others when it does not read', async () => {
    await using party = await createParty({ limits: { unreadBytes: 100_000, unreadTimeout: 50 } });
    const User = attachUser(party);
    const fast = await oneWatcher(party, User);
    await using lagging = await RawSocket.connect(party.url);
    const isOther = ({ id }: { id: string }) => id !== fast.id;
    const slow = [...party.app.io.of('/').sockets.values()].find(isOther);
    await User.watch(slow as never);
    lagging.tcp.pause();
    const text = 'x'.repeat(20_000);
    for (let round = 0; User.watchers().length > 1; round += 10) {
      const ids = Array.from({ length: 10 }, (_, n) => round + n);
      for (const id of ids) User.publishCreate({ id, text }, null, { noIntroduce: true });
      expect(idsOf(await party.heard(fast))).toEqual(ids);
    }
  });

  test('should not keep notifications from the others when its listener throws', async () => {
    await using party = await createParty();
    const User = attachUser(party);
    const clients = [];
    for (let n = 0; n < 3; n++) clients.push(await oneWatcher(party, User));
    const bad = party.app.sockets.get(clients[1]?.id as string);
    bad.onAnyOutgoing(() => {
      throw new Error('this listener is broken');
    });
    await User.publishCreate({ id: 1 });
    await User.publishCreate({ id: 2 }, bad);
    bad.offAnyOutgoing();
    for (const client of [clients[0], clients[2]]) {
      expect(idsOf(await party.heard(client as Client))).toEqual([1, 2]);
    }
  });

  test('should not be introduced when it may be in no more rooms, and the others should', async () => {
    await using party = await createParty({ limits: { roomsPerSocket: 3 } });
    const User = attachUser(party);
    const [full, free] = [await oneWatcher(party, User), await oneWatcher(party, User)];
    await party.app.sockets.join(full.id as string, ['a', 'b']);
    await User.publishCreate({ id: 1 });
    await User.publishUpdate(1, { n: 1 });
    expect(await party.heard(full)).toHaveLength(1);
    expect(await party.heard(free)).toHaveLength(2);
    expect(party.log.warn).toHaveLength(1);
  });

  test.each([
    ['anybody may be told', undefined],
    ['a policy answers at once', () => true],
    ['a policy takes its time', async () => true],
  ])(
    'should have the log say once of a socket that it may be in no more rooms, when %s',
    async (_when, maySubscribe) => {
      await using party = await createParty({
        limits: { roomsPerSocket: 2 },
        ...(maySubscribe && { pubsub: { maySubscribe: { user: maySubscribe } } }),
      });
      const User = attachUser(party);
      const first = await oneWatcher(party, User);
      for (let id = 1; id <= 4; id += 1) await User.publishCreate({ id });
      const second = await oneWatcher(party, User);
      for (let id = 5; id <= 8; id += 1) await User.publishCreate({ id });
      const socket = party.app.sockets.get(second.id as string);
      for (const id of [9, 10]) {
        await expect(User.subscribe(socket, id)).rejects.toMatchObject({ code: 'E_TOO_MANY_ROOMS' });
      }
      expect(await party.heard(first)).toHaveLength(8);
      expect(await party.heard(second)).toHaveLength(4);
      expect([...party.log.warn, ...party.log.error]).toEqual([
        expect.stringContaining(first.id as string),
        expect.stringContaining(second.id as string),
      ]);
    },
  );

  test('should have the log say it in one line, of many sockets', async () => {
    await using party = await createParty({ limits: { roomsPerSocket: 2 } });
    const User = attachUser(party);
    const clients = await Promise.all(Array.from({ length: 12 }, () => oneWatcher(party, User)));
    for (let id = 1; id <= 4; id += 1) await User.publishCreate({ id });
    for (const client of clients) expect(await party.heard(client)).toHaveLength(4);
    expect(party.log.warn).toEqual([expect.stringMatching(/roomsPerSocket.* and 9 more/)]);
  });
});

describe('many watchers', () => {
  test('should keep many watchers subscribed to many records, each by itself, and leave nothing behind', async () => {
    await using party = await createParty();
    const User = attachUser(party);
    const clients = await Promise.all(Array.from({ length: 12 }, () => oneWatcher(party, User)));
    const [first, second, third] = clients as [Client, Client, Client];
    const { io, sockets } = party.app;
    const ids = Array.from({ length: 30 }, (_, at) => at + 1);
    for (const id of ids) await User.publishCreate({ id });
    const rooms = sockets.socketRooms(sockets.get(first.id as string));
    expect(rooms.sort()).toEqual(
      [first.id, User.classRoom(), ...ids.map((id) => User.getRoomName(id))].sort(),
    );
    await User.unsubscribe(sockets.get(second.id as string), 30);
    for (const client of clients) await party.heard(client);
    await User.publishUpdate(30, { n: 1 });
    await User.publishUpdate(29, { n: 1 });
    const told = await Promise.all(clients.map((client) => party.heard(client)));
    expect(told.map(idsOf)).toEqual(clients.map((client) => (client === second ? [29] : [30, 29])));
    for (const id of ids.slice(0, 29)) await User.publishDestroy(id);
    expect(sockets.rooms().filter((room) => room.startsWith('sails_model'))).toEqual([
      User.classRoom(),
      User.getRoomName(30),
    ]);
    const gone = sockets.get(third.id as string);
    const held = gone.rooms;
    const leaving = once(gone as unknown as NodeJS.EventEmitter, 'disconnect');
    third.close();
    await leaving;
    expect([...held].sort()).toEqual([gone.id, User.classRoom(), User.getRoomName(30)].sort());
    expect(User.subscribers(30)).toHaveLength(10);
    io.disconnectSockets();
    expect([io.of('/').adapter.rooms.size, io.of('/').adapter.sids.size]).toEqual([0, 0]);
  });
});

describe('a log', () => {
  test('should be able to refuse, which the call and the log of the app are told', async () => {
    const notifications: NotificationLog = {
      shared: true,
      position: { epoch: 'e', offset: 0 },
      open: async () => {},
      append: async () => {
        throw new Error('the log is away');
      },
      read: async () => 'gone',
      tail: () => ({ [Symbol.dispose]() {} }),
      close: async () => {},
    };
    await using party = await createParty({ pubsub: { notifications } });
    const User = attachUser(party);
    await expect(User.publishCreate({ id: 1 })).rejects.toThrow('the log is away');
    expect(party.log.error).toEqual(['the log is away']);
  });

  test('should deliver to the sockets of every server that shares it, in one order with one position', async () => {
    const log = createMemoryLog();
    const shared = (): NotificationLog => ({
      shared: true,
      get position() {
        return log.position;
      },
      open: async () => {},
      append: (notifications) => log.append(notifications),
      read: (after) => log.read(after),
      tail: (deliver) => log.tail(deliver),
      close: async () => {},
    });
    await using one = await createParty({ pubsub: { notifications: shared() } });
    await using other = await createParty({ pubsub: { notifications: shared() } });
    const [here, there] = [attachUser(one), attachUser(other)];
    const clients = [await oneWatcher(one, here), await oneWatcher(other, there)] as const;
    await here.publishCreate({ id: 1 });
    await there.publishUpdate(1, { n: 1 });
    await here.publishDestroy(1);
    await there.publishUpdate(1, { n: 2 });
    const [heardHere, heardThere] = [await one.heard(clients[0]), await other.heard(clients[1])];
    expect(heardHere).toEqual(heardThere);
    expect(positionsOf(heardHere)).toEqual([1, 2, 3].map((offset) => `${log.position.epoch}.${offset}`));
    expect([here.subscribers(1), there.subscribers(1)]).toEqual([[], []]);
  });
});

describe.skipIf(isRedisSkipped)(withRedis('two servers behind one Redis, each with a log of its own'), () => {
  test('should tell the sockets of both, and give no positions that could not be kept', async () => {
    const redis: RealtimeOptions = {
      adapter: '@sailshq/socket.io-redis',
      host: redisUrl.hostname,
      port: Number(redisUrl.port || 6379),
      key: `test-${crypto.randomUUID()}`,
    };
    await using one = await createParty(redis);
    await using other = await createParty(redis);
    const [here, there] = [attachUser(one), attachUser(other)];
    const clients = [await oneWatcher(one, here), await oneWatcher(other, there)] as const;
    const heard = clients.map(() => [] as unknown[][]);
    const last = clients.map(
      (client, n) =>
        new Promise<void>((resolve) => {
          client.on('user', (...event) => {
            heard[n]?.push(event);
            if (event[0].verb === 'messaged') resolve();
          });
        }),
    );
    await here.publishCreate({ id: 1 });
    await here.introduce(1);
    await there.publishUpdate(1, { n: 1 }, one.app.sockets.get(clients[0].id as string));
    await here.message(1, 'last');
    await Promise.all(last);
    const created = [{ verb: 'created', data: { id: 1 }, id: 1 }];
    const updated = [{ verb: 'updated', data: { n: 1 }, id: 1 }];
    const messaged = [{ verb: 'messaged', id: 1, data: 'last' }];
    expect(heard).toEqual([
      [created, messaged],
      [created, updated, messaged],
    ]);
    await here.publishDestroy(1);
    await expect.poll(() => there.subscribers(1)).toEqual([]);
    expect(here.subscribers(1)).toEqual([]);
    expect([one.app.pubsub.position, other.app.pubsub.position]).toEqual([undefined, undefined]);
  });
});
