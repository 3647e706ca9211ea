import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ClusterMessage, RealtimeOptions } from '@telltale/realtime';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import type { Socket as Client } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { createParty, next, type Party } from '../../test/party.ts';
import { createRedisProxy, isRedisSkipped, redisUrl, withRedis } from '../../test/redis-proxy.ts';

const redis: RealtimeOptions = {
  adapter: '@sailshq/socket.io-redis',
  host: redisUrl.hostname,
  port: Number(redisUrl.port || 6379),
};

type Parties = [Party, Party, ...Party[]];
type Fleet = Parties & AsyncDisposable;

/** Several servers behind one Redis, apart from those of other tests. */
async function createFleet(size: number, options: RealtimeOptions = {}): Promise<Fleet> {
  const key = `test-${randomUUID()}`;
  const start = () => createParty({ ...redis, key, ...options });
  const parties: Parties = [await start(), await start()];
  while (parties.length < size) parties.push(await start());
  return Object.assign(parties, {
    async [Symbol.asyncDispose]() {
      await Promise.all(parties.map((party) => party[Symbol.asyncDispose]()));
    },
  });
}

/** One client on each server. */
async function oneEach(fleet: Parties) {
  const clients = (await Promise.all(fleet.map((party) => party.join()))) as [Client, Client, ...Client[]];
  return { clients, ids: clients.map(({ id }) => id) as [string, string, ...string[]] };
}

