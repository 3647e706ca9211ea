import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createParty } from '../../test/party.ts';

function routes(app: FastifyInstance): void {
  app.get('/headers', (request) => ({ ...request.headers }));
  app.get('/address', ({ ip, ips, protocol, host }) => ({ ip, ips, protocol, host }));
  app.get('/set', (request, reply) => {
    reply.header('set-cookie', (request.query as { cookies: string[] }).cookies).send('set');
  });
  app.get('/inherited', ({ headers }) => ({
    constructor: headers.constructor === undefined,
    toString: headers.toString === undefined,
  }));
}

async function headersOf(given: {
  extraHeaders?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, unknown>;
}): Promise<Record<string, string>> {
  await using party = await createParty({}, routes);
  const query = { __sails_io_sdk_version: '1.2.1', ...given.query };
  const client = await party.join({ query, ...(given.extraHeaders && { extraHeaders: given.extraHeaders }) });
  const answer = await client.emitWithAck('get', { url: '/headers', headers: given.headers });
  const { host, ...others } = answer.body;
  expect(`http://${host}`).toBe(party.url);
  return others;
}

describe("a request's headers", () => {
  test('should be those of the message, in lower case, with numbers and booleans as text', async () => {
    const headers = { 'X-Foo': 'a', 'x-number': 5, 'x-true': true, 'x-null': null };
    expect(await headersOf({ headers })).toEqual({ 'x-foo': 'a', 'x-number': '5', 'x-true': 'true' });
  });

  test('should not be those of the handshake, but for what stands for the whole connection', async () => {
    const extraHeaders = {
      origin: 'https://page.example',
      cookie: 'a=1',
      'x-forwarded-for': '1.2.3.4',
      'x-other': 'other',
      nosession: 'yes',
      authorization: 'Bearer secret',
    };
    expect(await headersOf({ extraHeaders })).toEqual({
      origin: 'https://page.example',
      cookie: 'a=1',
      'x-forwarded-for': '1.2.3.4',
      nosession: 'yes',
    });
  });

  test('should be those of the handshake when the message says otherwise', async () => {
    const extraHeaders = { origin: 'https://page.example', cookie: 'a=1', 'x-forwarded-for': '1.2.3.4' };
    const headers = {
      Origin: 'https://evil.example',
      Cookie: 'a=2',
      'X-Forwarded-For': '6.6.6.6',
      Host: 'evil',
    };
    expect(await headersOf({ extraHeaders, headers })).toEqual(extraHeaders);
  });

  test.each([
    ['content-length', '5'],
    ['transfer-encoding', 'chunked'],
    ['content-type', 'application/json'],
    ['content-encoding', 'gzip'],
    ['accept-encoding', 'gzip'],
    ['connection', 'keep-alive'],
    ['upgrade', 'h2c'],
    ['expect', '100-continue'],
    ['origin', 'https://evil.example'],
    ['host', 'evil.example'],
    ['x-forwarded-for', '6.6.6.6'],
    ['x-forwarded-proto', 'https'],
    ['x-forwarded-anything', 'x'],
    ['forwarded', 'for=6.6.6.6'],
    ['x-real-ip', '6.6.6.6'],
    ['cf-connecting-ip', '6.6.6.6'],
    ['true-client-ip', '6.6.6.6'],
    ['sec-websocket-key', 'x'],
    ['proxy-authorization', 'x'],
  ])('should not have a %s that a message asks for', async (name, value) => {
    expect(await headersOf({ headers: { [name]: value, [name.toUpperCase()]: value } })).toEqual({});
  });

  test('should have the cookie, the nosession and the authorization of the message when the handshake has none', async () => {
    const headers = { cookie: 'a=2', nosession: 'true', authorization: 'Bearer mine' };
    expect(await headersOf({ headers })).toEqual(headers);
  });

  test('should say nosession when the query of the handshake does', async () => {
    expect(await headersOf({ query: { nosession: 'true' } })).toEqual({ nosession: 'true' });
  });

  test('should not have inherited ones', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    expect((await client.emitWithAck('get', { url: '/inherited' })).body).toEqual({
      constructor: true,
      toString: true,
    });
    const headers = { constructor: 'a', __proto__: null };
    expect((await client.emitWithAck('get', { url: '/headers', headers })).body).toMatchObject({
      constructor: 'a',
    });
  });

  test('should tell the address of the client when the app trusts its proxy', async () => {
    await using party = await createParty({}, routes, { trustProxy: true });
    const client = await party.join({
      extraHeaders: {
        'x-forwarded-for': '1.2.3.4',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'app.example',
      },
    });
    const headers = { 'x-forwarded-for': '6.6.6.6' };
    expect((await client.emitWithAck('get', { url: '/address', headers })).body).toEqual({
      ip: '1.2.3.4',
      ips: ['127.0.0.1', '1.2.3.4'],
      protocol: 'https',
      host: 'app.example',
    });
  });
});

describe('the cookies of a socket', () => {
  const after = async (cookies: string[], cookie?: string) => {
    await using party = await createParty({}, routes);
    const client = await party.join(cookie ? { extraHeaders: { cookie } } : {});
    const answer = await client.emitWithAck('get', { url: '/set', data: { cookies } });
    expect(answer.headers).toEqual({});
    const { body } = await client.emitWithAck('get', { url: '/headers' });
    return body.cookie as string | undefined;
  };

  test('should take over what a reply sets', async () => {
    expect(await after(['sid=abc; Path=/; HttpOnly', 'theme=dark'])).toBe('sid=abc; theme=dark');
    expect(await after(['a=2'], 'a=1; b=1')).toBe('a=2; b=1');
    expect(await after(['eq=a=b=c'])).toBe('eq=a=b=c');
  });

  test('should lose what a reply clears', async () => {
    expect(await after(['a=; Max-Age=0'], 'a=1; b=1')).toBe('b=1');
    expect(await after(['a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], 'a=1')).toBeUndefined();
    expect(await after(['a=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5'], 'a=1')).toBe('a=2');
    expect(await after(['a=2; Expires=no date'], 'a=1')).toBe('a=2');
  });

  test('should stay as they are when a reply sets no cookie at all', async () => {
    expect(await after(['nameless', '=value', ''], 'a=1')).toBe('a=1');
  });

  test('should stay within what a header may have, the oldest lost first', async () => {
    const many = Array.from({ length: 20 }, (_, index) => `c${index}=${'x'.repeat(1_000)}`);
    const header = (await after(many, 'old=1')) as string;
    expect(header.length).toBeLessThanOrEqual(16_384);
    expect(header).not.toContain('old=');
    expect(header).toContain('c19=');
  });

  test('should not be what a message says once the handshake or a reply has set one', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    await client.emitWithAck('get', { url: '/set', data: { cookies: ['a=1'] } });
    const { body } = await client.emitWithAck('get', { url: '/headers', headers: { cookie: 'a=6' } });
    expect(body.cookie).toBe('a=1');
  });
});
