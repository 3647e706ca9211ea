/** Clients of Redis, of whichever library, as far as this package uses them. @module */
import type { RedisOptions as ClientOptions, Redis } from 'ioredis';
import { errors } from '../errors.ts';
import type { RedisSettings } from './cluster-options.ts';

/** A client of `ioredis` or of `redis`. */
export interface RedisClient {
  publish(channel: string, message: string | Buffer): unknown;
  subscribe(...args: never[]): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
}

/** A pair of clients, since a subscribing one can not publish. */
export interface RedisPair {
  pub: RedisClient;
  sub: RedisClient;
  /** Ends the connections that were made here. */
  close(): Promise<void>;
}

export interface ConnectionEvents {
  log: { error(message: string): void };
  lost?: (() => void) | undefined;
  back?: (() => void) | undefined;
}

/** Longest pause between two attempts to reach Redis again, in milliseconds. */
const MOST_PAUSE = 2_000;

/**
 * Takes the clients that the settings bring, or connects new ones.
 *
 * @throws `SAILS:HOOK:SOCKETS:CONFIG` when Redis can't be reached
 */
export async function connectPair(settings: RedisSettings, events: ConnectionEvents): Promise<RedisPair> {
  const { pubClient, subClient } = settings;
  if (pubClient && subClient) {
    return { pub: sheltered(pubClient), sub: sheltered(subClient), close: async () => {} };
  }
  // Servers without Redis start without its client.
  const { Redis: Client } = await import('ioredis');
  // What a client says of errors is in its rejections, and in `close`. But a connection that can't be made rejects with its end only.
  let failure: NodeJS.ErrnoException | undefined;
  const create = (offlineQueue: boolean): Redis =>
    new Client(clientOptions(settings, offlineQueue)).on('error', (error) => {
      failure = error;
    });
  const pub = create(false);
  const sub = create(true);
  const close = async (): Promise<void> => {
    for (const client of [pub, sub]) client.removeAllListeners('close').disconnect();
  };
  try {
    await Promise.all([pub.connect(), sub.connect()]);
    // A database that does not exist is told of by a command only, not by the connection.
    await pub.select(settings.db ?? 0);
  } catch (error) {
    await close();
    const { message, code } = failure ?? (error as NodeJS.ErrnoException);
    const why = (message || String(code)).replace(/\.$/, '');
    throw errors['SAILS:HOOK:SOCKETS:CONFIG'](
      `Redis at ${settings.host ?? '127.0.0.1'}:${settings.port ?? 6379} can not be used: ${why}. Check host, port, pass and db, and whether Redis runs there`,
    );
  }
  watch(pub, events);
  return { pub: sheltered(pub), sub: sheltered(sub), close };
}

function clientOptions(
  { host, port, user, pass, db, tls }: RedisSettings,
  offlineQueue: boolean,
): ClientOptions {
  return {
    lazyConnect: true,
    // What could not be published is dropped: a room's events are sent at most once, and late ones help nobody.
    enableOfflineQueue: offlineQueue,
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt) => Math.min(attempt * 50, MOST_PAUSE),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(user !== undefined && { username: user }),
    ...(pass !== undefined && { password: pass }),
    ...(db !== undefined && { db }),
    ...(tls && { tls: {} }),
  };
}

/** Tells of each outage once, and of its end. */
function watch(client: Redis, { log, lost, back }: ConnectionEvents): void {
  let online = true;
  client.on('close', () => {
    if (!online) return;
    online = false;
    log.error('the connection to Redis is lost; until it is back, other servers hear nothing from this one');
    lost?.();
  });
  client.on('ready', () => {
    if (online) return;
    online = true;
    log.error('the connection to Redis is back');
    back?.();
  });
}

/**
 * A client whose failed calls end nowhere. Socket.IO's adapter looks at no promise that it gets, and a rejected one
 * would end the process.
 */
function sheltered(client: RedisClient): RedisClient {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || name === 'constructor') return value;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args);
        if (result instanceof Promise) result.catch(() => {});
        return result;
      };
    },
  });
}
