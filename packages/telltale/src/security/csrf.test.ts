import { Redis } from 'ioredis';
import type { AppOptions } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { type Answer, type Ask, type Lifted, lift, transports } from '../../test/transports.ts';

const routes: NonNullable<AppOptions['routes']> = {
  '/pet': (req, res) => res.json({ body: req.body, query: req.query, all: req.allParams() }),
  'POST /hook': { fn: (_req, res) => res.ok(), csrf: false },
};

function withCsrf(options: AppOptions = {}): Promise<Lifted> {
  return lift({ routes, security: { csrf: true }, ...options });
}

/** What a page has that was loaded before: the session's cookie, and a token of it. */
async function visit(lifted: Lifted): Promise<{ cookie: string; token: string }> {
  const answer = await lifted.via('http')('GET /csrfToken');
  const [line] = answer.headers['set-cookie'] as string[];
  return { cookie: String(line).split(';')[0] as string, token: (answer.body as { _csrf: string })._csrf };
}

/** Asks with that cookie, over a socket as the one of its handshake. */
async function asPage(lifted: Lifted, transport: 'http' | 'socket', cookie: string): Promise<Ask> {
  if (transport === 'socket') return lifted.over({ extraHeaders: { cookie } });
  return (address, given = {}) =>
    lifted.via('http')(address, { ...given, headers: { ...given.headers, cookie } });
}

const refusal = { status: 403, body: { code: 'E_CSRF', message: expect.stringMatching(/^Forbidden/) } };

for (const transport of transports) {
  describe(`${transport}: CSRF`, () => {
    test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('should refuse a %s without a token', async (method) => {
      await using lifted = await withCsrf();
      const { cookie } = await visit(lifted);
      const ask = await asPage(lifted, transport, cookie);
      expect(await ask(`${method} /pet`, { data: { name: 'Ann' } })).toMatchObject(refusal);
    });

    test('should let GET, HEAD and OPTIONS pass, and a route that says so', async () => {
      await using lifted = await withCsrf();
      const ask = lifted.via(transport);
      expect((await ask('GET /pet')).status).toBe(200);
      expect((await ask('HEAD /pet')).status).toBe(200);
      expect((await ask('OPTIONS /pet')).status).toBe(200);
      expect((await ask('POST /hook')).status).toBe(200);
    });

    test('should take a token as a header or a value, which the action does not see', async () => {
      await using lifted = await withCsrf();
      const { cookie, token } = await visit(lifted);
      const ask = await asPage(lifted, transport, cookie);
      const data = { name: 'Ann' };
      expect((await ask('POST /pet', { data, headers: { 'x-csrf-token': token } })).body).toMatchObject({
        all: data,
      });
      expect((await ask('POST /pet', { data: { ...data, _csrf: token } })).body).toEqual({
        body: data,
        query: {},
        all: data,
      });
      expect((await ask(`PUT /pet?_csrf=${token}`, { data })).body).toEqual({
        body: data,
        query: {},
        all: data,
      });
    });

    test('should refuse a token of another session, a broken one, and what is none', async () => {
      await using lifted = await withCsrf();
      const [own, other] = [await visit(lifted), await visit(lifted)];
      const ask = await asPage(lifted, transport, own.cookie);
      for (const token of [
        other.token,
        `${own.token}x`,
        own.token.slice(1),
        '',
        'x'.repeat(8_000),
        '__proto__',
      ])
        expect(await ask('POST /pet', { headers: { 'x-csrf-token': token } }), token).toMatchObject(refusal);
      for (const _csrf of [{}, [own.token], 7, true, null, { length: 9 }])
        expect(await ask('POST /pet', { data: { _csrf } }), JSON.stringify(_csrf)).toMatchObject(refusal);
      const stranger = await asPage(lifted, transport, 'other=1');
      expect(await stranger('POST /pet', { data: { _csrf: own.token } })).toMatchObject(refusal);
      expect((await ask('POST /pet', { data: { _csrf: own.token } })).status).toBe(200);
    });

    test('should hold for the routes that ask for it, when not for all', async () => {
      await using lifted = await lift({
        routes: {
          'POST /free': (_req, res) => res.ok(),
          'POST /kept': { fn: (_req, res) => res.ok(), csrf: true },
        },
      });
      const { cookie, token } = await visit(lifted);
      const ask = await asPage(lifted, transport, cookie);
      expect((await ask('POST /free')).status).toBe(200);
      expect(await ask('POST /kept')).toMatchObject(refusal);
      expect((await ask('POST /kept', { data: { _csrf: token } })).status).toBe(200);
    });

    test('should stand before the policies of an action', async () => {
      let asked = 0;
      await using lifted = await withCsrf({
        controllers: { moduleDefinitions: { 'pet/create': { fn: async () => 'made' } } },
        policies: {
          '*': (_req, _res, next) => {
            asked += 1;
            next();
          },
        },
        routes: { 'POST /pet': 'pet/create' },
      });
      const { cookie, token } = await visit(lifted);
      const before = asked;
      const ask = await asPage(lifted, transport, cookie);
      await ask('POST /pet');
      expect(asked).toBe(before);
      expect((await ask('POST /pet', { data: { _csrf: token } })).body).toBe('made');
      expect(asked).toBe(before + 1);
    });
  });
}

