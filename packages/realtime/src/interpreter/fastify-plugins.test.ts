import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import etag from '@fastify/etag';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import session from '@fastify/session';
import serveStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createBothWays, type Question, transports } from '../../test/both-ways.ts';
import { createParty, request } from '../../test/party.ts';

const get = (url: string, headers: Record<string, string> = {}): Question => ({
  method: 'GET',
  url,
  headers,
});

describe.each(transports)("a plugin of Fastify's over %s", (transport) => {
  test('should set headers when it is helmet', async () => {
    await using party = await createBothWays({}, (app) => {
      app.register(helmet);
      app.register(async (scope) => scope.get('/', () => 'safe'));
    });
    expect(await party.ask[transport](get('/'))).toMatchObject({
      body: 'safe',
      headers: { 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' },
    });
  });

  test('should answer 304 without a body when it is etag and the tag is known', async () => {
    await using party = await createBothWays({}, (app) => {
      app.register(etag);
      app.register(async (scope) => scope.get('/', () => ({ a: 1 })));
    });
    const first = await party.ask[transport](get('/'));
    const tag = first.headers.etag as string;
    expect(tag).toMatch(/^"/);
    expect(await party.ask[transport](get('/', { 'if-none-match': tag }))).toMatchObject({
      status: 304,
      raw: undefined,
    });
  });

  test('should refuse with 429 when it is rate-limit', async () => {
    await using party = await createBothWays({}, (app) => {
      app.register(rateLimit, { max: 2, timeWindow: 60_000 });
      app.register(async (scope) => scope.get('/', () => 'let in'));
    });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await party.ask[transport](get('/'))).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  test('should not compress what travels over a socket when it is compress', async () => {
    await using party = await createBothWays({}, (app) => {
      app.register(compress, { threshold: 0 });
      app.register(async (scope) => scope.get('/', () => ({ text: 'x'.repeat(2_000) })));
    });
    const answer = await party.ask[transport](get('/', { 'accept-encoding': 'gzip' }));
    expect(answer.headers['content-encoding']).toBe(transport === 'http' ? 'gzip' : undefined);
    if (transport === 'socket') expect(answer.body).toEqual({ text: 'x'.repeat(2_000) });
  });

  test('should send files, parts of them and 404 when it is static', async () => {
    const root = await mkdtemp(join(tmpdir(), 'telltale-static-'));
    try {
      await writeFile(join(root, 'page.html'), '<p>static</p>');
      await writeFile(join(root, 'image.png'), Buffer.from([0x89, 0x50, 0xff, 0x00]));
      await using party = await createBothWays({}, (app) => {
        app.register(serveStatic, { root, prefix: '/files/' });
      });
      const ask = party.ask[transport];
      expect(await ask(get('/files/page.html'))).toMatchObject({
        status: 200,
        body: '<p>static</p>',
        headers: { 'content-type': 'text/html; charset=utf-8' },
      });
      expect(await ask(get('/files/page.html', { range: 'bytes=3-8' }))).toMatchObject({
        status: 206,
        body: 'static',
      });
      expect(await ask(get('/files/image.png'))).toMatchObject({
        raw: Buffer.from([0x89, 0x50, 0xff, 0x00]),
      });
      expect(await ask(get('/files/nothing.txt'))).toMatchObject({ status: 404 });
      expect(await ask(get('/files/..%2f..%2fetc/passwd'))).toMatchObject({
        status: expect.toSatisfy((n) => n >= 400),
      });
      expect(await ask({ method: 'HEAD', url: '/files/page.html' })).toMatchObject({
        status: 200,
        raw: undefined,
      });
    } finally {
      await rm(root, { recursive: true });
    }
  });
});

describe("a plugin of Fastify's", () => {
  test('should see the origin of the handshake, and answer preflights, when it is cors', async () => {
    await using party = await createParty({}, (app) => {
      app.register(cors, { origin: ['https://page.example'] });
      app.register(async (scope) => {
        scope.get('/', () => 'read me');
        scope.options('/own', () => 'never reached by a preflight');
      });
    });
    const client = await party.join({ extraHeaders: { origin: 'https://page.example' } });
    expect(await request(client, 'get', '/')).toMatchObject({
      body: 'read me',
      headers: { 'access-control-allow-origin': 'https://page.example' },
    });
    const preflight = await client.emitWithAck('options', {
      url: '/',
      headers: { 'access-control-request-method': 'PUT', origin: 'https://evil.example' },
    });
    expect(preflight).toMatchObject({
      statusCode: 204,
      headers: { 'access-control-allow-origin': 'https://page.example' },
    });
    const stranger = await party.join({ extraHeaders: { origin: 'https://evil.example' } });
    expect((await request(stranger, 'get', '/')).headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('should read and sign cookies of the handshake when it is cookie', async () => {
    await using party = await createParty({}, (app) => {
      app.register(cookie, { secret: 'keep this between us' });
      app.register(async (scope) => {
        scope.get('/set', (_request, reply) =>
          reply.setCookie('seen', 'yes', { signed: true, path: '/' }).send('set'),
        );
        scope.get('/read', ({ cookies, unsignCookie }) => ({
          all: cookies,
          seen: unsignCookie(cookies.seen ?? '').value,
        }));
        scope.get('/clear', (_request, reply) => reply.clearCookie('seen', { path: '/' }).send('cleared'));
      });
    });
    const client = await party.join({ extraHeaders: { cookie: 'from=handshake' } });
    await request(client, 'get', '/set');
    expect(await request(client, 'get', '/read')).toMatchObject({
      body: { all: { from: 'handshake' }, seen: 'yes' },
    });
    await request(client, 'get', '/clear');
    expect(await request(client, 'get', '/read')).toMatchObject({
      body: { all: { from: 'handshake' }, seen: null },
    });
  });

  test('should keep one session for the life of a socket, and share it by cookie, when it is session', async () => {
    await using party = await createParty({}, (app: FastifyInstance) => {
      app.register(cookie);
      app.register(session, { secret: 'x'.repeat(32), cookie: { secure: false } });
      app.register(async (scope) => {
        scope.get('/count', (request) => {
          const { session: own } = request as unknown as { session: { n?: number } };
          own.n = (own.n ?? 0) + 1;
          return { n: own.n };
        });
      });
    });
    const client = await party.join();
    expect(await request(client, 'get', '/count')).toMatchObject({ body: { n: 1 }, headers: {} });
    expect(await request(client, 'get', '/count')).toMatchObject({ body: { n: 2 } });
    const other = await party.join();
    expect(await request(other, 'get', '/count')).toMatchObject({ body: { n: 1 } });
    const overHttp = await fetch(`${party.url}/count`);
    const cookieOfPage = overHttp.headers.get('set-cookie')?.split(';')[0] as string;
    const tab = await party.join({ extraHeaders: { cookie: cookieOfPage } });
    expect(await request(tab, 'get', '/count')).toMatchObject({ body: { n: 2 } });
  });

  test('should not be told of a timeout by a client when it listens with onTimeout', async () => {
    const timeouts: string[] = [];
    await using party = await createParty({}, (app) => {
      app.addHook('onTimeout', async (request) => {
        timeouts.push(request.url);
      });
      app.get('/', () => 'in time');
    });
    const client = await party.join();
    await request(client, 'get', '/');
    client.emit('timeout');
    expect(await request(client, 'get', '/')).toMatchObject({ body: 'in time' });
    expect(timeouts).toEqual([]);
  });

  test('should choose the version of a route that the message asks for', async () => {
    await using party = await createBothWays({}, (app) => {
      app.get('/', { constraints: { version: '1.0.0' } }, () => 'one');
      app.get('/', { constraints: { version: '2.0.0' } }, () => 'two');
    });
    for (const transport of transports) {
      expect(await party.ask[transport](get('/', { 'accept-version': '1.x' }))).toMatchObject({
        body: 'one',
      });
      expect(await party.ask[transport](get('/', { 'accept-version': '2.x' }))).toMatchObject({
        body: 'two',
      });
      expect(await party.ask[transport](get('/'))).toMatchObject({ status: 404 });
    }
  });

  test('should run every hook once per request on both ways', async () => {
    const seen: Record<string, string[]> = { http: [], socket: [] };
    await using party = await createBothWays({}, (app) => {
      const saw = (hook: string, isSocket: boolean) => seen[isSocket ? 'socket' : 'http']?.push(hook);
      app.addHook('onRequest', async ({ isSocket }) => void saw('onRequest', isSocket));
      app.addHook('preParsing', async ({ isSocket }) => void saw('preParsing', isSocket));
      app.addHook('preValidation', async ({ isSocket }) => void saw('preValidation', isSocket));
      app.addHook('preHandler', async ({ isSocket }) => void saw('preHandler', isSocket));
      app.addHook('preSerialization', async ({ isSocket }) => void saw('preSerialization', isSocket));
      app.addHook('onSend', async ({ isSocket }) => void saw('onSend', isSocket));
      app.addHook('onResponse', async ({ isSocket }) => void saw('onResponse', isSocket));
      app.post('/', async () => ({ done: true }));
    });
    for (const transport of transports) {
      await party.ask[transport]({ method: 'POST', url: '/', body: { a: 1 } });
    }
    await party.ask.socket(get('/nowhere'));
    expect(seen.socket?.slice(0, seen.http?.length)).toEqual(seen.http);
    expect(seen.http).toContain('onResponse');
  });
});
