/** A question to other servers, until each has answered. @module */
import type { TelltaleError } from '@telltale/protocol';
import { errors } from '../errors.ts';

export class Question {
  /** Ids that came with answers. */
  readonly members: string[] = [];
  /** The first failure that an answer told of. */
  error: TelltaleError | undefined;
  /** Resolves when all have answered. @throws `E_SERVERS_SILENT` naming those that did not in time */
  readonly answered: Promise<void>;
  readonly #missing: Set<string>;
  readonly #timer: NodeJS.Timeout;
  readonly #timeout: number;
  #strangers: number;
  #strangersHeard = 0;
  #resolve!: () => void;
  #reject!: (error: Error) => void;

  /**
   * @param servers names of those that have to answer
   * @param timeout milliseconds that they have
   * @param strangers how many answers to wait for from servers whose names are not known yet
   */
  constructor(servers: Iterable<string>, timeout: number, strangers = 0) {
    this.#missing = new Set(servers);
    this.#timeout = timeout;
    this.#strangers = strangers;
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => this.giveUp(), timeout);
    // Who asked may have been refused before anybody could answer, and looks at this no more.
    this.answered.catch(() => {});
    this.#checkComplete();
  }

  /** Says how many strangers there are, those included that have answered. */
  expect(strangers: number): void {
    this.#strangers = strangers - this.#strangersHeard;
    this.#checkComplete();
  }

  /** A server has answered. */
  settled(server: string): void {
    if (!this.#missing.delete(server)) {
      this.#strangersHeard++;
      this.#strangers--;
    }
    this.#checkComplete();
  }

  /** A server has gone. */
  left(server: string): void {
    if (this.#missing.delete(server)) this.#checkComplete();
  }

  /** Stops waiting. */
  giveUp(): void {
    clearTimeout(this.#timer);
    this.#reject(errors.E_SERVERS_SILENT([...this.#missing], this.#timeout));
  }

  #checkComplete(): void {
    if (this.#missing.size > 0 || this.#strangers > 0) return;
    clearTimeout(this.#timer);
    if (this.error) this.#reject(this.error);
    else this.#resolve();
  }
}
