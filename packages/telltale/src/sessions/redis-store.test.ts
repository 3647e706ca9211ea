import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Socket as Client } from 'socket.io-client';
import type { AppOptions, RoutesConfig } from 'telltale';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  createRedisProxy,
  isRedisSkipped,
  type RedisProxy,
  redisUrl,
  withRedis,
} from '../../../realtime/test/redis-proxy.ts';
import { askSocket, type Lifted, lift, transports } from '../../test/transports.ts';
import { visitor } from '../../test/visitor.ts';

const routes: RoutesConfig = {
  'GET /count': (req, res) => {
    req.session.count = Number(req.session.count ?? 0) + 1;
    return res.json({ count: req.session.count });
  },
  'GET /plain': (_req, res) => res.json({ plain: true }),
  'GET /page': (_req, res) => res.redirect('/elsewhere'),
  'GET /join': (req, res) => {
    req._sails.fastify.sockets.join(req as never, 'private');
    return res.json({ count: req.session.count });
  },
  'GET /rooms': (req, res) => {
    const { id, rooms } = req.socket as unknown as { id: string; rooms: Set<string> };
    return res.json([...rooms].filter((room) => room !== id));
  },
  'POST /logout': async (req, res) => {
    await req.session.destroy();
    return res.ok();
  },
};

/** A route in whose middle a test may do something. */
function held(): { route: RoutesConfig[string]; inside: Promise<void>; proceed(): void } {
  let proceed = (): void => {};
  let entered = (): void => {};
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const released = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  const route: RoutesConfig[string] = async (req, res) => {
    req.session.count = Number(req.session.count ?? 0) + 1;
    entered();
    await released;
    return res.json({ count: req.session.count });
  };
  return { route, inside, proceed: () => proceed() };
}

/** Lifts servers of one app, each of which may reach Redis by a line of its own. */
function servers(
  prefix = `test:${randomUUID()}:`,
  further: RoutesConfig = {},
): (proxy?: RedisProxy, more?: AppOptions['session']) => Promise<Lifted> {
  return (proxy, more) => {
    const url = new URL(redisUrl);
    if (proxy) Object.assign(url, { hostname: '127.0.0.1', port: String(proxy.port) });
    const secret = 'the same on all servers';
    return lift({
      routes: { ...routes, ...further },
      session: { secret, adapter: 'redis', url: url.href, prefix, ttl: 60, ...more },
    });
  };
}

/** The tests' own line to Redis. */
function disposable(): { client: Redis } & AsyncDisposable {
  const client = new Redis(redisUrl.href);
  return { client, [Symbol.asyncDispose]: async () => client.disconnect() };
}

/** All keys of a test. */
async function keysOf(redis: Redis, prefix: string): Promise<string[]> {
  const keys = await redis.keys(`${prefix}*`);
  expect(keys).not.toEqual([]);
  return keys;
}

const unavailable = { status: 503, body: { code: 'E_SESSION_STORE', message: 'Service Unavailable' } };

const notice = (client: Client): Promise<unknown> =>
  new Promise((resolve) => client.once('telltale:session', resolve));

/** Resolves when the log has a line like this. */
async function logged(lines: string[], line: RegExp): Promise<void> {
  await expect
    .poll(() => lines.filter((one) => line.test(one)).length, { timeout: 10_000 })
    .toBeGreaterThan(0);
}

