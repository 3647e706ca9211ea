/** What an app may set about its other servers, and what it comes to. @module */
import type { Namespace } from 'socket.io';
import type { Adapter } from 'socket.io-adapter';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import type { RedisClient } from './redis-client.ts';

/** Makes the adapter of a namespace: a function, or a class of adapters. */
export type AdapterFactory = ((namespace: Namespace) => Adapter) | (new (namespace: Namespace) => Adapter);

/** Where Redis is. */
export interface RedisAddress {
  /** @default '127.0.0.1' */
  host?: string;
  /** @default 6379 */
  port?: number;
  user?: string;
  pass?: string;
  /** Number of the database; a non-negative integer. @default 0 */
  db?: number;
  /** `redis://:pass@host:port/db`, or `rediss:` for TLS. It wins over the fields it names. */
  url?: string;
}

/** How to reach Redis, and what to call things there. */
export interface RedisOptions extends RedisAddress {
  /** A connected client that publishes; of `ioredis` or `redis`. It stays open when the app closes. */
  pubClient?: RedisClient;
  /** A connected client that subscribes; not the one that publishes. */
  subClient?: RedisClient;
  /** Beginning of the names of all channels. @default 'socket.io' */
  key?: string;
  /** Milliseconds that other servers have to answer. @default 5_000 */
  requestsTimeout?: number;
}

/** Options about many servers. */
export interface ClusterOptions extends RedisOptions {
  /**
   * What connects this server with others: `'memory'` for nothing, `'redis'` for Redis (the names of Sails mean the same),
   * or a function that makes a Socket.IO adapter. @default 'memory'
   */
  adapter?:
    | 'memory'
    | 'redis'
    | '@sailshq/socket.io-redis'
    | 'socket.io-redis'
    | '@socket.io/redis-adapter'
    | AdapterFactory;
  /** Settings of the adapter; each wins over the one of the same name beside it. */
  adapterOptions?: RedisOptions;
  /** Settings of the admin bus, by which servers ask each other to change rooms. @default those of the adapter */
  adminAdapterOptions?: RedisOptions;
  /** The admin bus's own publishing client. @default the adapter's */
  adminPubClient?: RedisClient;
  /** The admin bus's own subscribing client. @default the adapter's */
  adminSubClient?: RedisClient;
  /** Told when a connection to Redis that was made here is lost. */
  onRedisDisconnect?: () => void;
  /** Told when it is back. */
  onRedisReconnect?: () => void;
}

/** One way to Redis, checked. */
export interface RedisSettings extends Omit<RedisOptions, 'url'> {
  tls: boolean;
  key: string;
  requestsTimeout: number;
}

/** Both ways to Redis; `admin` is absent when the bus uses the adapter's clients. */
export interface ClusterSettings {
  adapter: RedisSettings;
  admin: RedisSettings | undefined;
}

const redisNames: ReadonlySet<unknown> = new Set([
  '@sailshq/socket.io-redis',
  '@socket.io/redis-adapter',
  'socket.io-redis',
  'redis',
]);

type Warn = (message: string) => void;

/**
 * Reads the options.
 *
 * @returns a factory when the app brought one, settings for Redis, or nothing for one server alone
 * @throws `SAILS:HOOK:SOCKETS:CONFIG` when one is not what it has to be
 */
export function readClusterOptions(
  options: ClusterOptions,
  warn: Warn,
): AdapterFactory | ClusterSettings | undefined {
  const { adapter } = options;
  if (adapter === undefined || adapter === null || adapter === 'memory') return undefined;
  if (typeof adapter === 'function') return adapter;
  if (!redisNames.has(adapter)) {
    throw config(
      `\`adapter\` is 'memory', 'redis', or a function that makes an adapter; got ${describe(adapter)}`,
    );
  }
  const { adapterOptions, adminAdapterOptions, adminPubClient, adminSubClient } = options;
  const settings = readRedis({ ...pickRedis(options), ...group(adapterOptions, 'adapterOptions') }, warn);
  const admin: RedisOptions = {
    ...group(adminAdapterOptions, 'adminAdapterOptions'),
    ...(adminPubClient && { pubClient: adminPubClient }),
    ...(adminSubClient && { subClient: adminSubClient }),
  };
  if (Object.keys(admin).length === 0) return { adapter: settings, admin: undefined };
  const { pubClient: _pub, subClient: _sub, ...inherited } = settings;
  return { adapter: settings, admin: readRedis({ ...inherited, ...admin }, warn, settings.tls) };
}