describe('a CSRF token', () => {
  test('should be handed out by HTTP alone, and by a route of the app', async () => {
    await using lifted = await withCsrf({
      routes: { 'GET /token': { action: 'security/grant-csrf-token' } },
    });
    const granted: Answer = await lifted.via('http')('GET /token');
    expect(granted).toMatchObject({
      status: 200,
      body: { _csrf: expect.stringMatching(/^[\w-]{20,}$/) },
      headers: { 'cache-control': 'no-store' },
    });
    expect(await lifted.via('socket')('GET /csrfToken')).toMatchObject({
      status: 400,
      body: { code: 'E_CSRF_OVER_SOCKET' },
    });
    await using production = await withCsrf({ environment: 'production' });
    expect((await production.via('socket')('GET /csrfToken')).status).toBe(404);
    expect((await production.via('http')('GET /csrfToken')).status).toBe(200);
  });

  test('should not be there when nobody asked for it', async () => {
    await using lifted = await lift({ routes });
    expect((await lifted.via('http')('GET /csrfToken')).status).toBe(404);
    expect((await lifted.via('http')('POST /pet', { data: {} })).status).toBe(200);
  });

  test('should stand in a view as _csrf, and begin a session only where it is shown', async () => {
    await using folder = await appFolder({
      'views/form.ejs': '<form method="post" action="/pet"><input name="_csrf" value="<%= _csrf %>"></form>',
      'views/plain.ejs': 'plain',
      'views/exposed.ejs': "<%- exposeLocalsToBrowser({ keys: ['_csrf'] }) %>",
    });
    const views: AppOptions['routes'] = {
      ...routes,
      'GET /form': { view: 'form' },
      'GET /plain': { view: 'plain' },
      'GET /exposed': { view: 'exposed' },
    };
    await using lifted = await withCsrf({ appPath: folder.path, routes: views });
    const ask = lifted.via('http');
    expect((await ask('GET /plain')).headers).not.toHaveProperty('set-cookie');
    const form = await ask('GET /form');
    const token = /value="([\w-]+)"/.exec(String(form.body))?.[1] as string;
    const cookie = String((form.headers['set-cookie'] as string[])[0]).split(';')[0] as string;
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
    const post = (body: string) => fetch(`${lifted.url}/pet`, { method: 'POST', headers, body });
    expect(await (await post(`name=Ann&_csrf=${token}`)).json()).toMatchObject({ body: { name: 'Ann' } });
    const refused = await post('name=Ann');
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('Forbidden')]);
    expect((await ask('GET /exposed', { headers: { cookie } })).body).toMatch(/_csrf\\":\\"[\w-]{20,}/);
    await using without = await lift({ appPath: folder.path, routes: views });
    expect((await without.via('http')('GET /form')).body).toContain('value=""');
  });

  test('should be made by req.csrfToken(), which an app may put where it likes', async () => {
    await using lifted = await withCsrf({
      routes: { ...routes, 'GET /mine': (req, res) => res.json({ _csrf: req.csrfToken() }) },
    });
    const mine = await lifted.via('http')('GET /mine');
    const cookie = String((mine.headers['set-cookie'] as string[])[0]).split(';')[0] as string;
    const ask = await asPage(lifted, 'socket', cookie);
    expect((await ask('POST /pet', { data: { _csrf: (mine.body as { _csrf: string })._csrf } })).status).toBe(
      200,
    );
  });

  test('should hold on every server that has the session', async ({ skip }) => {
    const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
    const redis = new Redis(url, { lazyConnect: true });
    redis.on('error', () => {});
    try {
      await redis.connect();
    } catch {
      redis.disconnect();
      if (process.env.CI) throw new Error('no Redis');
      skip('no Redis');
    }
    const prefix = `telltale:test:csrf:${process.pid}:${Date.now()}:`;
    const session = { secret: 'keep this between us', adapter: 'redis' as const, url, prefix };
    await using one = await withCsrf({ session });
    await using other = await withCsrf({ session });
    const { cookie, token } = await visit(one);
    for (const transport of transports) {
      const ask = await asPage(other, transport, cookie);
      expect(await ask('POST /pet')).toMatchObject(refusal);
      expect((await ask('POST /pet', { data: { _csrf: token } })).status).toBe(200);
    }
    await redis.del(...(await redis.keys(`${prefix}*`)));
    redis.disconnect();
  });

  test('should be refused where there can be no session', async () => {
    await using lifted = await withCsrf({ session: { secret: 'x', isSessionDisabled: () => true } });
    expect((await lifted.via('http')('GET /csrfToken')).status).toBe(403);
    expect(await lifted.via('http')('POST /pet')).toMatchObject(refusal);
  });

  test('should stop the lift when it has no sessions, or is set to what is neither true nor false', async () => {
    await expect(withCsrf({ hooks: { session: false } })).rejects.toMatchObject({ code: 'E_CSRF_SESSIONS' });
    await expect(withCsrf({ security: { csrf: 'yes' as never } })).rejects.toMatchObject({
      code: 'E_CONFIG',
    });
    await expect(
      lift({ routes: { 'POST /x': { fn: () => {}, csrf: 'yes' as never } } }),
    ).rejects.toMatchObject({ code: 'E_CONFIG', message: expect.stringContaining("routes['POST /x'].csrf") });
  });
});
