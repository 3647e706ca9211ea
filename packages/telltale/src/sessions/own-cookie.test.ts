import { randomUUID } from 'node:crypto';
import type { AppOptions, RoutesConfig } from 'telltale';
import { describe, expect, test } from 'vitest';
import { isRedisSkipped, redisUrl } from '../../../realtime/test/redis-proxy.ts';
import { type Answer, lift, transports } from '../../test/transports.ts';
import { visitor } from '../../test/visitor.ts';

const DAY = 86_400_000;

const routes: RoutesConfig = {
  'POST /sign-in': async (req, res) => {
    await req.session.regenerate();
    req.session.user = req.param('name');
    if (req.param('remember') !== undefined) req.session.cookie.maxAge = req.param('remember') as number;
    return res.ok();
  },
  'POST /remember': (req, res) => {
    req.session.cookie.maxAge = req.param('for') as number | null;
    return res.ok();
  },
  'POST /until': (req, res) => {
    const at = req.param('at');
    req.session.cookie.expires = typeof at === 'number' ? new Date(at) : (at as null);
    return res.ok();
  },
  'POST /options': (req, res) => {
    Object.assign(req.session.cookie, req.body);
    return res.ok();
  },
  'GET /count': (req, res) => {
    req.session.count = Number(req.session.count ?? 0) + 1;
    return res.json({ count: req.session.count });
  },
  'GET /read': (req, res) => res.json({ ...req.session }),
  'GET /cookie': (req, res) => res.json(req.session.cookie),
};

const stores: Record<string, AppOptions['session']> = { memory: {} };
if (!isRedisSkipped) stores.redis = { adapter: 'redis', url: redisUrl.href, prefix: `test:${randomUUID()}:` };

/** The `set-cookie` line of the session, without the pair and what all of them have. */
function kept({ headers }: Answer): Record<string, string> | undefined {
  const line = [headers['set-cookie'] ?? []].flat().find((one) => one.startsWith('sails.sid='));
  if (line === undefined) return undefined;
  const pairs = line.split('; ').slice(1);
  return Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string]));
}

