/** Servers that are told to end among many sockets, that stand still, and that run out of what the system gives. @module */
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { closeCodes } from '@telltale/realtime';
import { expect, test } from 'vitest';
import { RawSocket } from '../../packages/realtime/test/raw-socket.ts';
import { type AppFolder, appFolder } from '../../packages/telltale/test/app-folder.ts';
import { Command } from '../../packages/telltale/test/command.ts';

/** `SOCKETS=10000 vitest run test/faults` asks more of the machine. */
const SOCKETS = Number(process.env.SOCKETS ?? 1_000);

const files = {
  'assets/page.html': '<h1>page</h1>',
  'main.mjs': `
    import { Sails } from 'telltale';
    const app = new Sails();
    let answer;
    await app.lift({
      port: 0,
      log: { level: 'error' },
      sockets: { pingInterval: Number(process.argv[2] ?? 25_000) },
      routes: {
        'GET /hi': (req, res) => res.json({ hi: true }),
        'GET /slow': (req, res) => {
          answer = () => res.json({ slow: true });
          console.log('asked');
        },
        'GET /block': (req, res) => {
          console.log('blocked');
          const end = performance.now() + Number(req.param('for'));
          while (performance.now() < end);
          return res.ok();
        },
      },
    });
    app.on('lower', () => answer?.());
    console.log('http://localhost:' + app.fastify.server.address().port);`,
};

/** Runs the app, perhaps with another `pingInterval`, or with less than a process usually has. */
function start(folder: AppFolder, args: string[] = [], around: readonly string[] = []): Command {
  return new Command(folder, args, {}, around, join(folder.path, 'main.mjs'));
}

async function openMany(url: string, count: number): Promise<RawSocket[]> {
  const sockets: RawSocket[] = [];
  while (sockets.length < count) {
    const next = Math.min(100, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: next }, () => RawSocket.connect(url)))));
  }
  return sockets;
}

test(`should say goodbye to ${SOCKETS} sockets, and end, when it is told to end`, async () => {
  await using folder = await appFolder(files);
  await using server = start(folder);
  const url = await server.url();
  const sockets = await openMany(url, SOCKETS);
  const slow = sockets[0]!.ask('get', { url: '/slow' });
  await server.says(/asked/);
  const notices = Promise.all(
    sockets.map(async (socket) => {
      const event = await socket.take((given) => String(given).startsWith('42["telltale:close"'));
      return JSON.parse(String(event).slice(2))[1] as { code: number; retryAfter: number };
    }),
  );
  server.kill('SIGTERM');
  expect(JSON.parse((await slow).text)).toMatchObject({ statusCode: 200, body: { slow: true } });
  const told = await notices;
  expect(new Set(told.map(({ code }) => code))).toEqual(new Set([closeCodes.SHUTTING_DOWN]));
  // They come back one after the other, and not all at once.
  const waits = told.map(({ retryAfter }) => retryAfter);
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(SOCKETS);
  await Promise.all(sockets.map(({ ended }) => ended));
  expect(await server.ended).toMatchObject({ signal: 'SIGTERM', err: '' });
});

test('should answer what waited, and lose nobody, when it has stood still for five seconds', async () => {
  await using folder = await appFolder(files);
  // Heartbeats are due while it stands still.
  await using server = start(folder, ['200']);
  const url = await server.url();
  const sockets = await openMany(url, 20);
  const blocked = sockets[0]!.ask('get', { url: '/block?for=5000' });
  await server.says(/blocked/);
  const waiting = [
    ...sockets.map(async (socket) => (await socket.ask('get', { url: '/hi' })).text),
    ...Array.from({ length: 20 }, async () => (await fetch(`${url}/hi`)).text()),
  ];
  expect((await blocked).text).toContain('"statusCode":200');
  for (const answer of await Promise.all(waiting)) expect(answer).toContain('"hi":true');
  // None has lost its connection.
  for (const socket of sockets) expect((await socket.ask('get', { url: '/hi' })).text).toContain('"hi":true');
  expect(server.err).toBe('');
});

test('should serve those whom it has, and others again later, when it is out of file descriptors', async () => {
  await using folder = await appFolder(files);
  await using server = start(folder, [], ['sh', '-c', 'ulimit -n 64 && exec "$0" "$@"']);
  const url = await server.url();
  await using neighbour = await RawSocket.connect(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (path: string) => {
    const [answer] = await once(get(url + path, { agent }), 'response');
    return { status: answer.statusCode, body: await text(answer) };
  };
  expect(await ask('/hi')).toMatchObject({ status: 200 });
  const crowd = Array.from({ length: 200 }, () => {
    const { hostname, port } = new URL(url);
    return connectTcp(Number(port), hostname).on('error', () => {});
  });
  try {
    // No file can be opened any more. Others are tried, since the system lets more wait than the process may take.
    await expect.poll(async () => (await ask('/page.html')).status).toBe(500);
    expect(await ask('/hi')).toMatchObject({ status: 200 });
    expect((await neighbour.ask('get', { url: '/hi' })).text).toContain('"hi":true');
  } finally {
    for (const one of crowd) one.destroy();
  }
  await expect.poll(() => ask('/page.html')).toEqual({ status: 200, body: '<h1>page</h1>' });
  await using late = await RawSocket.connect(url);
  expect((await late.ask('get', { url: '/hi' })).text).toContain('"hi":true');
  expect((await neighbour.ask('get', { url: '/hi' })).text).toContain('"hi":true');
  agent.destroy();
});
