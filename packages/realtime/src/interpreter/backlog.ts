/**
 * Holds back the requests of a client that leaves answers unread: a few bytes ask for megabytes, which would have to be
 * kept. Over HTTP the connection itself does that.
 *
 * @module
 */
import type { RequestMethod } from '@telltale/protocol';
import { unreadBytesOf } from '../transport/short-way.ts';
import type { Connection } from './connection.ts';
import type { Acknowledge } from './virtual-reply.ts';

/** A message that waits for its turn. */
export interface Held {
  readonly method: RequestMethod;
  readonly message: unknown;
  readonly acknowledge: Acknowledge | undefined;
  /** When it came, in milliseconds of the monotonic clock. */
  readonly now: number;
}

/** Milliseconds between two looks whether a client has read. */
const BETWEEN_LOOKS = 10;

export class Backlog {
  readonly #unreadBytes: number;
  readonly #resume: (connection: Connection, held: Held) => void;
  readonly #holding = new Set<Connection>();
  #looksSoon = false;

  /**
   * @param unreadBytes how much a client may leave unread before its requests wait
   * @param resume takes a request whose turn has come
   */
  constructor(unreadBytes: number, resume: (connection: Connection, held: Held) => void) {
    this.#unreadBytes = unreadBytes;
    this.#resume = resume;
  }

  /** Told of each answer. To count its length costs nothing; what is unread is asked only when it can be too much. */
  answered(connection: Connection, length: number): void {
    connection.answered += length;
    if (connection.answered <= this.#unreadBytes) return;
    connection.answered = 0;
    if (connection.held !== undefined || unreadBytesOf(connection.socket) <= this.#unreadBytes) return;
    connection.held = [];
    this.#holding.add(connection);
    // What is written in this tick has not been handed to the kernel, which may well take it.
    if (!this.#looksSoon) setImmediate(this.#look);
    this.#looksSoon = true;
  }

  /** Lets all requests go on, whatever is unread. */
  release(): void {
    for (const connection of this.#holding) this.#letGo(connection);
  }

  /** Drops what a connection holds. */
  forget(connection: Connection): void {
    connection.held = undefined;
    this.#holding.delete(connection);
  }

  readonly #look = (): void => {
    this.#looksSoon = false;
    for (const connection of this.#holding) {
      if (unreadBytesOf(connection.socket) <= this.#unreadBytes) this.#letGo(connection);
    }
    if (this.#holding.size === 0 || this.#looksSoon) return;
    this.#looksSoon = true;
    setTimeout(this.#look, BETWEEN_LOOKS).unref();
  };

  #letGo(connection: Connection): void {
    const waiting = connection.held ?? [];
    this.forget(connection);
    for (const held of waiting) {
      // The answer to one may be reason to hold back those after it.
      const again = connection.held as Held[] | undefined;
      if (again === undefined) this.#resume(connection, held);
      else again.push(held);
    }
  }
}