describe.skipIf(isRedisSkipped)(withRedis('three servers behind one Redis'), () => {
  test('broadcast and blast should reach the members on all servers, without the one to leave out', async () => {
    await using fleet = await createFleet(3);
    const { clients, ids } = await oneEach(fleet);
    const [first, second] = fleet;
    await first.app.sockets.join(ids, 'fun');
    const heard = clients.map((client) => next(client, 'hello'));
    second.app.sockets.broadcast('fun', 'hello', { n: 1 });
    expect(await Promise.all(heard)).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);

    const tocks = clients.map((client) => next(client, 'tock'));
    const last = clients.map((client) => next(client, 'last'));
    first.app.sockets.blast('tick', 1, first.app.sockets.get(ids[0]));
    second.app.sockets.broadcast(['fun', ids[0]], 'tock', 2);
    await Promise.all(tocks);
    first.app.sockets.broadcast('fun', 'last', {});
    await Promise.all(last);
    const events = await Promise.all(fleet.map((party, n) => party.heard(clients[n] as Client)));
    expect(events.map((own) => own.filter(([event]) => event === 'tick'))).toEqual([
      [],
      [['tick', 1]],
      [['tick', 1]],
    ]);
    expect(events.map((own) => own.filter(([event]) => event === 'tock'))).toEqual(
      Array(3).fill([['tock', 2]]),
    );
  });

  test('membership calls should be over when every server has done its part', async () => {
    await using fleet = await createFleet(3);
    const { ids } = await oneEach(fleet);
    const [{ app }] = fleet;
    const membersOf = (room: string) => fleet.map((party) => party.app.sockets.subscribers(room));

    await app.sockets.join(ids, 'lobby');
    expect(membersOf('lobby')).toEqual(ids.map((id) => [id]));
    await app.sockets.addRoomMembersToRooms('lobby', ['game', 'chat']);
    expect(membersOf('game')).toEqual(ids.map((id) => [id]));
    await app.sockets.removeRoomMembersFromRooms('lobby', 'chat');
    expect(membersOf('chat')).toEqual([[], [], []]);
    await app.sockets.leave(ids[2] as string, 'game');
    expect(membersOf('game')).toEqual([[ids[0]], [ids[1]], []]);
    expect((await app.sockets.members('game')).sort()).toEqual(ids.slice(0, 2).sort());
    expect(await app.sockets.count('lobby')).toBe(3);
    await app.sockets.leaveAll('lobby', { includeSourceRoom: false });
    expect(membersOf('game')).toEqual([[], [], []]);
    expect(membersOf('lobby')).toEqual(ids.map((id) => [id]));
    await new Promise<void>((resolve, reject) => {
      app.sockets.leaveAll('lobby', (error) => (error ? reject(error) : resolve()));
    });
    expect(membersOf('lobby')).toEqual([[], [], []]);
  });

  test("should not take a room's name for the id of a socket elsewhere", async () => {
    await using fleet = await createFleet(2);
    const { ids } = await oneEach(fleet);
    const [first, second] = fleet;
    await second.app.sockets.join(ids[1], 'lobby');
    await first.app.sockets.join('lobby', 'game');
    expect(second.app.sockets.subscribers('game')).toEqual([]);
  });

  test('should tell of a bound that a socket on another server has reached', async () => {
    await using fleet = await createFleet(2, { limits: { roomsPerSocket: 1 } });
    const { ids } = await oneEach(fleet);
    const [first] = fleet;
    await first.app.sockets.join(ids[1], 'a');
    await expect(first.app.sockets.join(ids[1], 'b')).rejects.toMatchObject({
      code: 'E_TOO_MANY_ROOMS',
      status: 429,
    });
  });

  test('should have the log say once that watchers on another server may be in no more rooms', async () => {
    await using fleet = await createFleet(2, { limits: { roomsPerSocket: 2 } });
    const { clients, ids } = await oneEach(fleet);
    const [first, second] = fleet;
    const [here, there] = fleet.map(({ app }) => app.pubsub.attach({ identity: 'user', primaryKey: 'id' }));
    await there?.watch(second.app.sockets.get(ids[1]));
    for (let id = 1; id <= 4; id += 1) await here?.publishCreate({ id });
    // The answer to a later command comes after those to earlier ones.
    await first.app.sockets.join(ids[1], 'sign').catch(() => {});
    expect(await second.heard(clients[1])).toHaveLength(4);
    expect(first.log.warn.filter((line) => !line.includes('join'))).toEqual([
      expect.stringContaining('roomsPerSocket'),
    ]);
  });

  test('should disconnect a socket on another server, with its reason', async () => {
    await using fleet = await createFleet(2);
    const { clients, ids } = await oneEach(fleet);
    const [first, second] = fleet;
    const told = next(clients[1], 'telltale:close');
    await first.app.sockets.disconnect(ids[1], { code: 4600, reason: 'banned' });
    expect(second.app.sockets.rooms()).toEqual([]);
    expect(await told).toEqual({ code: 4600, reason: 'banned' });
  });

  test('should gather acknowledgements from all servers', async () => {
    await using fleet = await createFleet(3);
    const { clients, ids } = await oneEach(fleet);
    const [{ app }] = fleet;
    await app.sockets.join(ids, 'crew');
    clients[0].on('ready?', (_data, answer) => answer('here'));
    clients[1].on('ready?', (_data, answer) => answer('there'));
    const { answers, missing } = await app.sockets.broadcastWithAck('crew', 'ready?', {}, { timeout: 300 });
    expect(new Map(answers)).toEqual(
      new Map([
        [ids[0], 'here'],
        [ids[1], 'there'],
      ]),
    );
    expect(missing).toEqual([ids[2]]);
  });

  test('should name the servers that did not answer', async () => {
    await using fleet = await createFleet(2, { requestsTimeout: 150 });
    const { ids } = await oneEach(fleet);
    const [first, second] = fleet;
    const [name] = first.app.cluster.servers();
    expect(name).toBeTypeOf('string');
    // A server that hangs: it is there, and hears nothing more.
    const subscribers = second.app.io.of('/').adapter as unknown as {
      subClient: { removeAllListeners(event: string): void };
    };
    subscribers.subClient.removeAllListeners('message');
    const silent = expect.objectContaining({
      code: 'E_SERVERS_SILENT',
      message: expect.stringContaining(name as string),
    });
    await expect(first.app.sockets.join(ids[1], 'a')).rejects.toEqual(silent);
    await expect(first.app.sockets.members('a')).rejects.toEqual(silent);
    await expect(
      new Promise((resolve) => first.app.sockets.addRoomMembersToRooms('a', 'b', resolve)),
    ).resolves.toEqual(silent);
  });

  test('should wait for a server no more when it has closed, and leave the clients of others alone', async () => {
    await using fleet = await createFleet(2, { requestsTimeout: 60_000 });
    const { clients, ids } = await oneEach(fleet);
    const [first, second] = fleet;
    const gone = once(clients[1] as unknown as NodeJS.EventEmitter, 'disconnect');
    await second.app.close();
    await gone;
    await first.app.sockets.join(ids[1], 'a');
    expect(first.app.cluster.servers()).toEqual([]);
    expect(await first.heard(clients[0])).toEqual([]);
  });
});

