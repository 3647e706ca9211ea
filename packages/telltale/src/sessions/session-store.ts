/** Where sessions are kept between requests: what a store does. @module */

/** The data of a session: top-level key → value as JSON text. */
export type SessionFields = ReadonlyMap<string, string>;

/** A session as a store keeps it. */
export interface StoredSession {
  fields: SessionFields;
  /** Milliseconds until it ends, unless it is touched. */
  left: number;
}

/** What one request made of a session. Keys that it left alone stay as another request may have set them. */
export interface SessionChange {
  set: SessionFields;
  removed: readonly string[];
}

/** How long a session lives from now on, unless it is used. */
export interface SessionLife {
  /** Milliseconds. */
  ttl: number;
  /**
   * What the session says of its cookie, which this follows from; `''` for nothing. When it says something else by now,
   * another request has given it another life, and that stays.
   */
  of: string;
}

/** A value now, or later. A store in memory answers at once, so that its requests need no promise. */
export type Eventual<Value> = Value | Promise<Value>;

/** Told of what happened to a session on another server, or by itself. */
export type StoreNews = (kind: 'ended' | 'changed', id: string) => void;

/**
 * Keeps sessions by id. Calls fail with `E_SESSION_STORE` when the store can't be reached.
 *
 * None but `create` makes a session: a request that is slower than a logout can't bring it back.
 */
export interface SessionStore {
  /** Whether it answers at once, so that sessions can be loaded when a request first asks. */
  readonly isSync: boolean;
  /** The session, or `undefined` when there is none (any more). */
  load(id: string): Eventual<StoredSession | undefined>;
  /** Keeps a new session. @param ttl milliseconds */
  create(id: string, fields: SessionFields, ttl: number): Eventual<void>;
  /** Changes a session. @returns `false` when it is gone */
  change(id: string, change: SessionChange, life: SessionLife): Eventual<boolean>;
  /** Puts off the end of a session. @returns `false` when it is gone */
  touch(id: string, life: SessionLife): Eventual<boolean>;
  /** Ends a session. @returns whether there was one */
  end(id: string): Eventual<boolean>;
  /** Which of these sessions are gone. */
  missing(ids: readonly string[]): Eventual<string[]>;
  close(): Eventual<void>;
}
