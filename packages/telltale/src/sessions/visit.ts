/** What one request does with its session: loaded when first asked for, saved before the answer leaves. @module */
import type { Request, Session, SessionCookie } from '../http/request.ts';
import { eventually } from './eventually.ts';
import { cookieField, OwnCookie } from './own-cookie.ts';
import { makeSessionId } from './session-cookie.ts';
import { changeOf, makeSession, refill, type SessionCalls } from './session-data.ts';
import type { Eventual, SessionFields, SessionLife, StoredSession } from './session-store.ts';
import type { Sessions } from './sessions.ts';

/** A session is touched when this part of its time has passed, so that most requests write nothing. */
const UNTOUCHED = 0.9;

/** The dealings of one request with its session. */
export class Visit implements SessionCalls {
  readonly #sessions: Sessions;
  readonly #req: Request;
  /** The id that the client's cookie has. */
  readonly #given: string | undefined;
  #session: Session;
  #id: string;
  /** What the store has; `undefined` as long as the session has not begun. */
  #stored: SessionFields | undefined;
  #left: number;
  #touched = false;
  #wanted = false;
  #changed = false;
  /** What the session says of its cookie; absent until somebody asks, and while it says nothing. */
  #own: OwnCookie | undefined;
  /** Whether it says something that the browser does not know. */
  #ownChanged = false;
  /** Whether the app has put nothing in its place. */
  #endsLater = false;

  constructor(
    sessions: Sessions,
    req: Request,
    given: string | undefined,
    stored: StoredSession | undefined,
  ) {
    this.#sessions = sessions;
    this.#req = req;
    this.#given = given;
    this.#id = given !== undefined && stored ? given : makeSessionId();
    this.#stored = stored?.fields;
    this.#left = stored?.left ?? 0;
    this.#session = makeSession(this, this.#stored);
    if (stored && req.isSocket) sessions.sockets.bind(req.socket as never, this.#id);
  }

  get session(): Session {
    return this.#session;
  }

  /** Who asks for the id means to know the visitor again: the session begins. */
  get id(): string {
    this.#wanted = true;
    return this.#id;
  }

  get cookie(): SessionCookie {
    const { settings } = this.#sessions;
    this.#own ??= new OwnCookie(settings, this.#stored, () =>
      this.#stored === undefined ? Number.POSITIVE_INFINITY : this.#left,
    );
    return this.#own;
  }

  /** Replaces all data; without any, ends the session when the request does. */
  set(data: unknown): void {
    const isData = typeof data === 'object' && data !== null;
    // Copied first: it may be the session itself.
    const copy = isData ? { ...data } : undefined;
    refill(this.#session, undefined);
    if (copy) Object.assign(this.#session, copy);
    this.#endsLater = !isData;
  }

  touch(): void {
    this.#touched = true;
  }

  /** Begins the session even without data. */
  begin(): void {
    this.#wanted = true;
  }

  async save(): Promise<void> {
    await this.#save(!this.#req.isSocket);
  }

  async reload(): Promise<void> {
    const stored = this.#stored && (await this.#sessions.store.load(this.#id));
    if (stored === undefined) return this.#startAnew();
    this.#stored = stored.fields;
    this.#left = stored.left;
    this.#own?.read(stored.fields);
    refill(this.#session, stored.fields);
  }

  async end(): Promise<void> {
    const [id, begun] = [this.#id, this.#stored !== undefined];
    this.#startAnew();
    if (begun && (await this.#sessions.store.end(id))) this.#sessions.ended(id, 'ended', this.#answered());
  }

  /**
   * Settles when the answer by HTTP has left. A page that loads itself again when its socket hears of the end would else do
   * so before it has the cookie of a log-in, which would be lost.
   */
  #answered(): Promise<void> | undefined {
    const { isSocket, res } = this.#req;
    if (isSocket || res === undefined || res.raw.writableEnded) return undefined;
    return new Promise((resolve) => res.raw.once('close', () => resolve()));
  }

  /**
   * Saves the session, and says what the answer has to do with the cookie.
   *
   * @returns a `set-cookie` line, if the client needs one
   */
  finish(): Eventual<string | undefined> {
    if (this.#endsLater) return this.end().then(() => this.#cookieLine());
    return eventually(this.#save(!this.#req.isSocket), () => this.#cookieLine());
  }

  /** Called when the answer has left: what a slow stream put into the session is kept, as far as it has begun. */
  afterwards(): Eventual<void> {
    return this.#stored === undefined ? undefined : this.#save(false);
  }

  /** @param isTold whether an answer that a browser reads cookies from is still to leave */
  #save(isTold: boolean): Eventual<void> {
    const { store, settings, sockets } = this.#sessions;
    if (this.#stored?.has(cookieField)) void this.cookie;
    const change = changeOf(this.#session, this.#stored, settings.maxLength, this.#own?.write(isTold));
    if (change.set.has(cookieField)) this.#ownChanged = true;
    const life = this.#own?.life ?? settings.life;
    const isEmpty = change.set.size === 0 && change.removed.length === 0;
    if (this.#stored === undefined) {
      const isData = change.set.size > (change.set.has(cookieField) ? 1 : 0);
      if (!isData && !this.#wanted) return undefined;
      return eventually(store.create(this.#id, change.set, life.ttl), () => this.#begun(change.set, life));
    }
    if (this.#req.isSocket) sockets.settle(this.#req.socket as never, this.#id);
    if (!isEmpty) {
      return eventually(store.change(this.#id, change, life), (isThere) => {
        // Gone meanwhile: what a request made of a session that somebody ended is lost with it.
        if (isThere) this.#keep(change.set, change.removed, life);
      });
    }
    if (!this.#touched && this.#left > life.ttl * UNTOUCHED) return undefined;
    this.#touched = false;
    this.#left = life.ttl;
    return eventually(store.touch(this.#id, life), () => undefined);
  }

  #begun(fields: SessionFields, { ttl }: SessionLife): void {
    this.#stored = fields;
    this.#left = ttl;
    if (this.#req.isSocket) this.#sessions.sockets.bind(this.#req.socket as never, this.#id);
  }

  #keep(set: SessionFields, removed: readonly string[], { ttl }: SessionLife): void {
    const fields = new Map(this.#stored);
    for (const [key, text] of set) fields.set(key, text);
    for (const key of removed) fields.delete(key);
    this.#stored = fields;
    this.#left = ttl;
    this.#changed = true;
    this.#sessions.changed(this.#id);
  }

  #cookieLine(): string | undefined {
    const { cookie, settings } = this.#sessions;
    if (this.#stored === undefined) {
      return this.#given === undefined ? undefined : cookie.takeAway(this.#req.secure);
    }
    const maxAge = this.#own === undefined ? (settings.cookie.maxAge ?? null) : this.#own.originalMaxAge;
    const renews = settings.rolling || this.#ownChanged || (this.#changed && maxAge !== null);
    return this.#id === this.#given && !renews ? undefined : cookie.give(this.#id, this.#req.secure, maxAge);
  }

  #startAnew(): void {
    this.#id = makeSessionId();
    this.#stored = undefined;
    this.#wanted = false;
    this.#endsLater = false;
    this.#own = undefined;
    this.#ownChanged = false;
    this.#session = makeSession(this, undefined);
  }
}