describe.skipIf(isRedisSkipped)(withRedis('sessions in Redis'), () => {
  test('should be those of all servers, and outlive each', async () => {
    const start = servers();
    await using first = await start();
    await using ann = visitor(first);
    expect((await ann.http('GET /count')).body).toEqual({ count: 1 });
    {
      await using second = await start();
      expect((await ann.at(second.url)('GET /count')).body).toEqual({ count: 2 });
    }
    expect((await ann.http('GET /count')).body).toEqual({ count: 3 });
  });

  test('should end on all servers, for every socket', async () => {
    const start = servers();
    await using first = await start();
    await using second = await start();
    await using ann = visitor(first);
    await ann.http('GET /count');
    const client = await ann.open({}, second.url);
    await askSocket(client, 'GET /join');
    const told = notice(client);
    await ann.http('POST /logout');
    expect(await told).toMatchObject({ code: 'E_SESSION_ENDED' });
    expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
  });

  test('should answer 503 with a code where a session is needed, while Redis is away, and as before when it is back', async () => {
    await using proxy = await createRedisProxy();
    await using lifted = await servers()(proxy);
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const client = await ann.open();
    await askSocket(client, 'GET /count');
    await proxy.cut();
    await logged(lifted.log.error, /can not be reached/);
    expect(await ann.http('GET /count')).toMatchObject(unavailable);
    expect(await askSocket(client, 'GET /count')).toMatchObject(unavailable);
    // Somebody new, whose session can't begin.
    expect(await visitor(lifted).http('GET /count')).toMatchObject(unavailable);
    expect((await ann.http('GET /plain')).body).toEqual({ plain: true });
    expect((await askSocket(client, 'GET /plain')).body).toEqual({ plain: true });
    expect((await ann.http('GET /page')).status).toBe(302);
    await proxy.mend();
    await expect.poll(async () => (await ann.http('GET /count')).status, { timeout: 10_000 }).toBe(200);
    expect((await askSocket(client, 'GET /count')).body).toEqual({ count: 4 });
  });

  test('should let sockets connect while Redis is away', async () => {
    await using proxy = await createRedisProxy();
    await using lifted = await servers()(proxy);
    await using ann = visitor(lifted);
    await proxy.cut();
    await logged(lifted.log.error, /can not be reached/);
    expect((await askSocket(await ann.open(), 'GET /plain')).body).toEqual({ plain: true });
  });

  test('should take the sockets out of their rooms after an outage in which the session ended', async () => {
    await using proxy = await createRedisProxy();
    const start = servers();
    await using first = await start();
    await using second = await start(proxy);
    await using ann = visitor(first);
    await ann.http('GET /count');
    const client = await ann.open({}, second.url);
    await askSocket(client, 'GET /join');
    const told = notice(client);
    await proxy.cut();
    await logged(second.log.error, /can not be reached/);
    await ann.http('POST /logout');
    await proxy.mend();
    expect(await told).toMatchObject({ code: 'E_SESSION_ENDED' });
    expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
  });

  test.each(transports)(
    'should lose what a request by %s changed while Redis was lost, and say so',
    async (by) => {
      const { route, inside, proceed } = held();
      await using proxy = await createRedisProxy();
      await using lifted = await servers(undefined, { 'GET /held': route })(proxy);
      await using ann = visitor(lifted);
      await ann.http('GET /count');
      const asked = ann.via(by)('GET /held');
      await inside;
      await proxy.cut();
      await logged(lifted.log.error, /can not be reached/);
      proceed();
      expect(await asked).toMatchObject(unavailable);
      await proxy.mend();
      await logged(lifted.info, /are back/);
      expect((await ann.http('GET /count')).body).toEqual({ count: 2 });
    },
  );

  test.each(transports)(
    'should keep what a request by %s changed when Redis is back before its end',
    async (by) => {
      const { route, inside, proceed } = held();
      await using proxy = await createRedisProxy();
      await using lifted = await servers(undefined, { 'GET /held': route })(proxy);
      await using ann = visitor(lifted);
      await ann.http('GET /count');
      const asked = ann.via(by)('GET /held');
      await inside;
      await proxy.cut();
      await logged(lifted.log.error, /can not be reached/);
      await proxy.mend();
      await logged(lifted.info, /are back/);
      proceed();
      expect((await asked).body).toEqual({ count: 2 });
      expect((await ann.http('GET /count')).body).toEqual({ count: 3 });
    },
  );

  test.each(transports)(
    'should not come back, by %s, when Redis has lost all in the middle of a request',
    async (by) => {
      const { route, inside, proceed } = held();
      await using redis = disposable();
      const prefix = `test:${randomUUID()}:`;
      await using lifted = await servers(prefix, { 'GET /held': route })();
      await using ann = visitor(lifted);
      await ann.http('GET /count');
      const { cookie } = ann;
      const asked = ann.via(by)('GET /held');
      await inside;
      await redis.client.del(await keysOf(redis.client, prefix));
      proceed();
      expect((await asked).status).toBe(200);
      expect((await ann.http('GET /count', { headers: { cookie } })).body).toEqual({ count: 1 });
    },
  );

  test('should have ended for every socket when Redis comes back empty, and begin anew', async () => {
    await using redis = disposable();
    const prefix = `test:${randomUUID()}:`;
    await using proxy = await createRedisProxy();
    await using lifted = await servers(prefix)(proxy);
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const client = await ann.open();
    await askSocket(client, 'GET /join');
    const told = notice(client);
    await proxy.cut();
    await logged(lifted.log.error, /can not be reached/);
    await redis.client.del(await keysOf(redis.client, prefix));
    await redis.client.script('FLUSH');
    await proxy.mend();
    expect(await told).toMatchObject({ code: 'E_SESSION_ENDED' });
    expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
    expect((await ann.http('GET /count')).body).toEqual({ count: 1 });
    expect((await ann.http('GET /count')).body).toEqual({ count: 2 });
  });

  test.each(transports)('should be waited for by %s when Redis answers late', async (by) => {
    await using proxy = await createRedisProxy();
    await using lifted = await servers()(proxy);
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    await ann.via(by)('GET /plain');
    const other = await visitor(lifted).open({ nosession: 'true' });
    proxy.stall();
    const asked = ann.via(by)('GET /count');
    // Answered while the other one waits.
    expect((await askSocket(other, 'GET /plain')).status).toBe(200);
    proxy.resume();
    expect((await asked).body).toEqual({ count: 2 });
    expect(lifted.log.error).toEqual([]);
  });

  test('should be given up, and asked for again, when Redis never answers', async () => {
    await using proxy = await createRedisProxy();
    await using lifted = await servers()(proxy);
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const client = await ann.open();
    await askSocket(client, 'GET /count');
    proxy.stall();
    const answers = [ann.http('GET /count'), askSocket(client, 'GET /count')];
    expect(await Promise.all(answers)).toMatchObject([unavailable, unavailable]);
    expect((await ann.http('GET /plain')).body).toEqual({ plain: true });
    expect((await askSocket(await visitor(lifted).open(), 'GET /plain')).body).toEqual({ plain: true });
    await logged(lifted.log.error, /can not be reached/);
    proxy.resume();
    await logged(lifted.info, /are back/);
    expect((await ann.http('GET /count')).status).toBe(200);
    expect((await askSocket(client, 'GET /count')).status).toBe(200);
  });

  test('should end for sockets whose server hears nothing of it, on a line that is dead and does not say so', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await using proxy = await createRedisProxy();
    const start = servers();
    await using first = await start();
    await using second = await start(proxy);
    await using ann = visitor(first);
    await ann.http('GET /count');
    const client = await ann.open({}, second.url);
    await askSocket(client, 'GET /join');
    const told = notice(client);
    proxy.forget();
    await ann.http('POST /logout');
    // The next look at the line.
    vi.advanceTimersByTime(5_000);
    await logged(second.log.error, /can not be reached/);
    expect(await told).toMatchObject({ code: 'E_SESSION_ENDED' });
    expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
  });

  test('should take its socket out of its rooms when Redis has let it expire, though nobody asks', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await using redis = disposable();
    const prefix = `test:${randomUUID()}:`;
    const brief: RoutesConfig[string] = (req, res) => {
      req.session.cookie.maxAge = 50;
      return res.ok();
    };
    await using lifted = await servers(prefix, { 'POST /brief': brief })();
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const client = await ann.open();
    await askSocket(client, 'GET /join');
    const keys = await keysOf(redis.client, prefix);
    await ann.http('POST /brief');
    await expect.poll(() => redis.client.exists(keys)).toBe(0);
    expect((await askSocket(client, 'GET /rooms')).body).toEqual(['private']);
    const told = notice(client);
    vi.advanceTimersByTime(30_000);
    expect(await told).toEqual({ code: 'E_SESSION_ENDED', message: 'The session has expired.' });
    expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
  });

  test('should be answered with 503 when Redis answers with an error, and hurt no other', async () => {
    await using redis = disposable();
    const prefix = `test:${randomUUID()}:`;
    await using lifted = await servers(prefix)();
    await using ann = visitor(lifted);
    await using bob = visitor(lifted);
    await ann.http('GET /count');
    const [key = ''] = await keysOf(redis.client, prefix);
    await redis.client.set(key, 'no hash');
    await bob.http('GET /count');
    expect(await ann.http('GET /count')).toMatchObject(unavailable);
    expect((await bob.http('GET /count')).body).toEqual({ count: 2 });
  });

  test('should end when they were not used for their time', async () => {
    const start = servers();
    await using lifted = await start(undefined, { ttl: 0.05 });
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const { cookie } = ann;
    await expect
      .poll(async () => (await ann.http('GET /join', { headers: { cookie } })).body, { interval: 200 })
      .toEqual({});
  });

  test.each<[string, AppOptions['session']]>([
    ['nothing listens there', { url: 'redis://:hush@127.0.0.1:1/0' }],
    ['there is no such database', { db: 4_000 }],
  ])('should not be lifted with, and tell no password, when %s', async (_what, session) => {
    const lifting = servers()(undefined, { url: undefined as never, host: redisUrl.hostname, ...session });
    const error = await lifting.then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error).toMatchObject({ code: 'E_SESSION_STORE', message: expect.stringContaining('session.url') });
    expect(error?.message).not.toContain('hush');
  });
});

test.each([
  [{ adapter: 'mongo' }, 'session.adapter'],
  [{ adapter: 'redis', url: 'http://:hush@example.com' }, 'session.url'],
  [{ adapter: 'redis', port: '6379' }, 'session.port'],
  [{ adapter: 'redis', prefix: '' }, 'session.prefix'],
])('should stop the app with E_CONFIG for %o', async (session, setting) => {
  const lifting = lift({ session: { secret: 'keep this between us', ...session } as never });
  const error = (await lifting.catch((reason: unknown) => reason)) as Error;
  expect(error).toMatchObject({ code: 'E_CONFIG', message: expect.stringContaining(setting) });
  expect(error.message).not.toContain('hush');
});
