import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import type { Socket } from 'socket.io';
import type { Socket as Client } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { createParty, next, type Party, request } from '../../test/party.ts';
import { RawSocket } from '../../test/raw-socket.ts';
import { clientIsAsExpected, socketIsAsExpected } from './short-way.ts';

const bytes = Buffer.from([0xff, 0, 0xfe]);
const both = { transports: ['websocket', 'polling'] as ('websocket' | 'polling')[] };

function routes(app: FastifyInstance): void {
  app.get('/hi', () => 'hi');
  app.post('/hi', () => 'hi');
}

/** The server's side of the client that joined last. */
function serverSide({ app }: Party): Socket {
  return [...app.io.of('/').sockets.values()].at(-1) as Socket;
}

/** Counts the messages that go the ordinary way out, through Engine.IO. */
function ordinaryOut(socket: Socket): { count: number } {
  const counter = { count: 0 };
  socket.conn.on('packetCreate', ({ type }: { type: string }) => {
    if (type === 'message') counter.count += 1;
  });
  return counter;
}

/** What a client hears under the name `n`, until a number has come. */
async function heardUntil(client: Client, last: number): Promise<number[]> {
  const heard: number[] = [];
  await new Promise<void>((resolve) => {
    client.on('n', (n: number) => {
      heard.push(n);
      if (n === last) resolve();
    });
  });
  return heard;
}

const upTo = (last: number) => Array.from({ length: last + 1 }, (_, n) => n);

describe('the short ways', () => {
  test('should find the dependencies as they expect them', async () => {
    await using party = await createParty({}, routes);
    await party.join();
    const socket = serverSide(party);
    expect(clientIsAsExpected(socket.client)).toBe(true);
    expect(socketIsAsExpected(socket)).toBe(true);
  });

  test.each([
    {},
    { writeToEngine: () => {}, ondata: () => {} },
    {
      writeToEngine: () => {},
      ondata: () => {},
      conn: { readyState: 'open', writeBuffer: [], transport: {} },
    },
  ])('should not take a client that has another shape for one of the expected (%#)', (client) => {
    expect(clientIsAsExpected(client)).toBe(false);
    expect(socketIsAsExpected({ fns: undefined })).toBe(false);
  });

  test('should be taken by requests, answers, events and broadcasts when nothing is in the way', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    const socket = serverSide(party);
    const ordinary = ordinaryOut(socket);
    await request(client, 'get', '/hi');
    socket.emit('event', 1);
    socket.join('room');
    party.app.io.to('room').emit('event', 2);
    expect(await party.heard(client)).toEqual([
      ['event', 1],
      ['event', 2],
    ]);
    expect(ordinary.count).toBe(0);
    // The interpreter's listeners are bound when the first event goes the ordinary way.
    expect(socket.listenerCount('get')).toBe(0);
  });

  test('should not be taken, and nothing be lost, when the dependencies are not as expected', async () => {
    const noise: string[] = [];
    await using party = await createParty({ limits: { messagesPerSecond: 2 } }, routes);
    party.app.io.use((socket, proceed) => {
      Object.assign(socket.conn, { hasRefreshedPingTimeout: 'renamed' });
      proceed();
    });
    party.app.io.on('connection', (socket) => socket.on('noise', (text) => noise.push(text)));
    const client = await party.join();
    const ordinary = ordinaryOut(serverSide(party));
    client.emit('noise', 'heard');
    expect(await request(client, 'get', '/hi')).toMatchObject({ statusCode: 200, body: 'hi' });
    expect(ordinary.count).toBe(1);
    expect(serverSide(party).listenerCount('get')).toBe(1);
    expect(noise).toEqual(['heard']);
    for (let count = 0; count < 19; count += 1) await request(client, 'get', '/hi');
    expect(await request(client, 'get', '/hi')).toMatchObject({ statusCode: 429 });
  });
});

