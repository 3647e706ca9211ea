import { defaultLimits } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createParty, type Party, request } from '../test/party.ts';
import { RawSocket } from '../test/raw-socket.ts';

function routes(app: FastifyInstance): void {
  app.get('/hi', () => 'hi');
  app.post('/hi', () => 'hi');
  app.get('/never', () => new Promise(() => {}));
  app.get('/large', (_request, reply) => reply.send('x'.repeat(100)));
  app.post('/join', async (request) => {
    await app.sockets.join(request, (request.body as { rooms: string[] }).rooms);
    return 'joined';
  });
}

async function withLimits(
  limits: Record<string, unknown>,
  use: (party: Party) => Promise<void>,
): Promise<void> {
  await using party = await createParty({ limits }, routes);
  await use(party);
  expect(party.log.error.filter((line) => !/replyBytes|request errored/.test(line))).toEqual([]);
}

const nested = (levels: number): unknown => (levels === 0 ? 0 : [nested(levels - 1)]);

describe('a limit', () => {
  test('should have a default', () => {
    for (const value of Object.values(defaultLimits)) expect(value).toBeGreaterThan(0);
    expect(defaultLimits).toMatchObject({
      messageBytes: 1_048_576,
      depth: 64,
      keys: 100_000,
      urlLength: 16_384,
      headers: 64,
      messagesPerSecond: 1_000,
      requestsInFlight: 256,
      roomsPerSocket: 10_000,
      roomNameLength: 256,
      attachments: 10,
      requestTimeout: 60_000,
      replyBytes: 16_777_216,
      unreadBytes: 1_048_576,
      unreadTimeout: 10_000,
    });
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null, {}])(
    'should be refused with E_LIMIT when it is %j',
    async (depth) => {
      await expect(createParty({ limits: { depth: depth as number } })).rejects.toMatchObject({
        code: 'E_LIMIT',
      });
    },
  );

  test.each(['requestTimeout', 'unreadTimeout'])(
    'should be refused with E_LIMIT when it is %s, and longer than timers can wait',
    async (name) => {
      await expect(createParty({ limits: { [name]: 2 ** 31 } })).rejects.toMatchObject({
        code: 'E_LIMIT',
        message: expect.stringContaining('2147483647'),
      });
      await using party = await createParty({ limits: { [name]: 2 ** 31 - 1 } }, routes);
      const client = await party.join();
      expect(await request(client, 'post', '/hi', [Buffer.from('x')])).toMatchObject({ statusCode: 200 });
    },
  );

  test.each(['depht', 'toString', 'constructor'])(
    'should be refused with E_LIMIT_UNKNOWN when its name is %s',
    async (name) => {
      await expect(createParty({ limits: { [name]: 5 } })).rejects.toMatchObject({ code: 'E_LIMIT_UNKNOWN' });
    },
  );

  test('should have its default when it is undefined', async () => {
    await withLimits({ depth: undefined }, async (party) => {
      const client = await party.join();
      expect(await request(client, 'post', '/hi', nested(64))).toMatchObject({ statusCode: 200 });
      expect(await request(client, 'post', '/hi', nested(65))).toMatchObject({ statusCode: 400 });
    });
  });
});

