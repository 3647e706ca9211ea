import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createParty, type Party, request } from '../../test/party.ts';
import { RawSocket } from '../../test/raw-socket.ts';

/** What the app has seen, held weakly. */
class Witness {
  readonly seen = new Map<string, WeakRef<object>[]>();
  readonly events = new EventEmitter();

  readonly routes = (app: FastifyInstance): void => {
    app.addHook('onRequest', async (incoming, reply) => {
      this.see('request', incoming);
      this.see('reply', reply);
      this.see('raw request', incoming.raw);
      this.see('raw reply', reply.raw);
    });
    app.addHook('onTimeout', async () => {});
    app.get('/hi', () => 'hi');
    app.get('/never', () => {
      this.events.emit('never');
      return new Promise(() => {});
    });
    app.get('/join', async (incoming) => {
      await app.sockets.join(incoming, ['a', 'b']);
      return 'joined';
    });
  };

  see(what: string, object: object): void {
    this.seen.set(what, [...(this.seen.get(what) ?? []), new WeakRef(object)]);
  }

  /** How many of each are still held by somebody, once the collector has had its chance. */
  async held(): Promise<Record<string, number>> {
    let counts: Record<string, number> = {};
    for (let round = 0; round < 20; round += 1) {
      await turn();
      (globalThis as unknown as { gc(): void }).gc();
      counts = Object.fromEntries(
        Array.from(this.seen, ([what, refs]) => [
          what,
          refs.filter((ref) => ref.deref() !== undefined).length,
        ]),
      );
      if (Object.values(counts).every((count) => count === 0)) break;
    }
    return counts;
  }
}

const nothing = { request: 0, reply: 0, 'raw request': 0, 'raw reply': 0 };

/** What a server counts, and what listens to it. */
function gauges({ app }: Party): Record<string, number> {
  const { adapter, sockets } = app.io.of('/');
  const listeners = (emitter: NodeJS.EventEmitter) =>
    emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
  return {
    connections: app.io.engine.clientsCount,
    sockets: sockets.size,
    rooms: adapter.rooms.size,
    members: adapter.sids.size,
    listenersOfServer: listeners(app.server),
    listenersOfEngine: listeners(app.io.engine as unknown as NodeJS.EventEmitter),
    listenersOfAdapter: listeners(adapter as unknown as NodeJS.EventEmitter),
    listenersOfProcess: listeners(process),
  };
}

async function settled(party: Party): Promise<void> {
  while (party.app.io.engine.clientsCount > 0) await turn();
}

describe('what is over', () => {
  test('should not be held when requests have been answered, though their socket stays', async () => {
    const witness = new Witness();
    await using party = await createParty({}, witness.routes);
    const client = await party.join();
    for (let count = 0; count < 20; count += 1) await request(client, 'get', '/hi');
    expect(await witness.held()).toEqual(nothing);
    expect(await request(client, 'get', '/hi')).toMatchObject({ statusCode: 200 });
  });

  test('should not be held when requests have timed out, though the app never answers', async () => {
    const witness = new Witness();
    await using party = await createParty({ limits: { requestTimeout: 40 } }, witness.routes);
    const client = await party.join();
    const answers = Array.from({ length: 10 }, () => request(client, 'get', '/never'));
    for (const { statusCode } of await Promise.all(answers)) expect(statusCode).toBe(503);
    expect(await witness.held()).toEqual(nothing);
  });

  test('should not be held when sockets left in the middle of a request', async () => {
    const witness = new Witness();
    await using party = await createParty({}, witness.routes);
    party.app.io.on('connection', (socket) => {
      witness.see('socket', socket);
      witness.see('client', socket.client);
      witness.see('connection', socket.conn);
    });
    for (let count = 0; count < 10; count += 1) {
      await using socket = await RawSocket.connect(party.url);
      const arrived = once(witness.events, 'never');
      socket.emit('get', { url: '/never' });
      await arrived;
    }
    await settled(party);
    expect(await witness.held()).toEqual({ ...nothing, socket: 0, client: 0, connection: 0 });
  });

  test('should not be held when sockets were ended by the server', async () => {
    const witness = new Witness();
    await using party = await createParty({ limits: { messagesPerSecond: 1 } }, witness.routes);
    party.app.io.on('connection', (socket) => witness.see('socket', socket));
    for (const message of ['42{', '42["get",{"url":"/hi"}]']) {
      await using socket = await RawSocket.connect(party.url);
      for (let count = 0; count < 30; count += 1) socket.send(message);
      await socket.closing;
    }
    await settled(party);
    expect(await witness.held()).toMatchObject({ socket: 0 });
  });

  test('should be counted no more when sockets have come, joined, asked, gone and timed out', async () => {
    const witness = new Witness();
    await using party = await createParty({ limits: { requestTimeout: 40 } }, witness.routes);
    const churn = async (): Promise<void> => {
      const clients = await Promise.all(Array.from({ length: 10 }, () => RawSocket.connect(party.url)));
      await Promise.all(clients.map((client) => client.ask('get', { url: '/join' })));
      expect(gauges(party)).toMatchObject({ sockets: 10, rooms: 12 });
      for (const client of clients.slice(0, 5)) client.emit('get', { url: '/never' });
      await Promise.all(clients.slice(5).map((client) => client.ask('get', { url: '/never' })));
      await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
      await settled(party);
    };
    await churn();
    const before = gauges(party);
    expect(before).toMatchObject({ connections: 0, sockets: 0, rooms: 0, members: 0 });
    for (let count = 0; count < 5; count += 1) await churn();
    expect(gauges(party)).toEqual(before);
  });

  test('should not keep a closing server waiting when requests never came to an answer', async () => {
    const witness = new Witness();
    const party = await createParty({ drain: 30 }, witness.routes);
    await using socket = await RawSocket.connect(party.url);
    const arrived = once(witness.events, 'never');
    const answer = socket.ask('get', { url: '/never' });
    await arrived;
    const closed = party.app.close();
    expect(JSON.parse((await answer).text)).toMatchObject({ statusCode: 503, body: { code: 'E_CLOSING' } });
    await closed;
    await socket.closing;
    expect(await witness.held()).toEqual(nothing);
  });
});
