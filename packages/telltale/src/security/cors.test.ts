import type { AppOptions, CorsRules, SecurityConfig } from 'telltale';
import { describe, expect, test } from 'vitest';
import { type Answer, askSocket, type Given, type Lifted, lift, transports } from '../../test/transports.ts';

const page = 'https://page.example';
const evil = 'https://evil.example';
const shown = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
  'vary',
];

const routes: NonNullable<AppOptions['routes']> = {
  'GET /hello': (_req, res) => res.json({ hello: true }),
  'POST /hello': (req, res) => res.json(req.body),
  'GET /open': { fn: (_req, res) => res.json({}), cors: { allowOrigins: '*', allowCredentials: false } },
  'PUT /open': {
    fn: (_req, res) => res.json({}),
    cors: { allowRequestMethods: ['PUT'], allowRequestHeaders: 'x-one, x-two', maxAge: 5 },
  },
  'GET /closed': { fn: (_req, res) => res.json({}), cors: false },
  'OPTIONS /own': (_req, res) => res.json({ own: true }),
  'GET /own': (_req, res) => res.ok(),
};

function withCors(cors: SecurityConfig['cors'] = {}): Promise<Lifted> {
  return lift({ routes, security: { cors, helmet: false } });
}

/** Asks as a page of that origin does: over a socket, the handshake says it. */
async function from(
  lifted: Lifted,
  transport: 'http' | 'socket',
  origin: string | undefined,
  address: string,
  given: Given = {},
): Promise<Answer> {
  if (transport === 'socket')
    return (await lifted.over(origin === undefined ? {} : { extraHeaders: { origin } }))(address, given);
  const headers = { ...given.headers, ...(origin !== undefined && { origin }) };
  return lifted.via('http')(address, { ...given, headers });
}

function corsOf({ headers }: Answer): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('access-control-') || shown.includes(name)),
  );
}

const preflight = (method: string, headers = ''): Given => ({
  headers: {
    'access-control-request-method': method,
    ...(headers && { 'access-control-request-headers': headers }),
  },
});

for (const transport of transports) {
  describe(`${transport}: CORS`, () => {
    test('should grant nothing when nobody asked for it', async () => {
      await using lifted = await lift({ routes: { 'GET /hello': (_req, res) => res.ok() } });
      expect(corsOf(await from(lifted, transport, page, 'GET /hello'))).toEqual({});
      const asked = await from(lifted, transport, page, 'OPTIONS /hello', preflight('GET'));
      expect(corsOf(asked)).toEqual({});
      expect(asked).toMatchObject({ status: 200, headers: { allow: 'GET, HEAD' } });
    });

    test('should grant every answer to every origin when all routes allow all', async () => {
      await using lifted = await withCors({ allRoutes: true });
      const granted = { 'access-control-allow-origin': '*' };
      expect(corsOf(await from(lifted, transport, page, 'GET /hello'))).toEqual(granted);
      expect(corsOf(await from(lifted, transport, undefined, 'GET /hello'))).toEqual(granted);
      expect(corsOf(await from(lifted, transport, page, 'GET /nowhere'))).toEqual(granted);
    });

    test('should grant the origins on the list, and tell caches that answers differ', async () => {
      await using lifted = await withCors({
        allRoutes: true,
        allowOrigins: [page, 'http://localhost:5173'],
        allowCredentials: true,
        allowResponseHeaders: ['x-total', 'etag'],
      });
      expect(corsOf(await from(lifted, transport, page, 'GET /hello'))).toEqual({
        'access-control-allow-origin': page,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'x-total,etag',
        vary: 'Origin',
      });
      for (const origin of [
        evil,
        `${page}.evil.com`,
        'https://evil-page.example',
        'http://page.example',
        `${page}:8443`,
        'https://user@page.example',
        `${page}, ${evil}`,
        'null',
        '',
        undefined,
      ])
        expect(corsOf(await from(lifted, transport, origin, 'GET /hello')), String(origin)).toEqual({
          vary: 'Origin',
        });
    });

    test('should follow the route where that says something else than the app', async () => {
      await using lifted = await withCors({ allRoutes: true, allowOrigins: [page] });
      expect(corsOf(await from(lifted, transport, evil, 'GET /open'))).toMatchObject({
        'access-control-allow-origin': '*',
      });
      expect(corsOf(await from(lifted, transport, page, 'GET /closed'))).toEqual({ vary: 'Origin' });
      const asked = await from(lifted, transport, page, 'OPTIONS /closed', preflight('GET'));
      expect(corsOf(asked)).toEqual({ vary: 'Origin' });
    });

    test('should hold for the routes that ask for it, when not for all', async () => {
      await using lifted = await withCors({ allowOrigins: [page] });
      expect(corsOf(await from(lifted, transport, page, 'GET /hello'))).toEqual({});
      expect(corsOf(await from(lifted, transport, evil, 'GET /open'))).toEqual({
        'access-control-allow-origin': '*',
      });
    });

    test('should answer a preflight, whatever policies stand before the route', async () => {
      await using lifted = await withCors({ allowOrigins: [page], allowCredentials: true });
      const asked = await from(lifted, transport, page, 'OPTIONS /open', preflight('PUT', 'x-one'));
      expect(asked).toMatchObject({ status: 204, body: undefined });
      expect(corsOf(asked)).toEqual({
        'access-control-allow-origin': page,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'x-one,x-two',
        'access-control-max-age': '5',
        vary: 'Origin',
      });
      const stranger = await from(lifted, transport, evil, 'OPTIONS /open', preflight('PUT', 'x-one'));
      expect(corsOf(stranger)).toEqual({ vary: 'Origin' });
    });

    test('should leave an OPTIONS request that is no preflight to its route', async () => {
      await using lifted = await withCors({ allRoutes: true });
      expect((await from(lifted, transport, page, 'OPTIONS /own')).body).toEqual({ own: true });
      expect((await from(lifted, transport, page, 'OPTIONS /own', preflight('GET'))).status).toBe(204);
    });

    test('should survive hostile questions', async () => {
      await using lifted = await withCors({ allRoutes: true, allowOrigins: [page] });
      for (const method of ['constructor', '__proto__', 'get ', 'x'.repeat(5_000)]) {
        const asked = await from(lifted, transport, page, 'OPTIONS /hello', preflight(method));
        expect([200, 204, 400]).toContain(asked.status);
      }
      expect((await from(lifted, transport, page, 'GET /hello')).status).toBe(200);
    });

    test('should let pages of every origin send cookies when that is asked for by its long name', async () => {
      await using lifted = await withCors({
        allRoutes: true,
        allowCredentials: true,
        allowAnyOriginWithCredentialsUnsafe: true,
      });
      expect(corsOf(await from(lifted, transport, evil, 'GET /hello'))).toEqual({
        'access-control-allow-origin': evil,
        'access-control-allow-credentials': 'true',
        vary: 'Origin',
      });
      expect(corsOf(await from(lifted, transport, 'null', 'GET /hello'))).toEqual({ vary: 'Origin' });
    });
  });
}