describe('the short way out', () => {
  test('should not be taken while earlier packets wait, so that all come in order', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    const socket = serverSide(party);
    const ordinary = ordinaryOut(socket);
    const heard = heardUntil(client, 5);
    socket.emit('n', 0);
    socket.emit('n', 1, bytes);
    socket.emit('n', 2, bytes);
    socket.emit('n', 3);
    socket.emit('n', 4, bytes);
    socket.emit('n', 5);
    expect(await heard).toEqual(upTo(5));
    expect(ordinary.count).toBeGreaterThanOrEqual(6 + 1);
  });

  test('should not be taken while the peer does not read, and nothing be lost when it reads again', async () => {
    await using party = await createParty({ limits: { unreadBytes: 50_000, unreadTimeout: 60_000 } }, routes);
    await using client = await RawSocket.connect(party.url);
    const socket = serverSide(party);
    const ordinary = ordinaryOut(socket);
    client.tcp.pause();
    let sent = 0;
    for (; ordinary.count < 3; sent += 1) {
      socket.emit('n', sent, 'x'.repeat(20_000));
      await turn();
    }
    client.tcp.resume();
    const isLast = (message: string | Buffer) => String(message).startsWith(`42["n",${sent - 1},`);
    const last = await client.take(isLast);
    const order = [...client.messages, last].map((message) => JSON.parse(String(message).slice(2))[1]);
    expect(order).toEqual(upTo(sent - 1));
  });

  test('should not be taken while the client polls, nor lose or turn what comes while it goes over', async () => {
    await using party = await createParty(both, routes);
    const connected = once(party.app.io as unknown as NodeJS.EventEmitter, 'connection');
    const client = party.knock({ transports: ['polling', 'websocket'] });
    const heard: number[] = [];
    client.on('n', (n: number) => heard.push(n));
    const [socket] = (await connected) as [Socket];
    const ordinary = ordinaryOut(socket);
    let sent = 0;
    for (; !socket.conn.upgraded; sent += 1) {
      socket.emit('n', sent);
      await turn();
    }
    expect(ordinary.count).toBeGreaterThan(0);
    for (const last = sent + 20; sent < last; sent += 1) socket.emit('n', sent);
    while (heard.length < sent) await turn();
    expect(heard).toEqual(upTo(sent - 1));
    expect(await request(client, 'get', '/hi')).toMatchObject({ body: 'hi' });
  });

  test('should answer requests of a client that only polls', async () => {
    await using party = await createParty({ transports: ['polling'] }, routes);
    const client = await party.join({ transports: ['polling'] });
    expect(await request(client, 'get', '/hi')).toMatchObject({ statusCode: 200, body: 'hi' });
    expect(await request(client, 'get', '/nowhere')).toMatchObject({ statusCode: 404 });
  });

  test('should not be taken when the WebSocket compresses', async () => {
    await using party = await createParty({}, routes);
    const engine = party.app.io.engine as unknown as { ws: { options: object } };
    Object.assign(engine.ws.options, { perMessageDeflate: { threshold: 100 } });
    const client = await party.join({ perMessageDeflate: { threshold: 0 } });
    const socket = serverSide(party);
    const { socket: webSocket } = socket.conn.transport as unknown as { socket: { extensions: string } };
    expect(webSocket.extensions).toContain('permessage-deflate');
    const ordinary = ordinaryOut(socket);
    const heard = heardUntil(client, 9);
    for (let n = 0; n < 10; n += 1) socket.emit('n', n, 'x'.repeat(n % 2 === 0 ? 5_000 : 1));
    expect(await heard).toEqual(upTo(9));
    expect(ordinary.count).toBe(10);
    expect(await request(client, 'get', '/hi')).toMatchObject({ body: 'hi' });
  });

  test('should be taken by large messages too, in their order', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    const socket = serverSide(party);
    const ordinary = ordinaryOut(socket);
    const heard = heardUntil(client, 7);
    for (const [n, size] of [1, 125, 126, 16_385, 1, 65_535, 65_536, 300_000].entries()) {
      socket.emit('n', n, 'ü'.repeat(size / 2));
    }
    expect(await heard).toEqual(upTo(7));
    expect(ordinary.count).toBe(0);
  });

  test('should drop volatile events for a peer that does not read, and only those', async () => {
    await using party = await createParty({ limits: { unreadBytes: 50_000, unreadTimeout: 60_000 } }, routes);
    await using client = await RawSocket.connect(party.url);
    const socket = serverSide(party);
    socket.volatile.emit('heard');
    await client.take((message) => message === '42["heard"]');
    const ordinary = ordinaryOut(socket);
    client.tcp.pause();
    while (ordinary.count < 3) {
      socket.emit('fill', 'x'.repeat(20_000));
      await turn();
    }
    socket.volatile.emit('dropped');
    socket.emit('kept');
    client.tcp.resume();
    await client.take((message) => message === '42["kept"]');
    expect(client.messages.filter((message) => String(message).includes('dropped'))).toEqual([]);
  });

  test('should tell those who listen to what goes out', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    const socket = serverSide(party);
    const seen: unknown[][] = [];
    socket.onAnyOutgoing((...event) => seen.push(event));
    socket.join('room');
    socket.emit('own', 1);
    party.app.io.to('room').emit('shared', 2);
    party.app.io.emit('all', 3);
    await next(client, 'all');
    expect(seen).toHaveLength(3);
    expect(seen).toEqual(
      expect.arrayContaining([
        ['own', 1],
        ['shared', 2],
        ['all', 3],
      ]),
    );
  });

  test('should keep a namespace of the app apart from the default one', async () => {
    await using party = await createParty({}, routes);
    party.app.io.of('/other').on('connection', (socket) => {
      socket.on('get', (message, ack) => ack({ own: message.url }));
      socket.emit('hello', 'other');
    });
    const client = await party.join();
    const other = client.io.socket('/other');
    const hello = next(other, 'hello');
    other.connect();
    expect(await hello).toBe('other');
    expect(await other.emitWithAck('get', { url: '/hi' })).toEqual({ own: '/hi' });
    expect(await request(client, 'get', '/hi')).toMatchObject({ body: 'hi' });
    other.disconnect();
    expect(await request(client, 'get', '/hi')).toMatchObject({ body: 'hi' });
  });
});

