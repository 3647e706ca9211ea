/**
 * The sessions of one app: one for each visitor, shared by the requests and the sockets of its browser.
 *
 * A session is loaded when a request first asks for it and saved before the answer leaves, so a request that does not ask
 * pays nothing. It begins when something is put into it, when its id is asked for, or when a socket connects without one.
 *
 * Other parts learn here what becomes of sessions:
 *
 * ```
 * const stop = sessionsOf(app)?.onNews(({ kind, id, sockets }) => {
 *   // 'ended': logged out or expired; the sockets have left the rooms that they joined under it.
 *   // 'changed': a request has changed its data; they stay, and what they may is to be asked again.
 * });
 * ```
 *
 * @module
 */
import { type LoadedSession, type SessionNotice, sessionEvent } from '@telltale/realtime';
import type { AppContext } from '../app/app-context.ts';
import type { Request, Session } from '../http/request.ts';
import { sessionSecrets } from '../http/session-secret.ts';
import { readPath } from '../routing/request-path.ts';
import { MemoryStore } from './memory-store.ts';
import { OwnCookie } from './own-cookie.ts';
import { RedisStore } from './redis-store.ts';
import { SessionCookie } from './session-cookie.ts';
import { changeOf, makeSession } from './session-data.ts';
import { readSessionSettings, type SessionSettings } from './session-settings.ts';
import { SessionSockets, type Socket } from './session-sockets.ts';
import type { SessionStore, StoredSession } from './session-store.ts';
import { Visit } from './visit.ts';

/** What became of a session. */
export interface SessionNews {
  kind: 'ended' | 'changed';
  id: string;
  /** Its sockets on this server. */
  sockets: readonly Socket[];
}

/** Where a request keeps its {@link Visit}: `null` until it asks, `false` without a session, an error when it can't be had. */
export const kVisit: unique symbol = Symbol('telltale.visit');

type Visitor = Request & { [kVisit]: Visit | Error | false | null };

/** Milliseconds between two looks for sessions that have ended by themselves. */
const SWEEP = 30_000;

const known = new WeakMap<AppContext, Sessions>();

/** The sessions of an app; `undefined` when the part `session` is off. */
export function sessionsOf(app: AppContext): Sessions | undefined {
  return known.get(app);
}

/** The sessions of one app. */
export class Sessions {
  readonly settings: SessionSettings;
  readonly store: SessionStore;
  readonly cookie: SessionCookie;
  readonly sockets: SessionSockets = new SessionSockets();
  readonly #app: AppContext;
  readonly #listeners = new Set<(news: SessionNews) => void>();
  readonly #sweeper: NodeJS.Timeout;
  /** Sessions that were dropped for want of room since the last look. */
  #dropped = 0;

