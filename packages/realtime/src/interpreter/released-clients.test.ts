import { createRequire } from 'node:module';
import type { Socket as Client } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { createParty, type Party } from '../../test/party.ts';

interface SailsSocket {
  get(url: string, ...rest: unknown[]): void;
  post(url: string, ...rest: unknown[]): void;
  request(options: object, done: (body: unknown, jwres: Jwres) => void): void;
  on(event: string, listener: (data: unknown) => void): void;
  disconnect(): void;
}

interface Jwres {
  body: unknown;
  statusCode: number;
  headers: Record<string, string>;
  error?: unknown;
}

const require = createRequire(import.meta.url);
const socketIo2 = require('socket.io-client-2');
const { sails } = require('sails.io.js')(socketIo2) as {
  sails: { autoConnect: boolean; environment: string; connect(url: string): SailsSocket };
};
sails.autoConnect = false;
sails.environment = 'production';

function routes(app: Party['app']): void {
  app.get('/echo', ({ query, headers }) => ({ query, header: headers['x-a'] ?? null }));
  app.post('/echo', ({ body }) => ({ body }));
  app.get('/text', () => 'text');
  app.get('/bytes', (_request, reply) => reply.send(Buffer.from([0xff, 0, 0xfe])));
  app.get('/nothing', (_request, reply) => reply.code(204).send());
  app.post('/bytes', ({ body }) => (body as { file: Buffer }).file.toString('hex'));
  app.get('/tell', (request) => {
    app.io.to((request.socket as unknown as { id: string }).id).emit('told', { before: 'the answer' });
    return 'told';
  });
}

describe('the released sails.io.js 1.2.1', () => {
  async function connect(party: Party) {
    const socket = sails.connect(party.url);
    const ask = (method: string, url: string, data?: unknown, headers?: object) =>
      new Promise<Jwres>((resolve) =>
        socket.request({ method, url, data, headers }, (_body, jwres) => resolve(jwres)),
      );
    return { socket, ask, [Symbol.dispose]: () => socket.disconnect() };
  }

  test('should be answered in its own words', async () => {
    await using party = await createParty({}, routes);
    using client = await connect(party);
    expect(await client.ask('get', '/echo?x=1', { y: 2 }, { 'x-a': 'b' })).toMatchObject({
      statusCode: 200,
      body: { query: { x: '1', y: 2 }, header: 'b' },
    });
    expect(await client.ask('post', '/echo', ['a'])).toMatchObject({ body: { body: ['a'] } });
    expect(await client.ask('get', '/text')).toMatchObject({ body: 'text', statusCode: 200, headers: {} });
    expect(await client.ask('get', '/nothing')).toMatchObject({ statusCode: 204, body: undefined });
    expect(await client.ask('get', '/nowhere')).toMatchObject({ statusCode: 404 });
    expect(await client.ask('get', '/echo%')).toMatchObject({ statusCode: 400 });
  });

  test('should hear events before the answer that followed them', async () => {
    await using party = await createParty({}, routes);
    using client = await connect(party);
    const heard: unknown[] = [];
    client.socket.on('told', (data) => heard.push(data));
    heard.push((await client.ask('get', '/tell')).body);
    expect(heard).toEqual([{ before: 'the answer' }, 'told']);
  });
});

describe('the client of Socket.IO 2', () => {
  test('should exchange text and bytes', async () => {
    await using party = await createParty({}, routes);
    const client = party.adopt(
      socketIo2(party.url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        query: { __sails_io_sdk_version: '1.2.1' },
      }) as Client,
    );
    const ask = (method: string, message: object) =>
      new Promise((resolve) => client.emit(method, message, resolve));
    expect(await ask('get', { url: '/text' })).toEqual({ body: 'text', headers: {}, statusCode: 200 });
    expect(await ask('get', { url: '/bytes' })).toEqual({
      body: Buffer.from([0xff, 0, 0xfe]),
      headers: { 'content-type': 'application/octet-stream' },
      statusCode: 200,
    });
    expect(await ask('post', { url: '/bytes', data: { file: Buffer.from([1, 2, 0xff]) } })).toMatchObject({
      body: '0102ff',
    });
    expect(await ask('get', {})).toMatchObject({ statusCode: 400, body: { code: 'E_NO_URL' } });
  });
});
