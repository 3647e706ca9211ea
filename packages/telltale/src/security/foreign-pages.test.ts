import type { AppOptions, RoutesConfig } from 'telltale';
import { describe, expect, test } from 'vitest';
import { tls } from '../../test/tls.ts';
import { type Ask, type Lifted, lift, transports } from '../../test/transports.ts';

const routes: RoutesConfig = {
  '/pet': (req, res) => res.json({ did: req.method }),
  'POST /hook': { fn: (_req, res) => res.ok(), csrf: false },
  'POST /kept': { fn: (_req, res) => res.ok(), csrf: true },
  'POST /friends': {
    fn: (_req, res) => res.ok(),
    cors: { allowOrigins: ['https://friend.example.com'] },
  },
  'POST /public': { fn: (_req, res) => res.ok(), cors: { allowOrigins: '*' } },
};

const guarded = (options: AppOptions = {}): Promise<Lifted> =>
  lift({ routes, security: { csrf: 'origin', ...options.security }, ...options });

/** Asks as a browser does for a page: with its origin, over a socket that of the handshake. */
async function asPageOf(
  lifted: Lifted,
  transport: 'http' | 'socket',
  origin: string | undefined,
  more: Record<string, string> = {},
): Promise<Ask> {
  const headers = { ...more, ...(origin !== undefined && { origin }) };
  if (transport === 'socket') return lifted.over({ extraHeaders: headers });
  return (address, given = {}) =>
    lifted.via('http')(address, { ...given, headers: { ...headers, ...given.headers } });
}

const refusal = {
  status: 403,
  body: { code: 'E_CSRF_ORIGIN', message: expect.stringMatching(/^Forbidden/) },
};
const done = (method: string) => ({ status: 200, body: { did: method } });

for (const transport of transports) {
  describe(`${transport}: a page of another origin`, () => {
    test.each([
      ['https://evil.example.com'],
      ['http://localhost:4000'],
      ['http://127.0.0.1'],
      ['null'],
      ['file:///evil.html'],
      ['http://127.0.0.1.evil.example.com'],
      ['http://user@127.0.0.1'],
      ['nonsense'],
    ])('should change nothing: %s', async (origin) => {
      await using lifted = await guarded();
      const ask = await asPageOf(lifted, transport, origin);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        expect(await ask(`${method} /pet`), method).toMatchObject(refusal);
      expect(await ask('GET /pet')).toMatchObject(done('GET'));
      expect((await ask('HEAD /pet')).status).toBe(200);
      expect((await ask('OPTIONS /pet')).status).toBe(200);
    });

    test('should do what a route for everybody does', async () => {
      await using lifted = await guarded();
      const ask = await asPageOf(lifted, transport, 'https://evil.example.com');
      expect((await ask('POST /hook')).status).toBe(200);
    });

    test('should change something when CORS names it, with cookies only where credentials are allowed', async () => {
      await using lifted = await guarded();
      const friend = await asPageOf(lifted, transport, 'https://friend.example.com');
      const cookie = { cookie: 'a=1' };
      const withCookies = await asPageOf(lifted, transport, 'https://friend.example.com', cookie);
      if (transport === 'http') expect((await friend('POST /friends')).status).toBe(200);
      expect(await withCookies('POST /friends')).toMatchObject(refusal);
      expect(await friend('POST /pet')).toMatchObject(refusal);
      // Every page may read that; none was named.
      expect(await friend('POST /public')).toMatchObject(refusal);
      const cors = { allRoutes: true, allowOrigins: ['https://friend.example.com'], allowCredentials: true };
      const own = { '/pet': routes['/pet'] } as RoutesConfig;
      await using open = await guarded({ security: { csrf: 'origin', cors }, routes: own });
      const ask = await asPageOf(open, transport, 'https://friend.example.com', cookie);
      expect(await ask('POST /pet')).toMatchObject(done('POST'));
      const other = await asPageOf(open, transport, 'https://friend.example.com:8443', cookie);
      expect(await other('POST /pet')).toMatchObject(refusal);
    });

    test('should change something when it may open sockets, and so may do anything anyway', async () => {
      await using lifted = await guarded({ sockets: { onlyAllowOrigins: ['https://app.example.com'] } });
      const ask = await asPageOf(lifted, transport, 'https://app.example.com', { cookie: 'a=1' });
      expect(await ask('POST /pet')).toMatchObject(done('POST'));
    });

    test('should not matter where nobody asked for it', async () => {
      await using lifted = await lift({ routes });
      const ask = await asPageOf(lifted, transport, 'https://evil.example.com');
      expect(await ask('POST /pet')).toMatchObject(done('POST'));
    });

    test('should be refused by a route of its own, too', async () => {
      await using lifted = await lift({
        routes: { 'POST /x': { fn: (_req, res) => res.ok(), csrf: 'origin' } },
      });
      expect(await (await asPageOf(lifted, transport, 'https://evil.example.com'))('POST /x')).toMatchObject(
        refusal,
      );
      expect((await (await asPageOf(lifted, transport, lifted.url))('POST /x')).status).toBe(200);
    });
  });

  describe(`${transport}: an own page`, () => {
    test('should need no token', async () => {
      await using lifted = await guarded();
      const ask = await asPageOf(lifted, transport, lifted.url, { cookie: 'a=1' });
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        expect(await ask(`${method} /pet`)).toMatchObject(done(method));
      expect(await ask('POST /kept')).toMatchObject({ status: 403, body: { code: 'E_CSRF' } });
    });

    test('should be known on an encrypted line, and not be taken for one on a plain line', async () => {
      await using lifted = await guarded({ ssl: tls });
      expect(await (await asPageOf(lifted, transport, lifted.url))('POST /pet')).toMatchObject(done('POST'));
      const plain = lifted.url.replace('https:', 'http:');
      expect(await (await asPageOf(lifted, transport, plain))('POST /pet')).toMatchObject(refusal);
    });

    test('should be known behind a proxy that ends TLS, trusted or not', async () => {
      const host = { host: 'shop.example.com' };
      const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.example.com' };
      await using plain = await guarded();
      const byHost = await asPageOf(plain, transport, 'https://shop.example.com', host);
      expect(await byHost('POST /pet')).toMatchObject(done('POST'));
      // Whoever is not trusted can't say where the server is.
      const byHeader = await asPageOf(plain, transport, 'https://shop.example.com', forwarded);
      expect(await byHeader('POST /pet')).toMatchObject(refusal);
      await using trusting = await guarded({ http: { trustProxy: true } });
      const trusted = await asPageOf(trusting, transport, 'https://shop.example.com', forwarded);
      expect(await trusted('POST /pet')).toMatchObject(done('POST'));
      const downgraded = await asPageOf(trusting, transport, 'http://shop.example.com', forwarded);
      expect(await downgraded('POST /pet')).toMatchObject(refusal);
    });

    test('should not be made up by a program, which has no need to', async () => {
      await using lifted = await guarded();
      expect(await (await asPageOf(lifted, transport, undefined))('POST /pet')).toMatchObject(done('POST'));
    });
  });
}