test('http: CORS should hold for files, for routes of plugins and for errors before any route', async () => {
  await using lifted = await lift({
    http: {
      plugins: [
        async (fastify) => {
          fastify.get('/native', async () => ({}));
        },
      ],
      bodyLimit: 10,
    },
    security: { cors: { allRoutes: true } },
  });
  const ask = lifted.via('http');
  for (const answer of [
    await ask('GET /js/dependencies/sails.io.js'),
    await ask('GET /native'),
    await ask('POST /anywhere', { data: { long: 'x'.repeat(100) } }),
  ])
    expect(answer.headers['access-control-allow-origin']).toBe('*');
});

test('a socket should never be refused by CORS, which only speaks to browsers', async () => {
  await using lifted = await withCors({ allRoutes: true, allowOrigins: [page] });
  expect(await askSocket(await lifted.client(), 'POST /hello', { data: { a: 1 } })).toMatchObject({
    status: 200,
    body: { a: 1 },
  });
});

describe('the settings of CORS', () => {
  const everybody = { allowCredentials: true };

  test('should stop the lift when every origin may send cookies', async () => {
    await expect(withCors(everybody)).rejects.toMatchObject({
      code: 'E_CORS_CREDENTIALS',
      message: expect.stringContaining('config.security.cors lets pages of every origin'),
    });
    await expect(lift({ routes: { 'GET /x': { fn: () => {}, cors: everybody } } })).rejects.toMatchObject({
      code: 'E_CORS_CREDENTIALS',
      message: expect.stringContaining("config.routes['GET /x'].cors"),
    });
  });

  test('should stop the lift when a setting is misspelt, and name the one that is meant', async () => {
    await expect(withCors({ allowOrigin: '*' } as CorsRules)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringMatching(/cors\.allowOrigin is no setting\. .*\. Did you mean allowOrigins\?$/),
    });
  });

  test.each<[string, unknown]>([
    ['allowOrigins', 'https://page.example'],
    ['allowOrigins', ['page.example']],
    ['allowOrigins', ['https://page.example/']],
    ['allowOrigins', ['*']],
    ['allowOrigins', [7]],
    ['allRoutes', 'yes'],
    ['allowRequestMethods', ['GET\r\n']],
    ['allowRequestHeaders', 'x y'],
    ['allowResponseHeaders', 7],
    ['maxAge', -1],
    ['origin', '*'],
  ])('should stop the lift when %s is %j', async (name, value) => {
    await expect(withCors({ [name]: value } as CorsRules)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining(`config.security.cors.${name} is`),
    });
  });

  test('should stop the lift when a route says something else than rules, true or false', async () => {
    for (const cors of ['https://page.example', { origins: [] }, 7])
      await expect(
        lift({ routes: { 'GET /x': { fn: () => {}, cors: cors as CorsRules } } }),
      ).rejects.toMatchObject({
        code: 'E_CONFIG',
        message: expect.stringContaining("routes['GET /x'].cors"),
      });
  });
});
