/** The notification log of one server: it lives in memory, and ends with the process. @module */
import { randomBytes } from 'node:crypto';
import type { Position } from '@telltale/protocol';
import { errors } from '../errors.ts';
import type { LoggedNotification, NotificationLog, OutgoingNotification } from './notification-log.ts';

/** Bounds of a memory log, each a positive integer. */
export interface MemoryLogOptions {
  /** Milliseconds for which a notification is kept. @default 300_000 */
  age?: number;
  /** Notifications that are kept. @default 100_000 */
  count?: number;
  /** Characters of all payloads that are kept. @default 67_108_864 */
  characters?: number;
  /** Hears what a tail threw. @default written to the console */
  onError?: (error: unknown) => void;
  /** Milliseconds of a clock that never goes back. @default performance.now */
  now?: () => number;
}

const defaults = { age: 300_000, count: 100_000, characters: 67_108_864 };

interface Entry {
  readonly notification: LoggedNotification;
  readonly addedAt: number;
}

interface Tail {
  readonly deliver: (notification: LoggedNotification) => void;
  /** It is told of what comes after this offset. */
  readonly after: number;
}

/** Dropped entries that may wait at the start of the array until it is copied. */
const MOST_DROPPED = 1_024;

/**
 * Makes a log in memory. What is appended reaches the tails before `append` returns.
 *
 * @throws `E_LOG_BOUND`
 *
 * @example
 * const log = createMemoryLog({ age: 60_000 });
 */
export function createMemoryLog(options: MemoryLogOptions = {}): NotificationLog {
  return new MemoryLog(options);
}

class MemoryLog implements NotificationLog {
  readonly shared = false;
  readonly #bounds: typeof defaults;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #tails = new Set<Tail>();
  #position: Position = { epoch: randomBytes(9).toString('base64url'), offset: 0 };
  #entries: Entry[] = [];
  /** Index of the first entry that still counts. */
  #first = 0;
  #characters = 0;
  #untold: LoggedNotification[] | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor({ now = () => performance.now(), onError = console.error, ...bounds }: MemoryLogOptions) {
    this.#now = now;
    this.#onError = onError;
    this.#bounds = { ...defaults };
    for (const name of ['age', 'count', 'characters'] as const) {
      const given = bounds[name];
      if (given === undefined) continue;
      if (!Number.isSafeInteger(given) || given <= 0) throw errors.E_LOG_BOUND(name, given);
      this.#bounds[name] = given;
    }
  }

  get position(): Position {
    return this.#position;
  }

  async open(): Promise<void> {}

  append(notifications: readonly OutgoingNotification[]): Promise<Position> {
    const addedAt = this.#now();
    const added: LoggedNotification[] = [];
    for (const notification of notifications) {
      const { epoch, offset } = this.#position;
      this.#position = { epoch, offset: offset + 1 };
      const logged = { ...notification, position: this.#position };
      this.#entries.push({ notification: logged, addedAt });
      this.#characters += logged.payload.length;
      added.push(logged);
    }
    const position = this.#position;
    this.#trim(addedAt);
    this.#tell(added);
    return Promise.resolve(position);
  }

  async read(after: Position): Promise<AsyncIterable<LoggedNotification> | 'gone'> {
    this.#trim(this.#now());
    const { epoch, offset } = this.#position;
    const kept = this.#entries.length - this.#first;
    const oldest = offset - kept;
    if (after.epoch !== epoch || !Number.isSafeInteger(after.offset)) return 'gone';
    if (after.offset < oldest || after.offset > offset) return 'gone';
    return iterate(this.#entries.slice(this.#first + after.offset - oldest));
  }

  tail(deliver: (notification: LoggedNotification) => void): Disposable {
    const tail: Tail = { deliver, after: this.#position.offset };
    this.#tails.add(tail);
    return { [Symbol.dispose]: () => void this.#tails.delete(tail) };
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tails.clear();
    this.#entries = [];
    this.#first = 0;
    this.#characters = 0;
  }

  /** Tells the tails. What a tail appends meanwhile is told after what it was told of, to all. */
  #tell(added: LoggedNotification[]): void {
    if (this.#untold !== undefined) {
      this.#untold.push(...added);
      return;
    }
    this.#untold = added;
    for (const notification of this.#untold) {
      for (const tail of this.#tails) {
        if (notification.position.offset <= tail.after) continue;
        try {
          tail.deliver(notification);
        } catch (error) {
          this.#onError(error);
        }
      }
    }
    this.#untold = undefined;
  }

  #trim(now: number): void {
    const { age, count, characters } = this.#bounds;
    const entries = this.#entries;
    while (this.#first < entries.length) {
      const oldest = entries[this.#first] as Entry;
      const isYoung = now - oldest.addedAt <= age;
      if (isYoung && entries.length - this.#first <= count && this.#characters <= characters) break;
      this.#characters -= oldest.notification.payload.length;
      this.#first += 1;
    }
    if (this.#first === entries.length) {
      this.#entries = [];
      this.#first = 0;
    } else if (this.#first > MOST_DROPPED && this.#first * 2 > entries.length) {
      this.#entries = entries.slice(this.#first);
      this.#first = 0;
    }
    this.#trimLater();
  }

  /** A log that nobody writes to any more lets go of what it has, too. */
  #trimLater(): void {
    if (this.#timer !== undefined || this.#entries.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#trim(this.#now());
    }, this.#bounds.age + 1).unref();
  }
}

async function* iterate(entries: readonly Entry[]): AsyncGenerator<LoggedNotification> {
  for (const { notification } of entries) yield notification;
}
