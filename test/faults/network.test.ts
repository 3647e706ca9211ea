/** Lines that are bad, and clients that are gone without a word. @module */
import { connect as connectTcp } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import { createParty, type Party } from '../../packages/realtime/test/party.ts';
import { RawSocket } from '../../packages/realtime/test/raw-socket.ts';
import { randomFrom } from '../hostile/nasty.ts';
import { seed as chosenSeed } from '../random-seed.ts';
import { openBadLine } from './bad-line.ts';

function routes(app: FastifyInstance): void {
  app.get('/hi', () => ({ hi: true }));
  app.post('/echo', ({ body }) => body);
  app.get('/join', async (request) => {
    await app.sockets.join(request, 'party');
    return 'joined';
  });
  app.get('/never', () => new Promise(() => {}));
}

async function ask(socket: RawSocket, path = '/hi'): Promise<string> {
  return (await socket.ask('get', { url: path })).text;
}

test('should answer everything, and tell everything in order, over a line that is slow, uneven and in pieces', async () => {
  const seed = chosenSeed ?? Math.floor(Math.random() * 2 ** 31);
  await using party = await createParty({}, routes);
  await using line = await openBadLine(party.url, { jitter: { most: 4, random: randomFrom(seed) } });
  await using far = await RawSocket.connect(line.url);
  await using near = await RawSocket.connect(party.url);
  await Promise.all([ask(far, '/join'), ask(near, '/join')]);
  const count = 100;
  const answers = Promise.all(
    Array.from({ length: count }, (_, index) =>
      far.ask('post', { url: '/echo', data: { index, text: 'ahoi ⛵ '.repeat(index) } }),
    ),
  );
  for (let index = 0; index < count; index += 1) party.app.sockets.broadcast('party', 'news', { index });
  expect((await answers).map(({ text }) => JSON.parse(text).body.index)).toEqual([...Array(count).keys()]);
  for (const socket of [far, near]) {
    const told: number[] = [];
    while (told.length < count) {
      const event = await socket.take((given) => String(given).startsWith('42["news"'));
      told.push(JSON.parse(String(event).slice(2))[1].index);
    }
    expect(told, `SEED=${seed}`).toEqual([...Array(count).keys()]);
  }
});

test('should be kept open by heartbeats where a proxy cuts lines that are silent', async () => {
  await using party = await createParty({ pingInterval: 50 }, routes);
  await using line = await openBadLine(party.url, { idle: 1_000 });
  await using socket = await RawSocket.connect(line.url);
  // Twice as many heartbeats as fit into the silence that the proxy bears.
  await expect.poll(line.heard).toBeGreaterThan(40);
  expect(await ask(socket)).toContain('"hi":true');

  // By itself, twice a minute: such proxies wait for sixty seconds.
  await using usual = await createParty();
  await using fresh = await RawSocket.upgrade(usual.url);
  const opened = String(await fresh.take((given) => String(given).startsWith('0{')));
  expect(JSON.parse(opened.slice(1)).pingInterval).toBeLessThanOrEqual(30_000);
});

/** Ways to vanish: how far a client comes before its connection is reset. */
const stages: [name: string, come: (party: Party) => Promise<{ resetAndDestroy(): unknown }>][] = [
  ['with nothing said', async ({ url }) => knock(url, '')],
  [
    'in the middle of a request',
    async ({ url }) => knock(url, 'POST /echo HTTP/1.1\r\nHost: app\r\nContent-Length: 90\r\n\r\n{'),
  ],
  [
    'in the middle of its handshake',
    async ({ url }) => knock(url, 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a'),
  ],
  ['before it is let in', async ({ url }) => (await RawSocket.upgrade(url)).tcp],
  [
    'as a member of a room',
    async ({ url }) => {
      const socket = await RawSocket.connect(url);
      await ask(socket, '/join');
      return socket.tcp;
    },
  ],
  [
    'while it waits for an answer',
    async ({ url }) => {
      const socket = await RawSocket.connect(url);
      socket.emit('get', { url: '/never' });
      return socket.tcp;
    },
  ],
  [
    'while it is told something',
    async ({ url, app }) => {
      const socket = await RawSocket.connect(url);
      await ask(socket, '/join');
      app.sockets.broadcast('party', 'news', 'x'.repeat(100_000));
      return socket.tcp;
    },
  ],
];

function knock(url: string, said: string) {
  const { hostname, port } = new URL(url);
  const tcp = connectTcp(Number(port), hostname);
  tcp.on('error', () => {});
  tcp.write(said);
  return tcp;
}

test('should survive a storm of connections that are reset, at whatever stage, and keep nothing of them', async () => {
  await using party = await createParty({}, routes);
  await using neighbour = await RawSocket.connect(party.url);
  await ask(neighbour, '/join');
  const { io } = party.app;
  for (let round = 0; round < 10; round += 1) {
    const lines = await Promise.all(
      Array.from({ length: 10 }, () => stages.map(([, come]) => come(party))).flat(),
    );
    for (const line of lines) line.resetAndDestroy();
    expect(await ask(neighbour)).toContain('"hi":true');
  }
  await expect.poll(() => io.engine.clientsCount).toBe(1);
  await expect.poll(() => connections(party)).toBe(1);
  expect([...io.of('/').sockets.keys()]).toHaveLength(1);
  expect([...io.of('/').adapter.rooms.keys()].sort()).toEqual([...io.of('/').sockets.keys(), 'party'].sort());
  expect(party.log.error).toEqual([]);
  expect(await (await fetch(`${party.url}/hi`)).json()).toEqual({ hi: true });
});

function connections({ app }: Party): Promise<number> {
  return new Promise((resolve, reject) => {
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
