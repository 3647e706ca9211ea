import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { RealtimeOptions } from '@telltale/realtime';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { createParty, type Party } from '../../test/party.ts';

interface Answer {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

/** Knocks with a bare WebSocket, and says what the server answered: 101 when it was let in. */
function knock(party: Party, headers: Record<string, string>, query = ''): Promise<Answer> {
  const ws = new WebSocket(
    `${party.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket${query}`,
    { headers },
  );
  return new Promise((resolve, reject) => {
    ws.once('open', () => {
      ws.close();
      resolve({ status: 101, body: '', headers: {} });
    });
    ws.once('unexpected-response', async (_request, response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
    });
    ws.once('error', reject);
  });
}

/** Knocks by polling. */
async function poll(
  party: Party,
  headers: Record<string, string>,
  query = '',
  method = 'GET',
): Promise<Answer> {
  const request = httpRequest(`${party.url}/socket.io/?EIO=4&transport=polling${query}`, { headers, method });
  request.end();
  const [response] = await once(request, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body, headers: response.headers };
}

const list: RealtimeOptions = {
  onlyAllowOrigins: ['https://app.com', 'http://localhost:1337', 'https://münchen.de', 'file://'],
  transports: ['websocket', 'polling'],
};

describe('onlyAllowOrigins', () => {
  test.each([
    'https://app.com',
    'http://localhost:1337',
    'https://xn--mnchen-3ya.de',
    'HTTPS://APP.COM',
    'https://app.com:443',
    'file://',
  ])('should let in %j', async (origin) => {
    await using party = await createParty(list);
    expect((await knock(party, { origin })).status).toBe(101);
    const polled = await poll(party, { origin });
    expect(polled.status).toBe(200);
    expect(polled.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
  });

  test.each([
    '',
    'null',
    'https://app.com.evil.com',
    'https://evil-app.com',
    'https://evil.com/https://app.com',
    'https://app.com:8443',
    'http://app.com',
    'http://localhost',
    'https://app.com.',
    'https://app.com/',
    'https://user@app.com',
    'https://app.com@evil.com',
    'https://app.com, https://evil.com',
    'https://app.com https://evil.com',
    'file:///evil.html',
    'javascript:alert(1)',
    '*',
    `https://${'a'.repeat(5_000)}.com`,
  ])('should refuse %j with status 400', async (origin) => {
    await using party = await createParty(list);
    expect(await knock(party, { origin })).toMatchObject({ status: 400, body: 'Bad request' });
    const polled = await poll(party, { origin });
    expect(polled).toMatchObject({ status: 400, body: '{"code":3,"message":"Bad request"}' });
    expect(polled.headers['access-control-allow-origin']).toBeUndefined();
    expect(party.log.debug).toContainEqual(expect.stringContaining('is not allowed (onlyAllowOrigins)'));
  });

  test('should refuse who names no origin', async () => {
    await using party = await createParty(list);
    expect(await knock(party, {})).toMatchObject({ status: 400, body: 'Bad request' });
    expect(await poll(party, {})).toMatchObject({ status: 400, body: '{"code":3,"message":"Bad request"}' });
  });

  test('should refuse other origins that know the id of a connection', async () => {
    await using party = await createParty(list);
    const opened = await poll(party, { origin: 'https://app.com' });
    const { sid } = JSON.parse(opened.body.slice(1)) as { sid: string };
    expect((await poll(party, { origin: 'https://evil.com' }, `&sid=${sid}`)).status).toBe(400);
    expect((await knock(party, { origin: 'https://evil.com' }, `&sid=${sid}`)).status).toBe(400);
  });

  test('should reach the client as connect_error at once, and not its neighbour', async () => {
    await using party = await createParty(list);
    const neighbour = await party.join({ extraHeaders: { origin: 'https://app.com' } });
    await expect(party.join({ extraHeaders: { origin: 'https://evil.com' } })).rejects.toThrow(
      'websocket error',
    );
    await expect(
      party.join({ transports: ['polling'], extraHeaders: { origin: 'https://evil.com' } }),
    ).rejects.toThrow('xhr poll error');
    expect(await party.heard(neighbour)).toEqual([]);
  });

  test('should answer a preflight of an allowed origin only', async () => {
    await using party = await createParty(list);
    const allowed = await poll(party, { origin: 'https://app.com' }, '', 'OPTIONS');
    expect(allowed.status).toBe(204);
    expect(allowed.headers['access-control-allow-origin']).toBe('https://app.com');
    const refused = await poll(party, { origin: 'https://evil.com' }, '', 'OPTIONS');
    expect(refused.status).toBe(400);
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['not an array', 'https://app.com', 'E_INVALID_ONLY_ALLOW_ORIGINS'],
    ['null', null, 'E_INVALID_ONLY_ALLOW_ORIGINS'],
    ['an object', {}, 'E_INVALID_ONLY_ALLOW_ORIGINS'],
    ['an empty entry', [''], 'E_INVALID_ORIGIN'],
    ['a number', [7], 'E_INVALID_ORIGIN'],
    ['no scheme', ['app.com'], 'E_INVALID_ORIGIN'],
    ['another scheme', ['ws://app.com'], 'E_INVALID_ORIGIN'],
    ['a wildcard', ['*'], 'E_INVALID_ORIGIN'],
    ['a wildcard host', ['https://*.app.com/'], 'E_INVALID_ORIGIN'],
    ['the default port of https', ['https://app.com:443'], 'E_INVALID_ORIGIN'],
    ['the default port of http', ['http://app.com:80'], 'E_INVALID_ORIGIN'],
    ['a slash at the end', ['https://app.com/'], 'E_INVALID_ORIGIN'],
    ['a path', ['https://app.com/x'], 'E_INVALID_ORIGIN'],
    ['a query', ['https://app.com?x'], 'E_INVALID_ORIGIN'],
    ['a hash', ['https://app.com#x'], 'E_INVALID_ORIGIN'],
    ['a user', ['https://u@app.com'], 'E_INVALID_ORIGIN'],
  ])('should fail the registration when it has %s', async (_what, onlyAllowOrigins, code) => {
    await expect(createParty({ onlyAllowOrigins } as RealtimeOptions)).rejects.toMatchObject({ code });
  });

  test('should warn when production is left with localhost only', async () => {
    await using party = await createParty({
      onlyAllowOrigins: ['http://localhost:1337'],
      environment: 'production',
    });
    expect(party.log.warn).toEqual([expect.stringContaining('only localhost')]);
  });
});

describe('without a list', () => {
  test('should let in everybody in development, and let them read polling without cookies only', async () => {
    await using party = await createParty({ transports: ['websocket', 'polling'] });
    expect((await knock(party, { origin: 'https://anywhere.example' })).status).toBe(101);
    expect((await knock(party, {})).status).toBe(101);
    const { headers } = await poll(party, { origin: 'https://anywhere.example' });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  const production: RealtimeOptions = { environment: 'production', transports: ['websocket', 'polling'] };

  test.each<[string, number, Record<string, string>]>([
    ['its own origin', 101, { host: 'app.com', origin: 'http://app.com' }],
    ['its own origin behind a proxy that ends TLS', 101, { host: 'app.com', origin: 'https://app.com' }],
    ['its own origin with a port', 101, { host: 'app.com:8080', origin: 'http://app.com:8080' }],
    ['no origin, as programs do', 101, { host: 'app.com' }],
    ['an origin with another port', 400, { host: 'app.com', origin: 'http://app.com:8080' }],
    ['another origin', 400, { host: 'app.com', origin: 'http://evil.com' }],
    ['an origin that begins like its own', 400, { host: 'app.com', origin: 'https://app.com.evil.com' }],
    ['an origin that ends like its own', 400, { host: 'app.com', origin: 'https://evil-app.com' }],
    ['the null origin', 400, { host: 'app.com', origin: 'null' }],
    [
      'a forwarded host that nobody vouches for',
      400,
      { host: 'app.com', 'x-forwarded-host': 'evil.com', origin: 'https://evil.com' },
    ],
    ['a host that is none', 400, { host: 'evil.com/@app.com', origin: 'https://evil.com' }],
  ])('should answer, in production, %s with %i', async (_what, status, headers) => {
    await using party = await createParty(production);
    expect((await knock(party, headers)).status).toBe(status);
  });

  test('should believe the proxy that trustProxy names, about host and protocol', async () => {
    await using party = await createParty(production, undefined, { trustProxy: '127.0.0.1' });
    const forwarded = { host: 'inner:8080', 'x-forwarded-host': 'app.com', 'x-forwarded-proto': 'https' };
    expect((await knock(party, { ...forwarded, origin: 'https://app.com' })).status).toBe(101);
    expect((await knock(party, { ...forwarded, origin: 'http://app.com' })).status).toBe(400);
    expect((await knock(party, { ...forwarded, origin: 'http://inner:8080' })).status).toBe(400);
  });

  test('should refuse, in production, pages of others that name no origin', async () => {
    await using party = await createParty(production);
    expect((await poll(party, {})).status).toBe(200);
    expect((await poll(party, { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await poll(party, { 'sec-fetch-site': 'cross-site' })).status).toBe(400);
    expect((await poll(party, { 'sec-fetch-site': 'same-site' })).status).toBe(400);
    expect((await poll(party, {}, '&j=0')).status).toBe(400);
  });
});
