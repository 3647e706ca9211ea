import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Sails } from 'telltale';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawSocket } from '../../packages/realtime/test/raw-socket.ts';
import { tls } from '../../packages/telltale/test/tls.ts';
import { type Lifted, lift } from '../../packages/telltale/test/transports.ts';
import { type HttpReaction, httpGroups } from './http-inputs.ts';

let lifted: Lifted;
let neighbour: RawSocket;
beforeAll(async () => {
  lifted = await lift({
    routes: {
      '/hi': (req, res) =>
        res.json({ hi: true, ...(req.param('polluted') !== undefined && { polluted: true }) }),
      'GET /never': (req) => void (req._sails as Sails).emit('arrived'),
    },
  });
  neighbour = await RawSocket.connect(lifted.url);
});
afterAll(async () => {
  await neighbour[Symbol.asyncDispose]();
  await lifted[Symbol.asyncDispose]();
});

function open(): Socket {
  const { hostname, port } = new URL(lifted.url);
  return connectTcp(Number(port), hostname).on('error', () => {});
}

/** Sends bytes, reads until the app ends the connection, and says what that was. */
async function reactionTo(bytes: Buffer): Promise<HttpReaction> {
  const tcp = open();
  let said = '';
  tcp.on('data', (chunk) => {
    said += chunk;
  });
  tcp.write(bytes);
  await once(tcp, 'close');
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(said) ?? [];
  if (status === undefined) return 'hung up';
  const [, code] = /"code":"(\w+)"/.exec(said) ?? [];
  return { answered: Number(status), ...(code !== undefined && { code }) };
}

async function expectHealth(): Promise<void> {
  expect(await (await fetch(`${lifted.url}/hi`)).json()).toEqual({ hi: true });
  expect((await neighbour.ask('get', { url: '/hi' })).text).toContain('"hi":true');
  expect(neighbour.messages).toEqual([]);
  expect(lifted.log.error).toEqual([]);
}

describe.each(Object.entries(httpGroups))('%s', (_group, inputs) => {
  test.each(inputs)(
    'should do what the page says, and harm nobody else, when it is $input',
    async ({ bytes, reaction }) => {
      expect(await reactionTo(bytes)).toEqual(reaction);
      await expectHealth();
    },
  );
});

describe.each([
  ['plain', {}],
  ['encrypted', { ssl: tls }],
])('a client on a %s line that never comes to an end', (_line, options) => {
  test.each([
    ['with its headers', 'GET /hi HTTP/1.1\r\nHost: app\r\na: b'],
    [
      'with its body',
      'POST /hi HTTP/1.1\r\nHost: app\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nx',
    ],
  ])(
    '%s should be answered 408, and its connection ended, after http.requestTimeout',
    async (_what, said) => {
      await using impatient = await lift({
        ...options,
        http: { requestTimeout: 200 },
        routes: { '/hi': (_req, res) => res.json({ hi: true }) },
      });
      const { hostname, port } = new URL(impatient.url);
      const line =
        'ssl' in options
          ? connectTls({ port: Number(port), host: hostname, ca: tls.cert })
          : connectTcp(Number(port), hostname);
      let answer = '';
      line
        .on('error', () => {})
        .on('data', (chunk) => {
          answer += chunk;
        });
      line.write(said);
      await once(line, 'close');
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect((await impatient.via('http')('GET /hi')).body).toEqual({ hi: true });
    },
  );
});

describe('a client that leaves', () => {
  test.each([
    ['in the middle of its headers', 'GET /hi HTTP/1.1\r\nHost: a', false],
    [
      'in the middle of its body',
      'POST /hi HTTP/1.1\r\nHost: app\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{',
      false,
    ],
    ['before the answer', 'GET /never HTTP/1.1\r\nHost: app\r\n\r\n', true],
  ])('%s should harm nobody else, and leave nothing behind', async (_when, said, hasArrived) => {
    const tcp = open();
    const arrived = once(lifted.app, 'arrived');
    tcp.write(said);
    await (hasArrived ? arrived : once(tcp, 'connect'));
    await expectHealth();
    tcp.resetAndDestroy();
    await expectHealth();
    // Those of this test, which fetch and the neighbour keep open.
    await expect.poll(connections).toBeLessThanOrEqual(2);
  });
});

function connections(): Promise<number> {
  return new Promise((resolve, reject) => {
    lifted.app.fastify.server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
