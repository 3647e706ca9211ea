/** Limits on how often one client may ask, over both transports together. @module */
import { createHash } from 'node:crypto';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import { checkRules, type SettingRule, type SettingRules } from '../config/check-rules.ts';
import { errors } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { RateLimitConfig, RateLimitRules } from './security-config.ts';

/** Counts a request; rejects with E_RATE_LIMIT when there were too many. */
export type Limiter = (req: Request) => Promise<void>;

const count = (unit: string): SettingRule => [
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
  `a whole number of ${unit} above 0`,
];

const rules: SettingRules = {
  max: count('requests'),
  window: count('milliseconds'),
  by: [(value) => value === 'ip' || typeof value === 'function', "'ip', or a function (req)"],
};
const rulesOfApp: SettingRules = {
  ...rules,
  clients: count('clients'),
  prefix: [(value) => typeof value === 'string' && value !== '', "a text such as 'shop:rate:'"],
  redis: [
    (value) => typeof value === 'object' && value !== null && 'defineCommand' in value,
    'a client of ioredis: new Redis()',
  ],
};

/** Bytes of a key; a longer one is kept as its hash. */
const MOST_KEY = 128;
/** Clients that a limit remembers. */
const CLIENTS = 10_000;
/** Milliseconds that Redis may take; then the request is let in. */
const PATIENCE = 500;

/** The limits of one app. */
export class RateLimits {
  readonly #app: AppContext;
  readonly #shared: RateLimitConfig;
  #fastify: FastifyInstance | undefined;
  #lost = false;

  constructor(app: AppContext, shared: RateLimitConfig) {
    this.#app = app;
    this.#shared = shared;
  }

  /** Readies the counters, in a context of their own. */
  async install(fastify: FastifyInstance): Promise<void> {
    const { clients = CLIENTS, redis, prefix = 'telltale:rate:' } = this.#shared;
    await fastify.register(async (context) => {
      await context.register(rateLimit, {
        global: false,
        cache: clients,
        ...(redis && { redis, nameSpace: prefix }),
      });
      this.#fastify = context;
    });
  }

  /**
   * Makes a limit with counters of its own.
   *
   * @param name tells its counters in Redis from those of others, and has to be the same on every server
   */
  limiter(name: string, { max = 300, window = 60_000, by = 'ip' }: RateLimitRules): Limiter {
    const keyOf = async (request: FastifyRequest): Promise<string> => {
      const client = by === 'ip' ? normalizeIP(request.ip) : String(await by(request as unknown as Request));
      return `${name}:${shortened(client)}`;
    };
    // The library's types leave `cache` out here, where each limit has a store of its own.
    const options = { max, timeWindow: window, cache: this.#shared.clients ?? CLIENTS, keyGenerator: keyOf };
    const check = this.#fastify!.createRateLimit(options);
    return async (req) => {
      const verdict = await this.#ask(check(req as unknown as FastifyRequest));
      if (verdict === undefined || verdict.isAllowed || !verdict.isExceeded) return;
      const seconds = Math.max(1, verdict.ttlInSeconds);
      throw Object.assign(errors.E_RATE_LIMIT(max, window, seconds), {
        headers: { 'retry-after': String(seconds) },
      });
    };
  }

  /** A server whose Redis is away would rather answer than refuse everybody. */
  async #ask<Verdict>(asking: Promise<Verdict>): Promise<Verdict | undefined> {
    if (!this.#shared.redis) return asking;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE} ms`)), PATIENCE);
    });
    try {
      const verdict = await Promise.race([asking, late]);
      if (this.#lost) this.#app.log.error('security.rateLimit: Redis is back; requests are counted again.');
      this.#lost = false;
      return verdict;
    } catch (error) {
      if (!this.#lost) {
        this.#app.log.error(
          'security.rateLimit: Redis can not be asked; requests are let in uncounted until it is back.',
          error,
        );
      }
      this.#lost = true;
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Checks rules of an app or of a route.
 *
 * @param where what comes before the name of a setting in messages
 * @throws E_CONFIG for a setting that isn't what it may be
 */
export function checkRateLimit(where: string, given: unknown): void {
  const allowed = where === 'security.rateLimit' ? rulesOfApp : rules;
  checkRules(where, given, allowed, 'an object such as { max: 10, window: 60_000 }, or false');
}

function shortened(key: string): string {
  return key.length <= MOST_KEY ? key : createHash('sha256').update(key).digest('base64url');
}
