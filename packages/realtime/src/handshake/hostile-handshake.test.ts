import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect as connectTcp } from 'node:net';
import type { Socket as Client } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { createParty, type Party, request } from '../../test/party.ts';

const connectSocketIo2 = createRequire(import.meta.url)('socket.io-client-2') as (
  url: string,
  options: object,
) => Client;

/** Says a handshake in raw bytes, and reads until the server hangs up or has let it in. */
async function say(party: Party, query: string, more = '', upgrade = true): Promise<string> {
  const { hostname, port } = new URL(party.url);
  const socket = connectTcp(Number(port), hostname);
  socket.on('error', () => {});
  const headers = upgrade
    ? 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
    : 'Connection: close\r\n';
  socket.write(`GET /socket.io/?${query} HTTP/1.1\r\nHost: app\r\n${headers}${more}\r\n`);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
    if (answer.startsWith('HTTP/1.1 101')) socket.destroy();
  });
  await once(socket, 'close');
  return answer.split('\r\n')[0] ?? '';
}

/** Connects the client of Socket.IO 2, as the released client kit does. */
async function connectOld(party: Party): Promise<Client> {
  const client = party.adopt(
    connectSocketIo2(party.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      query: { __sails_io_sdk_version: '1.2.1' },
    }),
  );
  await once(client as unknown as NodeJS.EventEmitter, 'connect');
  return client;
}

describe('a hostile handshake', () => {
  test.each<[string, string, RegExp, string?]>([
    ['a transport named like an inherited property', 'EIO=4&transport=constructor', / 400 /],
    ['a transport named __proto__', 'EIO=4&transport=__proto__', / 400 /],
    ['no transport', 'EIO=4', / 400 /],
    ['a protocol that is no number, taken for the older one', 'EIO=abc&transport=websocket', / 101 /],
    ['a broken query', 'EIO=4&transport=websocket&%E0%A4%A', / 101 /],
    ['the id of nobody', 'EIO=4&transport=websocket&sid=nobody', / 400 /],
    ['the id of an inherited property', 'EIO=4&transport=websocket&sid=__proto__', / 400 /],
    ['thousands of headers', 'EIO=4&transport=websocket', / 101 /, 'x: y\r\n'.repeat(5_000)],
    ['more headers than fit', 'EIO=4&transport=websocket', / 431 /, 'name: value\r\n'.repeat(5_000)],
    ['a huge query', `EIO=4&transport=websocket&auth=${'a'.repeat(100_000)}`, / 431 /],
  ])('should be answered, and harm nobody, when it has %s', async (_what, query, status, headers) => {
    await using party = await createParty({}, (app) => app.get('/hi', () => ({ hi: true })));
    const neighbour = await party.join();
    expect(await say(party, query, headers)).toMatch(status);
    expect(await request(neighbour, 'get', '/hi')).toMatchObject({ statusCode: 200 });
  });

  test.each([
    ['an older client, whose id everybody may know', connectOld],
    ['a client of today', (party: Party) => party.join()],
  ])('should neither take nor harm the connection of %s', async (_whose, join) => {
    await using party = await createParty({ transports: ['websocket', 'polling'] }, (app) =>
      app.get('/hi', () => ({ hi: true })),
    );
    const neighbour = await join(party);
    const [sid] = Object.keys((party.app.io.engine as unknown as { clients: object }).clients);
    for (const EIO of [3, 4]) {
      expect(await say(party, `EIO=${EIO}&transport=polling&sid=${sid}`, '', false)).toMatch(/ 400 /);
      expect(await say(party, `EIO=${EIO}&transport=websocket&sid=${sid}`)).toMatch(/ 400 /);
    }
    expect(await request(neighbour, 'get', '/hi')).toMatchObject({ statusCode: 200 });
  });

  test('should not keep a polling client from going over to WebSocket', async () => {
    await using party = await createParty({ transports: ['websocket', 'polling'] });
    const client = party.knock({ transports: ['polling', 'websocket'] });
    await Promise.all([
      once(client as unknown as NodeJS.EventEmitter, 'connect'),
      once(client.io.engine as unknown as NodeJS.EventEmitter, 'upgrade'),
    ]);
    expect(await party.heard(client)).toEqual([]);
  });

  test('should be refused as connect_error when it wants a namespace that is not there', async () => {
    await using party = await createParty({}, (app) => app.get('/hi', () => ({ hi: true })));
    const neighbour = await party.join();
    const stranger = neighbour.io.socket('/admin');
    const refused = once(stranger as unknown as NodeJS.EventEmitter, 'connect_error');
    stranger.connect();
    expect(String((await refused)[0])).toContain('Invalid namespace');
    expect(await request(neighbour, 'get', '/hi')).toMatchObject({ statusCode: 200 });
  });

  test('should be cut off when its auth is larger than a message may be', async () => {
    await using party = await createParty({ limits: { messageBytes: 10_000 } });
    const neighbour = await party.join();
    const client = party.knock({ auth: { token: 'x'.repeat(100_000) } });
    await new Promise<void>((resolve) => client.io.once('close', () => resolve()));
    expect(client.connected).toBe(false);
    expect(await party.heard(neighbour)).toEqual([]);
  });
});
