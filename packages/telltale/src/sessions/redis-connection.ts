/** The lines to Redis: one that asks, and one that listens. @module */
import type { RedisOptions as ClientOptions, Redis } from 'ioredis';
import { errors } from '../errors.ts';
import type { SessionRedis } from './session-settings.ts';

/** Longest pause between two attempts to reach Redis again, in milliseconds. */
const MOST_PAUSE = 2_000;
/** Milliseconds that an answer may take; then the request that waits for it fails. */
const PATIENCE = 2_000;
/** Milliseconds between two looks whether the line that listens is alive: a dead one says nothing of it, and is not asked. */
const LOOK = 5_000;

/** Told of each outage once, and of its end. */
export interface ConnectionEvents {
  lost(): void;
  back(): void;
}

/** Two clients, since one that listens can't ask. */
export interface RedisLines {
  asks: Redis;
  listens: Redis;
  /** Where Redis is, for messages; without a password. */
  place: string;
  close(): void;
}

/**
 * Connects to Redis.
 *
 * @throws E_SESSION_STORE when it can't be reached
 */
export async function connectRedis(settings: SessionRedis, events: ConnectionEvents): Promise<RedisLines> {
  // Apps that keep sessions in memory start without its client.
  const { Redis: Client } = await import('ioredis');
  const options = clientOptions(settings);
  const place = `${options.host}:${options.port}`;
  const asks: Redis = new Client({ ...options, enableOfflineQueue: false, commandTimeout: PATIENCE });
  const listens: Redis = new Client(options);
  // What they say of errors is in their rejections, and in `close`. But a connection that can't be made rejects with its end only.
  let failure: Error | undefined;
  for (const client of [asks, listens])
    client.on('error', (error) => {
      failure = error;
    });
  const looking = setInterval(() => {
    // Without an answer the line is ended, and made anew.
    if (listens.status === 'ready') listens.ping().catch(() => {});
  }, LOOK).unref();
  const close = (): void => {
    clearInterval(looking);
    for (const client of [asks, listens]) client.removeAllListeners('close').disconnect();
  };
  try {
    await Promise.all([asks.connect(), listens.connect()]);
    // A database that does not exist is told of by a command only, not by the connection.
    await asks.select(options.db ?? 0);
  } catch (cause) {
    close();
    throw unreachable(place, cause, failure);
  }
  tellOfOutages([asks, listens], events);
  return { asks, listens, place, close };
}

/** The error for a call that Redis did not answer. @param reason what is known beside its rejection */
export function unreachable(place: string, cause: unknown, reason: unknown = cause): Error {
  const { message, code } = reason as NodeJS.ErrnoException;
  const why = (message || String(code)).replace(/\.$/, '');
  return Object.assign(errors.E_SESSION_STORE(place, why), { cause });
}

function clientOptions({ url, host, port, user, pass, db }: SessionRedis): ClientOptions {
  const parsed = url === undefined ? undefined : new URL(url);
  const path = parsed?.pathname.slice(1);
  const username = parsed?.username ? decodeURIComponent(parsed.username) : user;
  const password = parsed?.password ? decodeURIComponent(parsed.password) : pass;
  return {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    connectTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    retryStrategy: (attempt) => Math.min(attempt * 50, MOST_PAUSE),
    host: parsed?.hostname.replace(/^\[|\]$/g, '') || host || '127.0.0.1',
    port: Number(parsed?.port || port || 6379),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    db: path ? Number(path) : (db ?? 0),
    ...(parsed?.protocol === 'rediss:' && { tls: {} }),
  };
}

/** An outage begins with the first line that is lost, and ends when both are back. */
function tellOfOutages(clients: readonly Redis[], { lost, back }: ConnectionEvents): void {
  const away = new Set<Redis>();
  for (const client of clients) {
    client.on('close', () => {
      if (away.size === 0) lost();
      away.add(client);
    });
    client.on('ready', () => {
      if (away.delete(client) && away.size === 0) back();
    });
  }
}
