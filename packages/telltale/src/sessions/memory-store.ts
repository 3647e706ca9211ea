/** Sessions in the memory of one process; they end with it. @module */
import { cookieField } from './own-cookie.ts';
import type {
  SessionChange,
  SessionFields,
  SessionLife,
  SessionStore,
  StoredSession,
} from './session-store.ts';

/** How much the store holds. */
export interface MemoryStoreBounds {
  /** Characters of data of all sessions together. */
  characters: number;
  /** Sessions without data: of visitors that only opened a socket. */
  empty: number;
}

interface Kept {
  fields: Map<string, string>;
  size: number;
  expires: number;
}

const standard: MemoryStoreBounds = { characters: 64 * 1024 * 1024, empty: 20_000 };

/** What a session costs beside its data. */
const OVERHEAD = 200;

/**
 * Makes a store in memory. When it is full, those that were used the longest ago go; those without data first.
 *
 * @param full called when a session with data had to go, with how many are left
 */
export class MemoryStore implements SessionStore {
  readonly isSync = true;
  readonly #bounds: MemoryStoreBounds;
  readonly #full: (left: number) => void;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept>();
  readonly #empty = new Map<string, Kept>();
  /** The one that was used last, and so stands last: most requests of a burst are of one visitor. */
  #last: string | undefined;
  #size = 0;

  constructor(full: (left: number) => void, bounds: Partial<MemoryStoreBounds> = {}) {
    this.#bounds = { ...standard, ...bounds };
    this.#full = full;
  }

  load(id: string): StoredSession | undefined {
    const kept = this.#find(id);
    if (kept === undefined) return undefined;
    this.#isUsed(id, kept);
    return { fields: kept.fields, left: kept.expires - Date.now() };
  }

  create(id: string, fields: SessionFields, ttl: number): void {
    this.#put(id, new Map(fields), Date.now() + ttl);
  }

  change(id: string, { set, removed }: SessionChange, life: SessionLife): boolean {
    const kept = this.#find(id);
    if (kept === undefined) return false;
    // Others that loaded the session hold its fields.
    const fields = new Map(kept.fields);
    for (const [key, text] of set) fields.set(key, text);
    for (const key of removed) fields.delete(key);
    this.#take(id);
    this.#put(id, fields, endOf(kept, fields, life));
    return true;
  }

  touch(id: string, life: SessionLife): boolean {
    const kept = this.#find(id);
    if (kept === undefined) return false;
    this.#take(id);
    this.#put(id, kept.fields, endOf(kept, kept.fields, life));
    return true;
  }

  end(id: string): boolean {
    const kept = this.#find(id);
    this.#take(id);
    return kept !== undefined;
  }

  missing(ids: readonly string[]): string[] {
    return ids.filter((id) => this.#find(id) === undefined);
  }

  close(): void {
    this.#kept.clear();
    this.#empty.clear();
    this.#size = 0;
  }

  /** Drops what has ended. */
  sweep(): void {
    const now = Date.now();
    for (const sessions of [this.#empty, this.#kept]) {
      for (const [id, { expires }] of sessions) if (expires <= now) this.#take(id);
    }
  }

  #find(id: string): Kept | undefined {
    const kept = this.#kept.get(id) ?? this.#empty.get(id);
    return kept === undefined || kept.expires <= Date.now() ? undefined : kept;
  }

  /** Looking is a use, too: whoever fills the store with sessions drives out his own before those of others. */
  #isUsed(id: string, kept: Kept): void {
    if (id === this.#last) return;
    this.#last = id;
    const sessions = kept.fields.size === 0 ? this.#empty : this.#kept;
    sessions.delete(id);
    sessions.set(id, kept);
  }

  #take(id: string): void {
    this.#size -= this.#kept.get(id)?.size ?? 0;
    this.#kept.delete(id);
    this.#empty.delete(id);
  }

  #put(id: string, fields: Map<string, string>, expires: number): void {
    let size = OVERHEAD;
    for (const [key, text] of fields) size += key.length + text.length;
    this.#last = id;
    if (fields.size === 0) {
      this.#empty.set(id, { fields, size, expires });
      if (this.#empty.size > this.#bounds.empty) this.#take(first(this.#empty));
      return;
    }
    this.#kept.set(id, { fields, size, expires });
    this.#size += size;
    while (this.#size > this.#bounds.characters && this.#kept.size > 1) {
      this.#take(first(this.#kept));
      this.#full(this.#kept.size);
    }
  }
}

function endOf({ expires }: Kept, fields: SessionFields, { ttl, of }: SessionLife): number {
  return (fields.get(cookieField) ?? '') === of ? Date.now() + ttl : expires;
}

function first(sessions: ReadonlyMap<string, unknown>): string {
  return sessions.keys().next().value as string;
}
