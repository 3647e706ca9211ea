import { Redis } from 'ioredis';
import type { AppOptions, RateLimitConfig, RateLimitRules } from 'telltale';
import { describe, expect, test } from 'vitest';
import { type Lifted, lift, transports } from '../../test/transports.ts';

const ok: NonNullable<AppOptions['routes']> = {
  '/x': (_req, res) => res.ok(),
  '/y': (_req, res) => res.ok(),
};
const long = 60_000;

async function statuses(
  ask: ReturnType<Lifted['via']>,
  times: number,
  address = 'GET /x',
): Promise<number[]> {
  const got: number[] = [];
  for (let count = 0; count < times; count += 1) got.push((await ask(address)).status);
  return got;
}

for (const transport of transports) {
  describe(`${transport}: a rate limit`, () => {
    test('should refuse with a code, and say when to come back', async () => {
      await using lifted = await lift({ routes: ok, security: { rateLimit: { max: 2, window: long } } });
      const ask = lifted.via(transport);
      expect(await statuses(ask, 2)).toEqual([200, 200]);
      const refused = await ask('POST /y', { data: { any: 'thing' } });
      expect(refused).toMatchObject({
        status: 429,
        body: {
          code: 'E_RATE_LIMIT',
          message: expect.stringContaining('more than 2 requests within 60 seconds'),
        },
      });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(50);
      expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    });

    test('should count anew in the next window', async () => {
      await using lifted = await lift({ routes: ok, security: { rateLimit: { max: 1, window: 1_000 } } });
      const ask = lifted.via(transport);
      expect(await statuses(ask, 2)).toEqual([200, 429]);
      await expect.poll(async () => (await ask('GET /x')).status, { timeout: 5_000 }).toBe(200);
    });

    test('should hold for one route, and count each route for itself', async () => {
      const rateLimit: RateLimitRules = { max: 1, window: long };
      await using lifted = await lift({
        routes: {
          'POST /login': { fn: (_req, res) => res.ok(), rateLimit },
          'POST /reset': { fn: (_req, res) => res.ok(), rateLimit },
          'GET /x': { fn: (_req, res) => res.ok(), rateLimit: false },
        },
      });
      const ask = lifted.via(transport);
      expect(await statuses(ask, 2, 'POST /login')).toEqual([200, 429]);
      expect(await statuses(ask, 2, 'POST /reset')).toEqual([200, 429]);
      expect(await statuses(ask, 5)).toEqual([200, 200, 200, 200, 200]);
    });

    test('should stand before the policies and the action of its route', async () => {
      let ran = 0;
      await using lifted = await lift({
        routes: {
          'GET /x': {
            target: [
              (_req, _res, next) => {
                ran += 1;
                next();
              },
              (_req, res) => res.ok(),
            ],
            rateLimit: { max: 1 },
          },
        },
      });
      await statuses(lifted.via(transport), 3);
      expect(ran).toBe(1);
    });

    test('should count whom a function names, however long the name is', async () => {
      const by: RateLimitRules['by'] = (req) => req.param('who') as string;
      await using lifted = await lift({
        routes: { 'GET /x': { fn: (_req, res) => res.ok(), rateLimit: { max: 1, window: long, by } } },
      });
      const ask = lifted.via(transport);
      const as = async (who: string) => (await ask('GET /x', { data: { who } })).status;
      const [ann, bea] = [`${'x'.repeat(3_000)}ann`, `${'x'.repeat(3_000)}bea`];
      expect([await as(ann), await as(bea), await as(ann), await as(bea)]).toEqual([200, 200, 429, 429]);
    });

    test('should answer 500 when the function that names the client fails', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': {
            fn: (_req, res) => res.ok(),
            rateLimit: {
              by: () => {
                throw new Error('no such user');
              },
            },
          },
        },
      });
      expect((await lifted.via(transport)('GET /x')).status).toBe(500);
    });
  });
}