describe('http: what the browser says by itself', () => {
  test.each([
    ['same-origin', undefined, 200],
    // The browser has compared before a proxy gave the server another name.
    ['same-origin', 'http://localhost:5173', 200],
    ['none', undefined, 200],
    ['same-site', undefined, 403],
    ['cross-site', undefined, 403],
    ['cross-site', 'https://evil.example.com', 403],
    ['nonsense', undefined, 403],
  ])('should count: sec-fetch-site: %s, with the origin %s', async (site, origin, status) => {
    await using lifted = await guarded();
    const ask = await asPageOf(lifted, 'http', origin, { 'sec-fetch-site': site });
    expect((await ask('POST /pet')).status).toBe(status);
  });

  test('should not be said by a message over a socket', async () => {
    await using lifted = await guarded();
    const ask = await asPageOf(lifted, 'socket', 'https://evil.example.com');
    const headers = { 'sec-fetch-site': 'same-origin', origin: lifted.url };
    expect(await ask('POST /pet', { headers })).toMatchObject(refusal);
  });
});

test('should need no sessions, and hand out no tokens', async () => {
  await using lifted = await guarded({
    hooks: { session: false },
    routes: { '/pet': routes['/pet'] as never },
  });
  const ask = await asPageOf(lifted, 'http', 'https://evil.example.com');
  expect(await ask('POST /pet')).toMatchObject(refusal);
  expect((await lifted.via('http')('GET /csrfToken')).status).toBe(404);
});

test('should say which origin it was, and no more of that than a line has', async () => {
  await using lifted = await guarded();
  const ask = await asPageOf(lifted, 'http', `https://evil.example.com/${'x'.repeat(8_000)}`);
  const { body } = (await ask('POST /pet')) as { body: { message: string } };
  expect(body.message).toContain('(https://evil.example.com/xxx');
  expect(body.message.length).toBeLessThan(500);
});