describe.skipIf(isRedisSkipped)(withRedis('admin messages'), () => {
  test('broadcastAdminMessage should skip the sender, blastAdminMessage not', async () => {
    await using fleet = await createFleet(2);
    const heard: [string, ClusterMessage][] = [];
    const [first, second] = fleet;
    const end = (party: Party) =>
      new Promise<void>((resolve) => {
        party.app.cluster.onAdminMessage(({ event }) => event === 'end' && resolve());
      });
    first.app.cluster.onAdminMessage((message) => heard.push(['first', message]));
    second.app.cluster.onAdminMessage((message) => heard.push(['second', message]));
    const ended = [end(first), end(second)];
    await first.app.cluster.broadcastAdminMessage('drop', { model: 'user' });
    await first.app.cluster.blastAdminMessage('end', 1);
    await Promise.all(ended);
    expect(heard).toHaveLength(3);
    expect(heard).toEqual(
      expect.arrayContaining([
        ['second', { event: 'drop', payload: { model: 'user' } }],
        ['second', { event: 'end', payload: 1 }],
        ['first', { event: 'end', payload: 1 }],
      ]),
    );
  });

  test('should tell of membership changes, survive a listener that throws, and stop when told so', async () => {
    await using fleet = await createFleet(2);
    const { ids } = await oneEach(fleet);
    const [first, second] = fleet;
    const heard: ClusterMessage[] = [];
    const stop = second.app.cluster.onAdminMessage((message) => {
      heard.push(message);
      throw new Error('listener is broken');
    });
    await first.app.sockets.join(ids[1], 'a');
    stop();
    await first.app.sockets.join(ids[1], 'b');
    expect(heard).toEqual([{ event: 'join', payload: { socketId: ids[1], destRooms: ['a'] } }]);
    expect(second.log.error).toEqual([expect.stringContaining('listener is broken')]);
    expect(second.app.sockets.subscribers('b')).toEqual([ids[1]]);
  });

  test('should refuse what JSON can not carry, and ignore what is none', async () => {
    const key = `test-${randomUUID()}`;
    await using fleet = await createFleet(2, { key });
    const { ids } = await oneEach(fleet);
    const [first] = fleet;
    const circular: { self?: unknown } = {};
    circular.self = circular;
    await expect(first.app.cluster.broadcastAdminMessage('x', circular)).rejects.toMatchObject({
      code: 'E_DATA_NOT_JSON',
    });
    const outsider = new Redis(redisUrl.href);
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '7',
      '{"event":7}',
      '{"event":"join"}',
      '{"event":"join","payload":null}',
      '{"event":"join","payload":{"sourceRoom":{},"destRooms":[{}]}}',
      '{"uid":{},"event":"leaveAll","payload":{"sourceRoom":7},"request":"x"}',
      '{"event":"disconnect","payload":{"socketId":"x","notice":7}}',
    ]) {
      await outsider.publish(`${key}#sails#`, text);
    }
    outsider.disconnect();
    await first.app.sockets.join(ids[1], 'a');
    expect(await first.app.sockets.members('a')).toEqual([ids[1]]);
  });

  test('should do nothing without Redis', async () => {
    await using party = await createParty();
    party.app.cluster.onAdminMessage(() => {
      throw new Error('nobody should be told');
    });
    await party.app.cluster.broadcastAdminMessage('x', 1);
    await party.app.cluster.blastAdminMessage('x', 1);
    expect(party.app.cluster.servers()).toEqual([]);
  });
});

