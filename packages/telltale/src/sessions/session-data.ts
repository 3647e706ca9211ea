/** What an app sees as `req.session`: its own data, and a few methods beside them. @module */
import { inspect } from 'node:util';
import { type Callback, giveTo } from '../app/settle.ts';
import { errors } from '../errors.ts';
import type { Session, SessionCookie } from '../http/request.ts';
import { cookieField } from './own-cookie.ts';
import type { SessionChange, SessionFields } from './session-store.ts';

/** What the methods of a session do. */
export interface SessionCalls {
  readonly id: string;
  readonly cookie: SessionCookie;
  save(): Promise<void>;
  reload(): Promise<void>;
  end(): Promise<void>;
  touch(): void;
}

/**
 * A session as an object without the prototype of objects: `session[name]` finds what was put there and nothing else,
 * whatever the name, `__proto__` included.
 */
class SessionData {
  readonly #calls: SessionCalls;

  constructor(calls: SessionCalls) {
    this.#calls = calls;
  }

  get id(): string {
    return this.#calls.id;
  }

  get cookie(): SessionCookie {
    return this.#calls.cookie;
  }

  save(done?: Callback): Promise<void> | undefined {
    return giveTo(this.#calls.save(), done);
  }

  reload(done?: Callback): Promise<void> | undefined {
    return giveTo(this.#calls.reload(), done);
  }

  regenerate(done?: Callback): Promise<void> | undefined {
    return giveTo(this.#calls.end(), done);
  }

  destroy(done?: Callback): Promise<void> | undefined {
    return giveTo(this.#calls.end(), done);
  }

  touch(): this {
    this.#calls.touch();
    return this;
  }
}

/** Names that no data can have. */
const taken: readonly string[] = ['id', cookieField, 'save', 'reload', 'regenerate', 'destroy', 'touch'];

for (const name of taken) {
  const { get, value } = Object.getOwnPropertyDescriptor(SessionData.prototype, name) as PropertyDescriptor;
  Object.defineProperty(SessionData.prototype, name, {
    get: get ?? (() => value as unknown),
    set() {
      throw errors.E_SESSION_DATA(name, `session.${name} is a method, the id or the cookie of the session`);
    },
  });
}
Object.setPrototypeOf(SessionData.prototype, null);
Reflect.deleteProperty(SessionData.prototype, 'constructor');

/** Makes the session that an app sees. */
export function makeSession(calls: SessionCalls, fields: SessionFields | undefined): Session {
  const session = new SessionData(calls) as unknown as Session;
  if (fields) fill(session, fields);
  return session;
}

/** Makes the data of a session those of the store. */
export function refill(session: Session, fields: SessionFields | undefined): void {
  for (const key of Object.keys(session)) Reflect.deleteProperty(session, key);
  if (fields) fill(session, fields);
}

function fill(session: Session, fields: SessionFields): void {
  for (const [key, text] of fields) if (key !== cookieField) session[key] = JSON.parse(text);
}

/**
 * Finds out what an app made of a session.
 *
 * @param before what the store has
 * @param most characters that a session may hold
 * @param cookie what it says of its own cookie now
 * @throws E_SESSION_DATA for what is not JSON, E_SESSION_TOO_LARGE
 */
export function changeOf(
  session: Session,
  before: SessionFields | undefined,
  most: number,
  cookie: string | undefined,
): SessionChange {
  const set = new Map<string, string>();
  let length = 0;
  let same = 0;
  for (const key of Object.keys(session)) {
    const text = toJson(key, session[key]);
    if (text === undefined) continue;
    length += key.length + text.length;
    const known = before?.get(key);
    if (known !== undefined) same += 1;
    if (known !== text) set.set(key, text);
  }
  if (length > most) throw errors.E_SESSION_TOO_LARGE(length, most);
  const cookieBefore = before?.get(cookieField);
  if (cookie !== undefined && cookie !== cookieBefore) set.set(cookieField, cookie);
  if (cookieBefore !== undefined) same += 1;
  if (before === undefined || same === before.size) return { set, removed: none };
  const removed: string[] = [];
  for (const key of before.keys())
    if (key !== cookieField && toJson(key, session[key]) === undefined) removed.push(key);
  return { set, removed };
}

const none: readonly string[] = [];

function toJson(key: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  try {
    return JSON.stringify(value) as string | undefined;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n', 1)[0] : inspect(cause);
    throw errors.E_SESSION_DATA(key, `it can't be written as JSON: ${why}`);
  }
}