describe('the short way in', () => {
  test('should not be taken past middleware of the app', async () => {
    await using party = await createParty({}, routes);
    const seen: unknown[] = [];
    party.app.io.on('connection', (socket) =>
      socket.use(([event, message], proceed) => {
        seen.push([event, message?.url]);
        proceed(message?.url === '/forbidden' ? new Error('forbidden') : undefined);
      }),
    );
    const client = await party.join();
    expect(await request(client, 'get', '/hi')).toMatchObject({ body: 'hi' });
    client.emit('get', { url: '/forbidden' }, () => seen.push('answered'));
    expect(await request(client, 'post', '/hi')).toMatchObject({ body: 'hi' });
    expect(seen).toEqual([
      ['get', '/hi'],
      ['get', '/forbidden'],
      ['post', '/hi'],
    ]);
  });

  test('should not be taken past middleware that comes later', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    await request(client, 'get', '/hi');
    const seen: unknown[] = [];
    serverSide(party).use(([event], proceed) => {
      seen.push(event);
      proceed();
    });
    await request(client, 'get', '/hi');
    expect(seen).toEqual(['get']);
  });

  test.each<[string, (socket: Socket, saw: (...event: unknown[]) => void) => void]>([
    ['all events', (socket, saw) => socket.onAny(saw)],
    ['all events, first', (socket, saw) => socket.prependAny(saw)],
    ['requests of that method', (socket, saw) => socket.on('get', (message) => saw('get', message))],
    [
      'the next request of that method',
      (socket, saw) => socket.once('get', (message) => saw('get', message)),
    ],
  ])('should not be taken past a listener of the app to %s', async (_which, listen) => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    for (const round of ['before an event', 'after an event']) {
      const seen: unknown[][] = [];
      listen(serverSide(party), (event, message) => seen.push([event, (message as { url: string }).url]));
      expect(await request(client, 'get', '/hi'), round).toMatchObject({ body: 'hi' });
      expect(seen, round).toEqual([['get', '/hi']]);
      serverSide(party).offAny();
      const heard = once(serverSide(party), 'event');
      client.emit('event');
      await heard;
    }
  });

  test('should let packets of the engine be seen by those who listen to them', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    const seen: unknown[] = [];
    const { conn } = serverSide(party);
    conn.on('packet', ({ type }) => seen.push(type));
    conn.on('data', (data) => seen.push(data.slice(0, 2)));
    await request(client, 'get', '/hi');
    expect(seen).toEqual(['message', '20']);
  });

  test('should be answered while events of the app come and go', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    serverSide(party).on('ask', (ack) => ack('own'));
    const answers = await Promise.all([
      request(client, 'get', '/hi'),
      client.emitWithAck('ask'),
      request(client, 'get', '/hi'),
      client.emitWithAck('get', { url: '/hi', data: { bytes } }),
      request(client, 'get', '/hi'),
    ]);
    expect(answers.map((answer) => answer.body ?? answer)).toEqual(['hi', 'own', 'hi', 'hi', 'hi']);
  });
});

