import { once } from 'node:events';
import { connect as connectTcp, type Socket as TcpSocket } from 'node:net';
import type { BeforeConnect, RealtimeOptions } from '@telltale/realtime';
import { describe, expect, test } from 'vitest';
import { createParty, type Party } from '../../test/party.ts';

/** The raw answer to a WebSocket handshake. */
async function rawHandshake(party: Party): Promise<string> {
  const socket = openHandshake(party);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
    if (answer.startsWith('HTTP/1.1 101')) socket.destroy();
  });
  await once(socket, 'close');
  return answer;
}

function openHandshake(party: Party): TcpSocket {
  const { hostname, port } = new URL(party.url);
  const socket = connectTcp(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: key=1\r\n\r\n',
  );
  return socket;
}

const letIn: [string, BeforeConnect][] = [
  ['a callback', (_handshake, proceed) => proceed(undefined, true)],
  ['a callback, later', (_handshake, proceed) => void setImmediate(proceed, null, true)],
  ['a callback whose timer is returned', (_handshake, proceed) => setImmediate(proceed, null, true)],
  ['a callback in an async function', async (_handshake, proceed) => proceed(null, true)],
  ['a promise', async (_handshake) => true],
  ['a value', () => true],
];

const refuse: [string, BeforeConnect, string][] = [
  ['a callback with false', (_handshake, proceed) => proceed(undefined, false), 'Forbidden'],
  ['a callback with nothing', (_handshake, proceed) => proceed(), 'Forbidden'],
  ['a callback with something true', (_handshake, proceed) => proceed(null, 'yes' as never), 'Forbidden'],
  ['a callback with a text', (_handshake, proceed) => proceed('No ticket', false), 'No ticket'],
  ['a callback with a text, and true', (_handshake, proceed) => proceed('No ticket', true), 'No ticket'],
  ['a callback with an empty text', (_handshake, proceed) => proceed('', false), 'Forbidden'],
  ['a callback with an Error', (_handshake, proceed) => proceed(new Error('No ticket')), 'No ticket'],
  ['a callback with an object', (_handshake, proceed) => proceed({ toString: '' }), 'Forbidden'],
  ['a promise of false', async () => false, 'Forbidden'],
  ['a promise of nothing', async () => {}, 'Forbidden'],
  ['a value', () => false, 'Forbidden'],
  ['a value that is no boolean', () => 'yes', 'Forbidden'],
  [
    'a thrown Error',
    () => {
      throw new Error('broken');
    },
    'Error: broken',
  ],
  [
    'a thrown text',
    () => {
      throw 'broken';
    },
    'broken',
  ],
  ['a rejection', async () => Promise.reject(new TypeError('broken')), 'Error: broken'],
  [
    'a rejection, though it takes a callback',
    async (_handshake, _proceed) => Promise.reject('broken'),
    'broken',
  ],
];