  /**
   * Opens the sessions of an app.
   *
   * @throws E_CONFIG for settings that are none, E_SESSION_STORE when Redis can't be reached
   */
  static async open(app: AppContext): Promise<Sessions> {
    const settings = readSessionSettings(app.config.session);
    let sessions: Sessions;
    const store = settings.redis
      ? await RedisStore.connect(settings.redis, {
          news: (kind, id) => sessions.#hear(kind, id),
          lost: (place) => app.log.error(`The sessions in Redis at ${place} can not be reached.`),
          back: (place) => {
            app.log.info(`The sessions in Redis at ${place} are back.`);
            sessions.#hearAgain();
          },
        })
      : new MemoryStore((left) => sessions.#warnFull(left));
    sessions = new Sessions(app, settings, store);
    known.set(app, sessions);
    return sessions;
  }

  private constructor(app: AppContext, settings: SessionSettings, store: SessionStore) {
    this.#app = app;
    this.settings = settings;
    this.store = store;
    this.cookie = new SessionCookie(settings, () => sessionSecrets(app));
    this.#sweeper = setInterval(() => {
      // In an outage, the next look is soon enough.
      this.#lookForEnded().catch(() => {});
      if (store instanceof MemoryStore) store.sweep();
      this.#tellDropped();
    }, SWEEP).unref();
  }

  /** The session of a request; `undefined` when it has none to have. */
  of(req: Request): Session | undefined {
    return this.visit(req)?.session;
  }

  /**
   * What a request does with its session; `undefined` when it has none to have.
   *
   * @throws E_SESSION_STORE when the store could not be reached
   */
  visit(req: Request): Visit | undefined {
    const visitor = req as Visitor;
    visitor[kVisit] ??= this.#open(req) ?? false;
    if (visitor[kVisit] instanceof Visit) return visitor[kVisit];
    if (visitor[kVisit] instanceof Error) throw visitor[kVisit];
    return undefined;
  }

  /** The visit of a request that has asked for its session already. */
  begunVisit(req: object): Visit | undefined {
    const visit = (req as Visitor)[kVisit];
    return visit instanceof Visit ? visit : undefined;
  }

  /**
   * Loads the session of a request from a store that does not answer at once. A failure is kept for who asks for the
   * session: what needs none goes on working.
   *
   * @returns nothing when there is nothing to wait for
   */
  prepare(req: Request): Promise<void> | undefined {
    const id = this.cookie.read(req.headers.cookie);
    if (id === undefined || this.#isWithout(req) || this.#isFile(req)) return undefined;
    const visitor = req as Visitor;
    const keep = (visit: Visit | Error): void => {
      visitor[kVisit] = visit;
    };
    return Promise.resolve(this.store.load(id)).then(
      (stored) => keep(new Visit(this, req, id, stored)),
      keep,
    );
  }

  /** Tells of sessions that end and change, until what it returns is called. */
  onNews(listener: (news: SessionNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Told by requests, and by the store, when a session has ended. Its sockets lose their rooms at once.
   *
   * @param answered after which their clients are told. Default: at once.
   */
  ended(id: string, why: 'ended' | 'expired', answered?: Promise<void>): void {
    const sockets = this.sockets.end(id);
    const message = why === 'ended' ? 'The session has ended.' : 'The session has expired.';
    const notice: SessionNotice = { code: 'E_SESSION_ENDED', message };
    const tell = (): void => {
      for (const socket of sockets) socket.emit(sessionEvent, notice);
    };
    if (answered === undefined) tell();
    else void answered.then(tell);
    this.#tell({ kind: 'ended', id, sockets });
  }

  /** Told by requests, and by the store, when the data of a session have changed. */
  changed(id: string): void {
    if (this.#listeners.size > 0) this.#tell({ kind: 'changed', id, sockets: this.sockets.of(id) });
  }

  /** Finds the session of a socket, for the hooks that run when it comes and goes. */
  readonly loadOf = async (socket: Socket): Promise<LoadedSession | undefined> => {
    const id = this.sockets.idOf(socket);
    const stored = id === undefined ? undefined : await this.store.load(id);
    if (id === undefined || stored === undefined) return undefined;
    const cookie = new OwnCookie(this.settings, stored.fields, () => stored.left);
    const session = makeSession(
      { id, cookie, save: nothing, reload: nothing, end: nothing, touch: () => {} },
      stored.fields,
    );
    return {
      session,
      save: async () => {
        const change = changeOf(session, stored.fields, this.settings.maxLength, cookie.write(false));
        if (change.set.size === 0 && change.removed.length === 0) return;
        if (await this.store.change(id, change, cookie.life)) this.changed(id);
      },
    };
  };

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#listeners.clear();
    await this.store.close();
  }

  #open(req: Request): Visit | undefined {
    if (this.#isWithout(req)) return undefined;
    const id = this.cookie.read(req.headers.cookie);
    if (id === undefined) return new Visit(this, req, undefined, undefined);
    // Asked for before it is loaded, as in a plugin's early hook.
    if (!this.store.isSync) return undefined;
    return new Visit(this, req, id, this.store.load(id) as StoredSession | undefined);
  }

  #isWithout(req: Request): boolean {
    return req.headers.nosession !== undefined || this.settings.isSessionDisabled?.(req) === true;
  }

  /** Whether a request will be answered with a file, or with 404, for want of a route. */
  #isFile({ method, url }: Request): boolean {
    if (method !== 'GET' && method !== 'HEAD') return false;
    const path = readPath(url);
    return (
      path.segments.at(-1)?.includes('.') === true && this.#app.router.candidates(method, path).length === 0
    );
  }

  #hear(kind: 'ended' | 'changed', id: string): void {
    if (this.sockets.of(id).length === 0) return;
    if (kind === 'ended') this.ended(id, 'ended');
    else this.changed(id);
  }

  /** After an outage, in which sessions may have ended and changed unheard. */
  #hearAgain(): void {
    this.#lookForEnded().then(
      () => {
        for (const id of this.sockets.ids) this.changed(id);
      },
      () => {},
    );
  }

  #tell(news: SessionNews): void {
    for (const listener of this.#listeners) {
      try {
        listener(news);
      } catch (error) {
        this.#app.log.error('What follows from the end or change of a session failed:', error);
      }
    }
  }

  async #lookForEnded(): Promise<void> {
    const { ids } = this.sockets;
    if (ids.length === 0) return;
    for (const id of await this.store.missing(ids)) this.ended(id, 'expired');
  }

  /** Told at once of the first, then of all that followed: who fills the store is not to fill the log. */
  #warnFull(left: number): void {
    this.#dropped += 1;
    if (this.#dropped > 1) return;
    this.#app.log.warn(
      `The sessions in memory have no more room, so the one that was not used for the longest is dropped; ${left} are left. Keep them in Redis: session.adapter`,
    );
  }

  #tellDropped(): void {
    if (this.#dropped > 1) {
      this.#app.log.warn(`For want of room in memory, ${this.#dropped - 1} more sessions were dropped.`);
    }
    this.#dropped = 0;
  }
}

const nothing = async (): Promise<void> => {};