describe.each(Object.entries(stores))('the cookie of one session in %s', (_name, store) => {
  const app = (session: AppOptions['session'] = {}, more: RoutesConfig = {}): AppOptions => ({
    session: { secret: 'keep this between us', ...store, ...session },
    routes: { ...routes, ...more },
  });

  test('should be kept as long as the session says, and no other session’s', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    await using bob = visitor(lifted);
    const signedIn = await ann.http('POST /sign-in', { data: { name: 'Ann', remember: 30 * DAY } });
    expect(kept(signedIn)).toMatchObject({ 'Max-Age': '2592000', Expires: expect.any(String) });
    expect(kept(await bob.http('POST /sign-in', { data: { name: 'Bob' } }))).not.toHaveProperty('Max-Age');
    expect((await ann.http('GET /read')).body).toEqual({ user: 'Ann' });
  });

  test('should begin anew when the session changes, and not be sent when it does not', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    await ann.http('POST /sign-in', { data: { name: 'Ann', remember: 30 * DAY } });
    expect(kept(await ann.http('GET /read'))).toBeUndefined();
    expect(kept(await ann.http('GET /count'))).toMatchObject({ 'Max-Age': '2592000' });
  });

  test('should be told again with each answer when the app says rolling', async () => {
    await using lifted = await lift(app({ rolling: true }));
    await using ann = visitor(lifted);
    await ann.http('POST /sign-in', { data: { name: 'Ann', remember: 30 * DAY } });
    expect(kept(await ann.http('GET /read'))).toMatchObject({ 'Max-Age': '2592000' });
  });

  test('should end with the browser when the session says null, whatever the app says', async () => {
    await using lifted = await lift(app({ cookie: { maxAge: 60_000 } }));
    await using ann = visitor(lifted);
    expect(kept(await ann.http('GET /count'))).toMatchObject({ 'Max-Age': '60' });
    const forgotten = kept(await ann.http('POST /remember', { data: { for: null } }));
    expect(forgotten).toBeDefined();
    expect(forgotten).not.toHaveProperty('Max-Age');
    expect(kept(await ann.http('GET /count'))).toBeUndefined();
  });

  test('should be that of the app again after regenerate()', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    await ann.http('POST /sign-in', { data: { name: 'Ann', remember: 30 * DAY } });
    expect(kept(await ann.http('POST /sign-in', { data: { name: 'Ann' } }))).not.toHaveProperty('Max-Age');
    expect((await ann.http('GET /cookie')).body).toMatchObject({ originalMaxAge: null, maxAge: null });
  });

  for (const transport of transports) {
    test(`${transport}: should say how long it is kept, and what it is`, async () => {
      await using lifted = await lift(app());
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('GET /count');
      const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto' };
      const none = { originalMaxAge: null, maxAge: null, expires: null };
      expect((await ask('GET /cookie')).body).toEqual({ ...none, ...options });
      const before = Date.now();
      await ask('POST /remember', { data: { for: 30 * DAY } });
      const { maxAge, expires, ...rest } = (await ask('GET /cookie')).body as Record<string, number>;
      expect(rest).toEqual({ originalMaxAge: 30 * DAY, ...options });
      expect(maxAge).toBeGreaterThan(30 * DAY - 60_000);
      expect(maxAge).toBeLessThanOrEqual(30 * DAY);
      expect(new Date(expires as number).getTime()).toBeGreaterThanOrEqual(before + 30 * DAY - 60_000);
    });

    test(`${transport}: should take a date as well`, async () => {
      await using lifted = await lift(app());
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('GET /count');
      await ask('POST /until', { data: { at: Date.now() + 7 * DAY } });
      const { originalMaxAge } = (await ask('GET /cookie')).body as { originalMaxAge: number };
      expect(originalMaxAge).toBeGreaterThan(7 * DAY - 60_000);
      expect(originalMaxAge).toBeLessThanOrEqual(7 * DAY);
      await ask('POST /until', { data: { at: null } });
      expect((await ask('GET /cookie')).body).toMatchObject({ originalMaxAge: null, expires: null });
    });

    test(`${transport}: should let the session live as long, and no other`, async () => {
      await using lifted = await lift(app({ ttl: 0.2 }));
      await using ann = visitor(lifted);
      await using bob = visitor(lifted);
      // In one request: two could be further apart than this session lives without it.
      await ann.via(transport)('POST /sign-in', { data: { name: 'Ann', remember: 30 * DAY } });
      await bob.http('GET /count');
      const { cookie } = bob;
      const read = async () => (await bob.http('GET /read', { headers: { cookie } })).body;
      await expect.poll(read, { interval: 400, timeout: 15_000 }).toEqual({});
      expect((await ann.via(transport)('GET /read')).body).toEqual({ user: 'Ann' });
    });

    test.each([
      ['POST /remember', { for: 0 }, 'cookie.maxAge'],
      ['POST /remember', { for: -1 }, 'cookie.maxAge'],
      ['POST /remember', { for: '30 days' }, 'cookie.maxAge'],
      ['POST /remember', { for: 1e300 }, 'cookie.maxAge'],
      ['POST /until', { at: 1 }, 'cookie.expires'],
      ['POST /until', { at: 'soon' }, 'cookie.expires'],
      ['POST /options', { secure: false }, 'cookie.secure'],
      ['POST /options', { domain: 'example.com' }, 'session.cookie.domain in config/session'],
    ])(`${transport}: should refuse %s %o, and keep the session as it is`, async (address, data, named) => {
      await using lifted = await lift(app());
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('GET /count');
      expect((await ask(address, { data })).status).toBe(500);
      expect(lifted.log.error.join()).toContain(named);
      expect((await ask('GET /cookie')).body).toMatchObject({ originalMaxAge: null });
      expect((await ask('GET /read')).body).toEqual({ count: 1 });
    });
  }

  test('should end the session early when it says so', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    await ann.http('POST /remember', { data: { for: 50 } });
    const { cookie } = ann;
    const read = async () => (await ann.http('GET /read', { headers: { cookie } })).body;
    await expect.poll(read, { interval: 200, timeout: 15_000 }).toEqual({});
  });

  test('should reach the browser with its next answer by HTTP when it was said over a socket', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    await ann.via('socket')('POST /remember', { data: { for: 30 * DAY } });
    expect(kept(await ann.http('GET /read'))).toMatchObject({ 'Max-Age': '2592000' });
    expect(kept(await ann.http('GET /read'))).toBeUndefined();
  });

  test('should not be shortened by a slower request that did not know of it', async () => {
    let proceed = (): void => {};
    let entered = (): void => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const slow: RoutesConfig[string] = async (req, res) => {
      req.session.late = true;
      entered();
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
      return res.ok();
    };
    await using lifted = await lift(app({}, { 'GET /slow': slow }));
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const asked = ann.http('GET /slow');
    await inside;
    await ann.http('POST /remember', { data: { for: 30 * DAY } });
    proceed();
    await asked;
    const { maxAge } = (await ann.http('GET /cookie')).body as { maxAge: number };
    expect(maxAge).toBeGreaterThan(29 * DAY);
    expect((await ann.http('GET /read')).body).toEqual({ count: 1, late: true });
  });

  test('should be read again with reload()', async () => {
    const reloads: RoutesConfig = {
      'GET /reload': async (req, res) => {
        const { cookie } = req.session;
        cookie.maxAge = DAY;
        await req.session.reload();
        return res.json({ held: cookie.originalMaxAge, own: req.session.cookie.originalMaxAge });
      },
    };
    await using lifted = await lift(app({}, reloads));
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    await ann.http('POST /remember', { data: { for: 30 * DAY } });
    expect((await ann.http('GET /reload')).body).toEqual({ held: 30 * DAY, own: 30 * DAY });
  });

  test('should begin no session by itself', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    expect(kept(await ann.http('POST /remember', { data: { for: DAY } }))).toBeUndefined();
  });

  test('should be no place for data', async () => {
    const put: RoutesConfig = {
      'POST /put': (req, res) => {
        Object.assign(req.session, { cookie: { maxAge: DAY } });
        return res.ok();
      },
    };
    await using lifted = await lift(app({}, put));
    await using ann = visitor(lifted);
    expect((await ann.http('POST /put')).status).toBe(500);
    expect(lifted.log.error.join()).toContain('req.session.cookie');
  });
});