function config(problem: string): Error {
  return errors['SAILS:HOOK:SOCKETS:CONFIG'](problem);
}

function group(options: RedisOptions | undefined, name: string): RedisOptions {
  if (options === undefined || options === null) return {};
  if (typeof options !== 'object') throw config(`\`${name}\` is an object; got ${describe(options)}`);
  return options;
}

const redisKeys = [
  'host',
  'port',
  'user',
  'pass',
  'db',
  'url',
  'pubClient',
  'subClient',
  'key',
  'requestsTimeout',
] as const;

function pickRedis(options: RedisOptions): RedisOptions {
  return Object.fromEntries(
    redisKeys.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

function readRedis(given: RedisOptions, warn: Warn, inheritedTls = false): RedisSettings {
  const { url, ...rest } = given;
  const options = { ...rest, ...(url !== undefined && readUrl(url, warn)) };
  for (const name of ['host', 'user', 'pass', 'key'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'string') {
      throw config(`\`${name}\` is a string; got ${describe(options[name])}`);
    }
  }
  checkInteger('port', options.port, 1, 65_535);
  checkInteger('db', options.db, 0, Number.MAX_SAFE_INTEGER);
  checkInteger('requestsTimeout', options.requestsTimeout, 1, 0x7fffffff);
  checkClients(options);
  return { tls: inheritedTls, key: 'socket.io', requestsTimeout: 5_000, ...options };
}

function checkInteger(name: string, value: unknown, least: number, most: number): void {
  if (
    value === undefined ||
    (Number.isInteger(value) && (value as number) >= least && (value as number) <= most)
  )
    return;
  throw config(`\`${name}\` is an integer from ${least} to ${most}; got ${describe(value)}`);
}

function checkClients({ pubClient, subClient }: RedisOptions): void {
  if ((pubClient === undefined) !== (subClient === undefined)) {
    throw config('`pubClient` and `subClient` belong together; give both, or neither');
  }
  if (pubClient === undefined) return;
  if (pubClient === subClient) {
    throw config(
      '`subClient` is a client of its own, since a subscribing one can not publish; use pubClient.duplicate()',
    );
  }
  for (const [name, client, method] of [
    ['pubClient', pubClient, 'publish'],
    ['subClient', subClient, 'subscribe'],
  ] as const) {
    const found: unknown =
      typeof client === 'object' && client !== null
        ? (client as unknown as Record<string, unknown>)[method]
        : undefined;
    if (typeof found !== 'function')
      throw config(`\`${name}\` is a client of Redis; got ${describe(client)}`);
  }
}

/** The settings that a URL names. One that is none is warned of, and ignored. */
function readUrl(url: unknown, warn: Warn): Partial<RedisSettings> {
  const parsed =
    typeof url === 'string' && /^rediss?:/.test(url) && URL.canParse(url) ? new URL(url) : undefined;
  const db = parsed?.pathname.replace(/^\//, '') ?? '';
  if (parsed === undefined || !/^\d*$/.test(db)) {
    // The URL itself may hold a password, so it is not shown.
    warn('`url` is not a URL of Redis, as in redis://:pass@host:6379/0, and is ignored');
    return {};
  }
  return {
    ...(parsed.protocol === 'rediss:' && { tls: true }),
    ...(parsed.hostname && { host: parsed.hostname.replace(/^\[|\]$/g, '') }),
    ...(parsed.port && { port: Number(parsed.port) }),
    ...(parsed.username && { user: decodeURIComponent(parsed.username) }),
    ...(parsed.password && { pass: decodeURIComponent(parsed.password) }),
    ...(db && { db: Number(db) }),
  };
}