describe('what a client sends', () => {
  test.each<[string, Record<string, number>, object, object, string]>([
    ['depth', { depth: 3 }, { data: [[[1]]] }, { data: [[[[1]]]] }, 'E_DATA'],
    ['depth of params', { depth: 3 }, { params: { a: [[1]] } }, { params: { a: [[[1]]] } }, 'E_DATA'],
    ['keys', { keys: 4 }, { data: { a: 1, b: [1, 2] } }, { data: { a: 1, b: [1, 2, 3] } }, 'E_DATA'],
    ['keys of a string', { keys: 4 }, { data: '1234' }, { data: '12345' }, 'E_DATA'],
    ['headers', { headers: 2 }, { headers: { a: 1, b: 2 } }, { headers: { a: 1, b: 2, c: 3 } }, 'E_HEADERS'],
    ['urlLength', { urlLength: 10 }, { url: '/hi?a=5678' }, { url: '/hi?a=56789' }, 'E_URL_TOO_LONG'],
  ])(
    'should be refused when it is over limits.%s, and not before',
    async (_name, limits, within, over, code) => {
      await withLimits(limits, async (party) => {
        const client = await party.join();
        expect(await client.emitWithAck('post', { url: '/hi', ...within })).toMatchObject({
          statusCode: 200,
        });
        expect(await client.emitWithAck('post', { url: '/hi', ...over })).toMatchObject({
          statusCode: 400,
          body: { code, message: expect.stringContaining(`limits.${Object.keys(limits)[0]}`) },
        });
      });
    },
  );

  test('should end the connection when it is over limits.messageBytes, and not before', async () => {
    await withLimits({ messageBytes: 1_000 }, async (party) => {
      await using client = await RawSocket.connect(party.url);
      const message = (length: number) => `421["get",{"url":"/hi","data":"${'x'.repeat(length - 34)}"}]`;
      expect(message(1_000)).toHaveLength(1_000);
      client.send(message(1_000));
      await client.take((given) => String(given).startsWith('431['));
      client.send(message(1_001));
      await client.closing;
      expect(client.closeCode).toBe(1009);
      expect(party.log.warn).toEqual([
        expect.stringMatching(/more than 1000 bytes \(limits\.messageBytes\)/),
      ]);
    });
  });

  test('should end the connection when it has more than limits.attachments, and not before', async () => {
    await withLimits({ attachments: 2 }, async (party) => {
      const client = await party.join();
      const bytes = Buffer.from('x');
      expect(await request(client, 'post', '/hi', [bytes, bytes])).toMatchObject({ statusCode: 200 });
      const gone = new Promise((resolve) => client.once('disconnect', resolve));
      client.emit('post', { url: '/hi', data: [bytes, bytes, bytes] });
      await gone;
      expect(party.log.warn).toEqual([
        expect.stringMatching(/more than 2 attachments \(limits\.attachments\)/),
      ]);
    });
  });

  test('should be refused with 429, and then end the connection with 4501, when it is over limits.messagesPerSecond', async () => {
    await withLimits({ messagesPerSecond: 2 }, async (party) => {
      await using client = await RawSocket.connect(party.url);
      // Twenty at once are welcome: two a second over ten seconds.
      for (let id = 0; id < 60; id += 1) client.send(`42${id}["get",{"url":"/hi"}]`);
      const close = String(await client.take((given) => String(given).startsWith('42["telltale:close"')));
      expect(JSON.parse(close.slice(2))[1]).toEqual({ code: 4501, reason: 'more than 2 messages a second' });
      await client.closing;
      expect(party.log.warn).toEqual([
        expect.stringMatching(/^the connection of socket \S{20} was ended with 4501: more than 2 messages/),
      ]);
      const answers = client.messages
        .filter((given) => String(given).startsWith('43'))
        .map((given) => JSON.parse(String(given).replace(/^43\d+/, ''))[0]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([
        ...Array(20).fill(200),
        ...Array(20).fill(429),
      ]);
      expect(answers.at(-1).body).toMatchObject({ code: 'E_MESSAGES_PER_SECOND' });
    });
  });

  test('should end the connection with 4501 when events that nobody listens to are a flood', async () => {
    await withLimits({ messagesPerSecond: 2 }, async (party) => {
      await using client = await RawSocket.connect(party.url);
      for (let count = 0; count < 60; count += 1) client.emit('noise');
      const close = String(await client.take((given) => String(given).startsWith('42["telltale:close"')));
      expect(JSON.parse(close.slice(2))[1]).toMatchObject({ code: 4501 });
      await client.closing;
    });
  });

  test('should count a request once when it goes the ordinary way', async () => {
    await using party = await createParty({ limits: { messagesPerSecond: 2 } }, routes);
    party.app.io.on('connection', (socket) => socket.use((_event, next) => next()));
    await using client = await RawSocket.connect(party.url);
    for (let id = 0; id < 21; id += 1) client.send(`42${id}["get",{"url":"/hi"}]`);
    const last = await client.take((given) => String(given).startsWith('4320['));
    expect(String(last)).toContain('E_MESSAGES_PER_SECOND');
    expect(client.messages).toHaveLength(20);
    for (const given of client.messages) expect(String(given)).toContain('"statusCode":200');
  });
});

describe('what a client holds', () => {
  test('should be refused with 429 when it is over limits.requestsInFlight, and not before', async () => {
    await withLimits({ requestsInFlight: 2, requestTimeout: 100 }, async (party) => {
      const client = await party.join();
      const first = [request(client, 'get', '/never'), request(client, 'get', '/never')];
      expect(await request(client, 'get', '/hi')).toMatchObject({
        statusCode: 429,
        body: { code: 'E_REQUESTS_IN_FLIGHT' },
      });
      const neighbour = await party.join();
      expect(await request(neighbour, 'get', '/hi')).toMatchObject({ statusCode: 200 });
      for (const answer of await Promise.all(first)) {
        expect(answer).toMatchObject({ statusCode: 503, body: { code: 'E_REQUEST_TIMEOUT' } });
      }
      expect(await request(client, 'get', '/hi')).toMatchObject({ statusCode: 200 });
    });
  });

  test('should be refused when it is over limits.roomsPerSocket or limits.roomNameLength, and not before', async () => {
    await withLimits({ roomsPerSocket: 2, roomNameLength: 5 }, async (party) => {
      const client = await party.join();
      const join = (...rooms: string[]) => request(client, 'post', '/join', { rooms });
      expect(await join('12345', 'b')).toMatchObject({ statusCode: 200 });
      expect(await join('b')).toMatchObject({ statusCode: 200 });
      expect(await join('c')).toMatchObject({ statusCode: 429, body: { code: 'E_TOO_MANY_ROOMS' } });
      expect(await join('123456')).toMatchObject({ statusCode: 400, body: { code: 'E_ROOM_NAME_TOO_LONG' } });
    });
  });

  test('should be refused when an answer is over limits.replyBytes, and not before', async () => {
    for (const [replyBytes, statusCode] of [
      [100, 200],
      [99, 500],
    ] as const) {
      await withLimits({ replyBytes }, async (party) => {
        expect(await request(await party.join(), 'get', '/large')).toMatchObject({ statusCode });
      });
    }
  });

  test('should be cut off, and nobody else, when it leaves more than limits.unreadBytes unread for limits.unreadTimeout', async () => {
    await withLimits({ unreadBytes: 10_000, unreadTimeout: 50 }, async (party) => {
      await using client = await RawSocket.connect(party.url);
      const neighbour = await party.join();
      client.tcp.pause();
      const all = [...party.app.io.of('/').sockets.values()];
      const socket = all.find(({ id }) => id !== neighbour.id) as (typeof all)[number];
      const reason = new Promise((resolve) => socket.once('disconnect', resolve));
      const { transport } = socket.conn as unknown as {
        transport: { socket: { _socket: { writableLength: number } } };
      };
      // More than the kernel takes in for a peer that does not read, less than what ends it at the first look.
      const unread = () => transport.socket._socket.writableLength;
      while (socket.connected && unread() < 20_000) {
        socket.emit('large', 'x'.repeat(10_000));
        await new Promise(setImmediate);
      }
      await reason;
      expect(party.log.warn.join()).toMatch(/left \d+ bytes unread, at most 10000 are allowed/);
      expect(await request(neighbour, 'get', '/hi')).toMatchObject({ statusCode: 200 });
    });
  });
});