describe('the order of messages', () => {
  const kinds = fc.constantFrom('text', 'text', 'bytes', 'large', 'broadcast', 'broadcast', 'turn');

  test('should be that in which the server sent them, whichever way each took', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    const neighbour = await party.join();
    for (const socket of party.app.io.of('/').sockets.values()) socket.join('room');
    const socket = party.app.io.of('/').sockets.get(client.id as string) as Socket;
    await fc.assert(
      fc.asyncProperty(fc.array(kinds, { maxLength: 30 }), async (sequence) => {
        for (const [n, kind] of sequence.entries()) {
          if (kind === 'text') socket.emit('n', n);
          else if (kind === 'bytes') socket.emit('n', n, bytes);
          else if (kind === 'large') socket.emit('n', n, 'x'.repeat(70_000));
          else if (kind === 'broadcast') party.app.io.to('room').emit('n', n);
          else await turn();
        }
        const numbers = (events: unknown[][]) => events.map(([, n]) => n);
        const sent = sequence.flatMap((kind, n) => (kind === 'turn' ? [] : [n]));
        const shared = sequence.flatMap((kind, n) => (kind === 'broadcast' ? [n] : []));
        expect(numbers(await party.heard(client))).toEqual(sent);
        expect(numbers(await party.heard(neighbour))).toEqual(shared);
      }),
      { numRuns: 150 },
    );
  });

  test('should be that in which the client sent them, whichever way each took', async () => {
    const arrived: unknown[] = [];
    await using party = await createParty({ limits: { messagesPerSecond: 1_000_000 } }, (app) => {
      app.post('/n', (incoming) => {
        const { n } = incoming.body as { n: number };
        arrived.push(n);
        return { n };
      });
    });
    party.app.io.on('connection', (socket) => socket.on('n', (n) => arrived.push(n)));
    const client = await party.join();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('request', 'request', 'event', 'bytes', 'request with bytes', 'turn'), {
          maxLength: 30,
        }),
        async (sequence) => {
          const answers: Promise<{ body: { n: number } }>[] = [];
          for (const [n, kind] of sequence.entries()) {
            if (kind === 'request') answers.push(request(client, 'post', '/n', { n }));
            else if (kind === 'event') client.emit('n', n);
            else if (kind === 'bytes') client.emit('n', n, bytes);
            else if (kind === 'request with bytes') answers.push(request(client, 'post', '/n', { n, bytes }));
            else await turn();
          }
          answers.push(request(client, 'post', '/n', { n: 'last' }));
          const numbers = (await Promise.all(answers)).map(({ body }) => body.n);
          expect(arrived.splice(0)).toEqual([
            ...sequence.flatMap((kind, n) => (kind === 'turn' ? [] : [n])),
            'last',
          ]);
          expect(numbers).toEqual([
            ...sequence.flatMap((kind, n) => (kind.startsWith('request') ? [n] : [])),
            'last',
          ]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
