/** What an app sees as `req.session.cookie`: how long a browser keeps the cookie of this one session. @module */
import { inspect } from 'node:util';
import { isPlain } from '../config/merge.ts';
import { errors } from '../errors.ts';
import type { SessionCookie } from '../http/request.ts';
import { isMaxAge, type SessionSettings } from './session-settings.ts';
import type { SessionFields, SessionLife } from './session-store.ts';

/** The field of a stored session with what it says of its cookie. No data can have the name. */
export const cookieField = 'cookie';

/** What is kept of it. */
interface Own {
  maxAge: number | null;
  /** The browser has not heard of it: it was said over a socket, or when the answer had left. */
  untold?: true;
}

/** Parts of the cookie that are the same for all sessions of an app. */
const shared = ['path', 'domain', 'httpOnly', 'secure', 'sameSite', 'partitioned'] as const;

/** The cookie of one session: kept as long as the session says, else as the app does. */
export class OwnCookie implements SessionCookie {
  declare readonly path: string;
  declare readonly domain: SessionCookie['domain'];
  declare readonly httpOnly: boolean;
  declare readonly secure: SessionCookie['secure'];
  declare readonly sameSite: SessionCookie['sameSite'];
  declare readonly partitioned: SessionCookie['partitioned'];
  readonly #settings: SessionSettings;
  /** Milliseconds until the session ends in the store. */
  readonly #left: () => number;
  #own: Own | undefined;

  constructor(settings: SessionSettings, fields: SessionFields | undefined, left: () => number) {
    this.#settings = settings;
    this.#left = left;
    this.read(fields);
  }

  static {
    for (const name of shared) {
      Object.defineProperty(OwnCookie.prototype, name, {
        get(this: OwnCookie) {
          return this.#settings.cookie[name];
        },
        set() {
          throw refusal(
            name,
            `it is the same for all sessions. Write session.cookie.${name} in config/session`,
          );
        },
      });
    }
  }

  get originalMaxAge(): number | null {
    return this.#own === undefined ? (this.#settings.cookie.maxAge ?? null) : this.#own.maxAge;
  }

  get maxAge(): number | null {
    const whole = this.originalMaxAge;
    return whole === null ? null : Math.min(whole, this.#left());
  }

  set maxAge(value: number | null) {
    if (!isMaxAge(value)) {
      throw refusal(
        'maxAge',
        `it is ${shown(value)}. Write milliseconds above 0, or null until the browser is closed`,
      );
    }
    if (value !== this.originalMaxAge) this.#own = { maxAge: value, untold: true };
  }

  get expires(): Date | null {
    const { maxAge } = this;
    return maxAge === null ? null : new Date(Date.now() + maxAge);
  }

  set expires(value: Date | null | false) {
    const isDate = value instanceof Date;
    const maxAge = isDate ? value.getTime() - Date.now() : null;
    if ((!isDate && value !== null && value !== false) || !isMaxAge(maxAge)) {
      throw refusal(
        'expires',
        `it is ${shown(value)}. Write a date to come, or null until the browser is closed`,
      );
    }
    this.maxAge = maxAge;
  }

  toJSON(): object {
    const { originalMaxAge, maxAge, expires } = this;
    const rest = Object.fromEntries(shared.map((name) => [name, this.#settings.cookie[name]]));
    return { originalMaxAge, maxAge, expires, ...rest };
  }

  /** Makes it what the store has. */
  read(fields: SessionFields | undefined): void {
    this.#own = parse(fields?.get(cookieField));
  }

  /**
   * What the store is to keep; `undefined` when the session says nothing of its own.
   *
   * @param isTold whether an answer that a browser reads is about to leave
   */
  write(isTold: boolean): string | undefined {
    if (this.#own === undefined) return undefined;
    if (isTold) this.#own = { maxAge: this.#own.maxAge };
    return JSON.stringify(this.#own);
  }

  /** How long the session lives without use. */
  get life(): SessionLife {
    if (this.#own === undefined) return this.#settings.life;
    return { ttl: this.#own.maxAge ?? this.#settings.idle, of: JSON.stringify(this.#own) };
  }
}

/** Text of the store; what an app kept under the name before that was taken is none. */
function parse(text: string | undefined): Own | undefined {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  if (!isPlain(value) || !isMaxAge(value.maxAge)) return undefined;
  return { maxAge: value.maxAge, ...(value.untold === true && { untold: true }) };
}

function refusal(name: keyof SessionCookie, why: string): Error {
  return errors.E_SESSION_DATA(`cookie.${name}`, why);
}

function shown(value: unknown): string {
  return inspect(value, { depth: 0, maxStringLength: 80 });
}