describe('a rate limit', () => {
  test('should count one client once, over both transports together', async () => {
    await using lifted = await lift({ routes: ok, security: { rateLimit: { max: 3, window: long } } });
    expect(await statuses(lifted.via('http'), 2)).toEqual([200, 200]);
    expect(await statuses(lifted.via('socket'), 2)).toEqual([200, 429]);
    const another = await lifted.over({});
    expect(await statuses(another, 1)).toEqual([429]);
  });

  test('should believe a proxy about addresses only when that is trusted', async () => {
    const security = { rateLimit: { max: 1, window: long } };
    await using direct = await lift({ routes: ok, security });
    await using behind = await lift({ routes: ok, security, http: { trustProxy: true } });
    const as = async (lifted: Lifted, address: string) =>
      (await lifted.via('http')('GET /x', { headers: { 'x-forwarded-for': address } })).status;
    expect([await as(direct, '192.0.2.1'), await as(direct, '192.0.2.2')]).toEqual([200, 429]);
    expect([await as(behind, '192.0.2.1'), await as(behind, '192.0.2.2')]).toEqual([200, 200]);
    // A household has a whole network of IPv6 addresses.
    expect([await as(behind, '2001:db8::1'), await as(behind, '2001:db8::ffff')]).toEqual([200, 429]);
    const socket = await behind.over({ extraHeaders: { 'x-forwarded-for': '192.0.2.1' } });
    expect((await socket('GET /x', { headers: { 'x-forwarded-for': '192.0.2.9' } })).status).toBe(429);
  });

  test('should remember no more clients than it is told to', async () => {
    const by: RateLimitRules['by'] = (req) => req.param('who') as string;
    await using lifted = await lift({
      routes: { 'GET /x': { fn: (_req, res) => res.ok(), rateLimit: { max: 1, window: long, by } } },
      security: { rateLimit: { max: 1_000_000, clients: 2 } },
    });
    const as = async (who: string) => (await lifted.via('socket')('GET /x', { data: { who } })).status;
    expect([await as('a'), await as('a')]).toEqual([200, 429]);
    // Two others push the first one out.
    expect([await as('b'), await as('c'), await as('a')]).toEqual([200, 200, 200]);
  });

  test('should be shared by servers through Redis, and let requests in while that is away', async ({
    skip,
  }) => {
    const prefix = `telltale:test:${process.pid}:${Date.now()}:`;
    const redis = new Redis(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379', { lazyConnect: true });
    redis.on('error', () => {});
    try {
      await redis.connect();
    } catch {
      redis.disconnect();
      if (process.env.CI) throw new Error('no Redis');
      skip('no Redis');
    }
    const rateLimit: RateLimitConfig = { max: 2, window: long, redis, prefix };
    await using one = await lift({ routes: ok, security: { rateLimit } });
    await using other = await lift({ routes: ok, security: { rateLimit } });
    expect(await statuses(one.via('http'), 1)).toEqual([200]);
    expect(await statuses(other.via('socket'), 2)).toEqual([200, 429]);
    expect(await statuses(one.via('socket'), 1)).toEqual([429]);
    await redis.del(...(await redis.keys(`${prefix}*`)));
    redis.disconnect();
    expect(await statuses(one.via('http'), 4)).toEqual([200, 200, 200, 200]);
    expect(one.log.error.filter((line) => line.includes('Redis can not be asked'))).toHaveLength(1);
  });

  test.each<[string, RateLimitConfig]>([
    ['max', { max: 0 }],
    ['window', { window: 1.5 }],
    ['by', { by: 'session' as 'ip' }],
    ['clients', { clients: -1 }],
    ['redis', { redis: {} }],
    ['timeWindow', { timeWindow: 1 } as RateLimitConfig],
  ])('should stop the lift when %s is wrong', async (name, rateLimit) => {
    await expect(lift({ security: { rateLimit } })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining(`config.security.rateLimit.${name} is`),
    });
    if (name === 'clients' || name === 'redis') return;
    await expect(lift({ routes: { 'GET /x': { fn: () => {}, rateLimit } } })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining(`config.routes['GET /x'].rateLimit.${name} is`),
    });
  });
});
