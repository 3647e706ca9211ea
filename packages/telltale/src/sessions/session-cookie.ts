/** The cookie that carries a session's id, signed: `s:<id>.<signature>`. @module */
import { randomBytes } from 'node:crypto';
import type { SetCookie } from 'cookie';
import { signCookie, unsignCookie } from '../http/cookies.ts';
import { writeSetCookie } from '../http/set-cookie.ts';
import type { SessionCookieConfig, SessionSettings } from './session-settings.ts';

/** Bytes of an id: too many to guess. */
const BYTES = 24;
const shape = /^[\w-]{32}$/;

/** Signatures that are remembered: a socket sends the same cookie with each request. */
const MOST_REMEMBERED = 10_000;

/** A new id that nobody can guess. */
export function makeSessionId(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** Reads and writes the cookie of one app. */
export class SessionCookie {
  readonly name: string;
  readonly #settings: SessionCookieConfig & { path: string };
  readonly #secrets: () => readonly string[];
  /** Cookie → id, for those whose signature holds. */
  readonly #known = new Map<string, string>();

  /** @param secrets the first signs, all are believed */
  constructor({ name, cookie }: Pick<SessionSettings, 'name' | 'cookie'>, secrets: () => readonly string[]) {
    this.name = name;
    this.#settings = cookie;
    this.#secrets = secrets;
  }

  /** The id in a `cookie` header; `undefined` without one, and when nobody here has signed it. */
  read(header: string | undefined): string | undefined {
    const value = header === undefined ? undefined : cookieValue(header, this.name);
    if (value === undefined) return undefined;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const id = unsignCookie(decode(value), this.#secrets());
    if (id === false || !shape.test(id)) return undefined;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(value, id);
    return id;
  }

  /** `name=value`, as in a `cookie` header. */
  pair(id: string): string {
    return `${this.name}=${encodeURIComponent(signCookie(id, this.#secrets()[0] as string))}`;
  }

  /**
   * A `set-cookie` line that gives the id.
   *
   * @param isSecure whether the request came over an encrypted connection
   * @param maxAge milliseconds; `null` until the browser is closed
   */
  give(id: string, isSecure: boolean, maxAge: number | null = this.#settings.maxAge ?? null): string {
    const line = this.#line(signCookie(id, this.#secrets()[0] as string), isSecure);
    if (maxAge !== null) {
      // Rounded up: none at all would take the cookie away.
      line.maxAge = Math.ceil(maxAge / 1000);
      line.expires = new Date(Date.now() + maxAge);
    }
    return writeSetCookie(line);
  }

  /** A `set-cookie` line that takes the cookie away. */
  takeAway(isSecure: boolean): string {
    return writeSetCookie({ ...this.#line('', isSecure), expires: new Date(0) });
  }

  #line(value: string, isSecure: boolean): SetCookie {
    const { domain, httpOnly, partitioned, path, sameSite, secure } = this.#settings;
    const rest = { domain, httpOnly, partitioned, path, sameSite } as Partial<SetCookie>;
    return { ...rest, name: this.name, value, secure: secure === 'auto' ? isSecure : secure === true };
  }
}

/** One cookie of a header, as it was sent. The first of several counts, as browsers send the closest path first. */
function cookieValue(header: string, name: string): string | undefined {
  let at = header.indexOf(name);
  while (at !== -1) {
    const end = at + name.length;
    if (header.charCodeAt(end) === EQUALS && startsHere(header, at)) {
      const semicolon = header.indexOf(';', end);
      return header.slice(end + 1, semicolon === -1 ? undefined : semicolon).trim();
    }
    at = header.indexOf(name, end);
  }
  return undefined;
}

function startsHere(header: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && header.charCodeAt(before) === SPACE) before -= 1;
  return before < 0 || header.charCodeAt(before) === SEMICOLON;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

const EQUALS = '='.charCodeAt(0);
const SEMICOLON = ';'.charCodeAt(0);
const SPACE = ' '.charCodeAt(0);
