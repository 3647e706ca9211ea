/** An app's settings under `session`, checked, with defaults. @module */
import { inspect } from 'node:util';
import { isPlain } from '../config/merge.ts';
import { errors } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { CookieOptions } from '../http/response.ts';
import type { SessionLife } from './session-store.ts';

/** The cookie that carries a session's id. */
export type SessionCookieConfig = Pick<
  CookieOptions,
  'domain' | 'httpOnly' | 'path' | 'partitioned' | 'sameSite' | 'secure'
> & {
  /** Milliseconds that the browser keeps it; `null` until it is closed. @default null */
  maxAge?: number | null;
};

/** How sessions are kept, and who has one. */
export interface SessionConfig {
  /** Text that signs the cookie, or several: the first signs, all are believed. Needed in production. */
  secret?: string | readonly string[];
  /** Name of the cookie. @default 'sails.sid' */
  name?: string;
  /** @default { path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto' } */
  cookie?: SessionCookieConfig;
  /** Seconds without use after which a session ends. @default as long as the cookie, else a day */
  ttl?: number;
  /** Sends the cookie with every answer that used the session, so that its `maxAge` begins anew. @default false */
  rolling?: boolean;
  /** Characters of JSON that a session may hold. @default 65_536 */
  maxLength?: number;
  /** Says which requests have no session. @default none */
  isSessionDisabled?: (req: Request) => boolean;
  /** Where sessions are kept: `'memory'`, or `'redis'`, also under the names that Sails has for it. @default 'memory' */
  adapter?: 'memory' | 'redis' | '@sailshq/connect-redis' | 'connect-redis';
  /** `redis://:pass@host:port/db`, or `rediss:` for TLS. It wins over the fields it names. */
  url?: string;
  /** @default '127.0.0.1' */
  host?: string;
  /** @default 6379 */
  port?: number;
  user?: string;
  pass?: string;
  /** Number of the database in Redis. @default 0 */
  db?: number;
  /** Beginning of the names of all keys in Redis. @default 'telltale:session:' */
  prefix?: string;
  [setting: string]: unknown;
}

/** Where Redis is, and what keys are called there. */
export type SessionRedis = Pick<SessionConfig, 'url' | 'host' | 'port' | 'user' | 'pass' | 'db'> & {
  prefix: string;
};

/** {@link SessionConfig} with everything decided. */
export interface SessionSettings {
  name: string;
  cookie: SessionCookieConfig & { path: string };
  /** Of sessions that say nothing of their own cookie. */
  life: SessionLife;
  /** Milliseconds without use after which a session ends whose cookie goes with the browser. */
  idle: number;
  rolling: boolean;
  maxLength: number;
  isSessionDisabled: ((req: Request) => boolean) | undefined;
  /** Absent: in memory. */
  redis: SessionRedis | undefined;
}

const DAY = 86_400_000;
/** What a date can hold, and a browser keeps anyway: ten years. */
const MOST = 3_650 * DAY;

type Check = (value: unknown) => boolean;
const isPositive: Check = (value) => typeof value === 'number' && value > 0 && value <= MOST;
/** Whether a cookie may be kept so long: milliseconds, or `null` until the browser is closed. */
export const isMaxAge = (value: unknown): value is number | null => value === null || isPositive(value);
const isWhole: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const isRedisUrl: Check = (value) =>
  typeof value === 'string' &&
  URL.canParse(value) &&
  /^rediss?:$/.test(new URL(value).protocol) &&
  /^\/?\d*$/.test(new URL(value).pathname);
const redisNames: ReadonlySet<unknown> = new Set(['redis', '@sailshq/connect-redis', 'connect-redis']);
/** Settings whose value no message shows. */
const hidden: ReadonlySet<string> = new Set(['secret', 'pass', 'url']);
const isText: Check = (value) => typeof value === 'string' && value !== '';

const rules: readonly [setting: string, allowed: Check, expected: string][] = [
  [
    'secret',
    (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
    'a text, or a list of texts',
  ],
  ['name', (value) => typeof value === 'string' && /^[\w.-]+$/.test(value), "a name such as 'sails.sid'"],
  ['cookie', isPlain, 'an object such as { maxAge: 86_400_000 }'],
  ['ttl', isPositive, 'a number of seconds above 0'],
  ['rolling', (value) => typeof value === 'boolean', 'true or false'],
  ['maxLength', (value) => Number.isInteger(value) && Number(value) > 0, 'a number of characters above 0'],
  ['adapter', (value) => value === 'memory' || redisNames.has(value), "'memory' or 'redis'"],
  ['url', isRedisUrl, 'a URL of Redis, as in redis://:pass@host:6379/0'],
  ['host', isText, 'a name or an address'],
  [
    'port',
    (value) => isWhole(value) && Number(value) > 0 && Number(value) < 65_536,
    'a number from 1 to 65535',
  ],
  ['user', isText, 'a text'],
  ['pass', isText, 'a text'],
  ['db', isWhole, 'a number from 0'],
  ['prefix', isText, "a text such as 'my-app:session:'"],
  [
    'isSessionDisabled',
    (value) => typeof value === 'function',
    'a function (req) that returns true or false',
  ],
];

const cookieRules: typeof rules = [
  ['maxAge', isMaxAge, 'a number of milliseconds above 0, or null'],
  ['path', isText, "a path such as '/'"],
  ['domain', isText, "a domain such as 'example.com'"],
  ['httpOnly', (value) => typeof value === 'boolean', 'true or false'],
  ['secure', (value) => typeof value === 'boolean' || value === 'auto', "true, false or 'auto'"],
  [
    'sameSite',
    (value) => typeof value === 'boolean' || ['lax', 'strict', 'none'].includes(value as string),
    "'lax', 'strict', 'none', true or false",
  ],
];

/**
 * Reads `config.session`.
 *
 * @throws E_CONFIG for a setting that is not what it may be
 */
export function readSessionSettings(config: SessionConfig = {}): SessionSettings {
  check('session', config, rules);
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto', ...config.cookie } as const;
  check('session.cookie', cookie, cookieRules);
  const { name = 'sails.sid', ttl, rolling = false, maxLength = 65_536, isSessionDisabled } = config;
  const { adapter, url, host, port, user, pass, db, prefix = 'telltale:session:' } = config;
  const redis = { url, host, port, user, pass, db, prefix } as SessionRedis;
  return {
    name,
    cookie,
    life: { ttl: ttl === undefined ? (cookie.maxAge ?? DAY) : ttl * 1000, of: '' },
    idle: ttl === undefined ? DAY : ttl * 1000,
    rolling,
    maxLength,
    isSessionDisabled,
    redis: redisNames.has(adapter) ? redis : undefined,
  };
}

function check(where: string, settings: object, rules_: typeof rules): void {
  for (const [name, allowed, expected] of rules_) {
    const value: unknown = Reflect.get(settings, name);
    if (value === undefined || allowed(value)) continue;
    const shown = hidden.has(name) ? `a ${typeof value}` : inspect(value, { depth: 0, maxStringLength: 80 });
    throw errors.E_CONFIG(`${where}.${name}`, shown, expected);
  }
}