describe.skipIf(isRedisSkipped)(withRedis('connections to Redis'), () => {
  test.each(['ioredis', 'redis', 'ioredis with admin clients'])(
    'should be those of the app when it brings them (%s)',
    async (kind) => {
      const key = `test-${randomUUID()}`;
      const make = async () => {
        if (kind === 'redis') return (await createClient({ url: redisUrl.href }).connect()) as never;
        return new Redis(redisUrl.href) as never;
      };
      const clients: { quit(): Promise<unknown>; ping(): Promise<unknown> }[] = [];
      const given = async (): Promise<RealtimeOptions> => {
        const made = [await make(), await make(), await make(), await make()] as const;
        clients.push(...made);
        const [pubClient, subClient, adminPubClient, adminSubClient] = made;
        return { pubClient, subClient, ...(kind.endsWith('clients') && { adminPubClient, adminSubClient }) };
      };
      {
        await using first = await createParty({ adapter: 'socket.io-redis', key, ...(await given()) });
        await using second = await createParty({ adapter: 'socket.io-redis', key, ...(await given()) });
        const client = await second.join();
        const id = client.id as string;
        await first.app.sockets.join(id, 'fun');
        expect(second.app.sockets.subscribers('fun')).toEqual([id]);
        const heard = next(client, 'hello');
        first.app.sockets.broadcast('fun', 'hello', 1);
        expect(await heard).toBe(1);
      }
      // They are the app's, and so they are still open.
      for (const client of clients) {
        expect(await client.ping()).toBeTruthy();
        await client.quit();
      }
    },
  );

  test('should be closed with the server when they were made for it', async () => {
    await using proxy = await createRedisProxy();
    {
      await using fleet = await createFleet(2, { host: '127.0.0.1', port: proxy.port });
      expect(fleet).toHaveLength(2);
      expect(proxy.connections()).toBe(4);
    }
    await expect.poll(() => proxy.connections()).toBe(0);
  });

  test('should survive an outage: local calls work, others fail with a code, and all is well after', async () => {
    await using proxy = await createRedisProxy();
    const told: string[] = [];
    let lost = () => {};
    let back = () => {};
    const key = `test-${randomUUID()}`;
    await using first = await createParty({
      ...redis,
      key,
      url: `redis://127.0.0.1:${proxy.port}`,
      onRedisDisconnect: () => {
        told.push('lost');
        lost();
      },
      onRedisReconnect: () => {
        told.push('back');
        back();
      },
    });
    await using second = await createParty({ ...redis, key });
    const [a, b] = [await first.join(), await second.join()];
    const [idA, idB] = [a.id as string, b.id as string];
    await first.app.sockets.join([idA, idB], 'fun');

    const isLost = new Promise<void>((resolve) => {
      lost = resolve;
    });
    await proxy.cut();
    await isLost;
    first.app.sockets.broadcast('fun', 'local', 1);
    expect(await first.heard(a)).toEqual([['local', 1]]);
    await expect(first.app.sockets.join(idB, 'more')).rejects.toMatchObject({
      code: 'E_SERVERS_UNREACHABLE',
    });

    const isBack = new Promise<void>((resolve) => {
      back = resolve;
    });
    await proxy.mend();
    await isBack;
    expect(told).toEqual(['lost', 'back']);
    expect(first.log.error).toHaveLength(2);
    // The subscribing connection may come back a little later than the one that tells.
    await expect
      .poll(() =>
        first.app.sockets.join(idB, 'more').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const heard = next(b, 'hello');
    first.app.sockets.broadcast('fun', 'hello', 2);
    expect(await heard).toBe(2);
  });

  test.each<[string, RealtimeOptions]>([
    ['an adapter nobody knows', { adapter: 'mystery' as never }],
    ['an adapter that is a number', { adapter: 7 as never }],
    ['a negative db', { ...redis, db: -1 }],
    ['a db that is a text', { ...redis, db: '1' as never }],
    ['a port that is none', { ...redis, port: 70_000 }],
    ['a host that is none', { ...redis, host: {} as never }],
    ['a password that is none', { ...redis, pass: 7 as never }],
    ['only one client', { ...redis, pubClient: { publish() {} } as never }],
    ['clients that are none', { ...redis, pubClient: {} as never, subClient: [] as never }],
    ['options that are none', { ...redis, adapterOptions: 'x' as never }],
    ['nobody at the port', { ...redis, port: 1 }],
    ['a password where none is wanted', { ...redis, pass: 'wrong', user: 'nobody' }],
    ['a db that Redis does not have', { ...redis, db: 100_000 }],
  ])('should fail with SAILS:HOOK:SOCKETS:CONFIG when the options have %s', async (_what, options) => {
    await expect(createParty(options)).rejects.toMatchObject({ code: 'SAILS:HOOK:SOCKETS:CONFIG' });
  });

  test('should warn of a url that is none, without showing it, and of nothing else', async () => {
    await using party = await createParty({ ...redis, adapter: 'redis', url: 'nonsense://:secret@host' });
    expect(party.log.warn).toEqual([expect.stringContaining('`url`')]);
    expect(party.log.warn.join()).not.toContain('secret');
  });
});