describe('beforeConnect', () => {
  test.each(letIn)('should let in by %s', async (_how, beforeConnect) => {
    await using party = await createParty({ beforeConnect });
    expect((await party.join()).connected).toBe(true);
  });

  test.each(refuse)('should refuse by %s', async (_how, beforeConnect, body) => {
    await using party = await createParty({ beforeConnect });
    const [head, text] = (await rawHandshake(party)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(head).toMatch(/Content-type: text\/html/);
    expect(text).toBe(body);
    await expect(party.join()).rejects.toThrow('websocket error');
  });

  test('should see the handshake, and decide in place of onlyAllowOrigins', async () => {
    const seen: unknown[] = [];
    const beforeConnect: BeforeConnect = (handshake, proceed) => {
      const { _query } = handshake as unknown as { _query: Record<string, string> };
      seen.push([handshake.headers['x-key'], _query.ticket, handshake.url?.startsWith('/socket.io/?')]);
      proceed(undefined, true);
    };
    await using party = await createParty({ beforeConnect, onlyAllowOrigins: ['https://app.com'] });
    await party.join({ extraHeaders: { 'x-key': 'k', origin: 'https://other.com' }, query: { ticket: 't' } });
    expect(seen).toEqual([['k', 't', true]]);
    expect(party.log.debug).toContainEqual(expect.stringContaining('onlyAllowOrigins is ignored'));
  });

  test('should take the first answer and no other', async () => {
    await using party = await createParty({
      beforeConnect: (_handshake, proceed) => {
        proceed('no', false);
        proceed(null, true);
        return true;
      },
    });
    expect(await rawHandshake(party)).toMatch(/no$/);
  });

  test('should show no text of an Error in production', async () => {
    await using party = await createParty({
      environment: 'production',
      beforeConnect: () => {
        throw new Error('password of the database');
      },
    });
    expect(await rawHandshake(party)).toMatch(/\r\n\r\nForbidden$/);
    expect(party.log.warn).toEqual([expect.stringContaining('password of the database')]);
  });

  test('should refuse a polling client with the text in JSON', async () => {
    await using party = await createParty({
      transports: ['polling'],
      beforeConnect: (_handshake, proceed) => proceed('No ticket', false),
    });
    const response = await fetch(`${party.url}/socket.io/?EIO=4&transport=polling`);
    expect(await response.json()).toEqual({ code: 4, message: 'No ticket' });
    await expect(party.join({ transports: ['polling'] })).rejects.toThrow('xhr poll error');
  });

  test('should refuse when it never answers', async () => {
    await using party = await createParty({
      beforeConnect: (_handshake, _proceed) => {},
      limits: { requestTimeout: 50 },
    });
    expect(await rawHandshake(party)).toMatch(/\r\n\r\nForbidden$/);
    expect(party.log.warn).toEqual([expect.stringContaining('did not answer within 50 ms')]);
  });

  test('should not keep a server from closing, nor let anybody in after, while it decides', async () => {
    const waiting: ((error: unknown, allow: boolean) => void)[] = [];
    let asked = () => {};
    const party = await createParty({
      beforeConnect: (_handshake, proceed) => {
        waiting.push(proceed);
        asked();
      },
    });
    const handshakes: Promise<string>[] = [];
    for (const _ of [1, 2]) {
      const isAsked = new Promise<void>((resolve) => {
        asked = resolve;
      });
      handshakes.push(rawHandshake(party));
      await isAsked;
    }
    await party[Symbol.asyncDispose]();
    for (const proceed of waiting) proceed(null, true);
    for (const answer of handshakes) expect(await answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(party.app.io.engine.clientsCount).toBe(0);
    expect(party.log.warn).toEqual([]);
  });

  test('should survive a connection that is reset while it decides', async () => {
    const waiting: { proceed: (error?: unknown, allow?: boolean) => void; gone: Promise<unknown> }[] = [];
    let asked = () => {};
    await using party = await createParty({
      beforeConnect: (handshake, proceed) => {
        if (handshake.headers.cookie === undefined) return proceed(null, true);
        // Not events.once(), which listens to errors as well and would hide what this test is about.
        waiting.push({ proceed, gone: new Promise((resolve) => handshake.socket.once('close', resolve)) });
        asked();
      },
    });
    const neighbour = await party.join();
    for (const allow of [true, false]) {
      const next = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const socket = openHandshake(party);
      await next;
      socket.resetAndDestroy();
      const { proceed, gone } = waiting.pop()!;
      await gone;
      proceed(null, allow);
    }
    expect(await party.heard(neighbour)).toEqual([]);
    expect(party.app.io.engine.clientsCount).toBe(1);
  });

  test.each<[string, Record<string, unknown>, unknown[]]>([
    ['beforeConnect: true', { beforeConnect: true }, [expect.stringContaining('deprecated')]],
    ['beforeConnect: false', { beforeConnect: false }, []],
    ['authorization: true', { authorization: true }, [expect.stringContaining('deprecated')]],
  ])('should let in everybody when the options say %s', async (_what, options, warnings) => {
    await using party = await createParty(options as RealtimeOptions);
    await party.join();
    expect(party.log.warn).toEqual(warnings);
  });

  test('should be asked under its old name, authorization', async () => {
    await using party = await createParty({ authorization: (_handshake, proceed) => proceed('old', false) });
    expect(await rawHandshake(party)).toMatch(/\r\n\r\nold$/);
    expect(party.log.warn).toEqual([expect.stringContaining('use `beforeConnect`')]);
  });

  test.each([
    { beforeConnect: 'yes' },
    { beforeConnect: {} },
    { authorization: 7 },
    { allowRequest: () => {} },
    { afterDisconnect: true },
    { onConnect: 'x' },
    { onDisconnect: {} },
    { beforeConnect: () => {}, authorization: () => {} },
    { afterDisconnect: () => {}, onDisconnect: () => {} },
  ])(
    'should fail the registration with SAILS:HOOK:SOCKETS:CONFIG when the options are %j',
    async (options) => {
      await expect(createParty(options as unknown as RealtimeOptions)).rejects.toMatchObject({
        code: 'SAILS:HOOK:SOCKETS:CONFIG',
      });
    },
  );
});
