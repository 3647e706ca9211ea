/**
 * Sessions in Redis, for many servers and for restarts: a hash for each, with its data by key.
 *
 * Each call is one command or one script, so that it is done as a whole. A session that ends or changes is told to the other
 * servers, which may have sockets of it.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { cookieField } from './own-cookie.ts';
import { connectRedis, type RedisLines, unreachable } from './redis-connection.ts';
import type { SessionRedis } from './session-settings.ts';
import type {
  SessionChange,
  SessionFields,
  SessionLife,
  SessionStore,
  StoredSession,
  StoreNews,
} from './session-store.ts';

/** A field that every session has, since a hash without fields is none. */
const MARK = '@';
/** Before the keys of data, which may have any name. */
const DATA = '.';
/** Ids in one question which of them are gone. */
const AT_ONCE = 500;

/** Gives a session another time to live, unless another request has said something else of its cookie meanwhile. */
const live = (ttl: string, of: string): string => `
    if (redis.call('HGET', KEYS[1], '${DATA}${cookieField}') or '') == ${of} then
      redis.call('PEXPIRE', KEYS[1], ${ttl})
    end`;

const scripts = {
  loadSession: `
    local fields = redis.call('HGETALL', KEYS[1])
    if #fields == 0 then return false end
    return { redis.call('PTTL', KEYS[1]), fields }`,
  createSession: `
    redis.call('HSET', KEYS[1], unpack(ARGV, 2))
    return redis.call('PEXPIRE', KEYS[1], ARGV[1])`,
  changeSession: `
    if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
    local removed = tonumber(ARGV[5])
    for i = 6, 5 + removed do redis.call('HDEL', KEYS[1], ARGV[i]) end
    for i = 6 + removed, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
    ${live('ARGV[1]', 'ARGV[2]')}
    redis.call('PUBLISH', ARGV[3], ARGV[4])
    return 1`,
  touchSession: `
    ${live('ARGV[1]', 'ARGV[2]')}
    return redis.call('EXISTS', KEYS[1])`,
  endSession: `
    local ended = redis.call('DEL', KEYS[1])
    if ended == 1 then redis.call('PUBLISH', ARGV[1], ARGV[2]) end
    return ended`,
};

type Script = (key: string, ...given: (string | number)[]) => Promise<unknown>;
type Scripted = Record<keyof typeof scripts, Script>;

/** What a store in Redis tells. */
export interface RedisStoreEvents {
  news: StoreNews;
  lost(place: string): void;
  /** Redis is back; news may have been missed. */
  back(place: string): void;
}

/** Makes a store in Redis. */
export class RedisStore implements SessionStore {
  readonly isSync = false;
  readonly #lines: RedisLines;
  readonly #prefix: string;
  readonly #channel: string;
  /** Tells this server's own news from those of others. */
  readonly #server = randomBytes(6).toString('base64url');

  /** @throws E_SESSION_STORE when Redis can't be reached */
  static async connect(settings: SessionRedis, events: RedisStoreEvents): Promise<RedisStore> {
    let place = '';
    const lines = await connectRedis(settings, {
      lost: () => events.lost(place),
      back: () => events.back(place),
    });
    place = lines.place;
    const store = new RedisStore(lines, settings.prefix);
    await store.#listen(events.news);
    return store;
  }

  private constructor(lines: RedisLines, prefix: string) {
    this.#lines = lines;
    this.#prefix = prefix;
    this.#channel = `${prefix}news`;
    for (const [name, lua] of Object.entries(scripts))
      lines.asks.defineCommand(name, { numberOfKeys: 1, lua });
  }

  async load(id: string): Promise<StoredSession | undefined> {
    const answer = (await this.#run('loadSession', id)) as [number, string[]] | null;
    if (answer === null) return undefined;
    const fields = new Map<string, string>();
    const [left, flat] = answer;
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const name = flat[index] as string;
      if (name !== MARK) fields.set(name.slice(DATA.length), flat[index + 1] as string);
    }
    return { fields, left };
  }

  async create(id: string, fields: SessionFields, ttl: number): Promise<void> {
    await this.#run('createSession', id, ttl, MARK, '1', ...flatten(fields));
  }

  async change(id: string, { set, removed }: SessionChange, { ttl, of }: SessionLife): Promise<boolean> {
    const gone = removed.map((key) => DATA + key);
    const news = this.#message('changed', id);
    return (
      (await this.#run(
        'changeSession',
        id,
        ttl,
        of,
        this.#channel,
        news,
        gone.length,
        ...gone,
        ...flatten(set),
      )) === 1
    );
  }

  async touch(id: string, { ttl, of }: SessionLife): Promise<boolean> {
    return (await this.#run('touchSession', id, ttl, of)) === 1;
  }

  async end(id: string): Promise<boolean> {
    return (await this.#run('endSession', id, this.#channel, this.#message('ended', id))) === 1;
  }

  async missing(ids: readonly string[]): Promise<string[]> {
    const missing: string[] = [];
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE);
      const questions = some.map((id) => this.#lines.asks.exists(this.#prefix + id));
      const answers = await this.#asked(Promise.all(questions));
      missing.push(...some.filter((_id, index) => answers[index] === 0));
    }
    return missing;
  }

  close(): void {
    this.#lines.close();
  }

  #run(script: keyof typeof scripts, id: string, ...given: (string | number)[]): Promise<unknown> {
    const commands = this.#lines.asks as unknown as Scripted;
    return this.#asked(commands[script](this.#prefix + id, ...given));
  }

  async #asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (cause) {
      throw unreachable(this.#lines.place, cause);
    }
  }

  #message(kind: 'ended' | 'changed', id: string): string {
    return `${kind} ${this.#server} ${id}`;
  }

  async #listen(news: StoreNews): Promise<void> {
    this.#lines.listens.on('message', (_channel: string, message: string) => {
      const [kind, server, id] = message.split(' ');
      if (server === this.#server || id === undefined) return;
      if (kind === 'ended' || kind === 'changed') news(kind, id);
    });
    await this.#asked(this.#lines.listens.subscribe(this.#channel));
  }
}

function flatten(fields: SessionFields): string[] {
  const flat: string[] = [];
  for (const [key, text] of fields) flat.push(DATA + key, text);
  return flat;
}
