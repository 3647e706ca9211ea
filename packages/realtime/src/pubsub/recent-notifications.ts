/** The last notifications that this server delivered, at hand for who was a moment late. @module */
import type { Position } from '@telltale/protocol';
import type { LoggedNotification } from '../log/index.ts';

const MOST = 1_000;
const MOST_CHARACTERS = 4_194_304;

/** A window on the log, as long as requests usually last. */
export class RecentNotifications {
  #list: LoggedNotification[] = [];
  #characters = 0;

  /** Adds what was delivered. */
  add(notification: LoggedNotification): void {
    const last = this.#list.at(-1)?.position;
    const { epoch, offset } = notification.position;
    if (last !== undefined && (last.epoch !== epoch || last.offset + 1 !== offset)) this.#clear();
    this.#list.push(notification);
    this.#characters += notification.payload.length;
    // Copied now and then rather than shifted each time.
    if (this.#list.length > MOST * 2) this.#keep(MOST);
    while (this.#characters > MOST_CHARACTERS && this.#list.length > 1) this.#keep(this.#list.length >> 1);
  }

  /**
   * What was delivered after a position, up to another.
   *
   * @returns `undefined` when that is not known any more
   */
  between(after: Position, now: Position): readonly LoggedNotification[] | undefined {
    if (after.epoch !== now.epoch) return undefined;
    if (after.offset >= now.offset) return [];
    const first = this.#list[0]?.position;
    if (first === undefined || first.epoch !== after.epoch || after.offset + 1 < first.offset)
      return undefined;
    return this.#list.slice(after.offset + 1 - first.offset);
  }

  #keep(count: number): void {
    this.#list = this.#list.slice(-count);
    this.#characters = 0;
    for (const { payload } of this.#list) this.#characters += payload.length;
  }

  #clear(): void {
    this.#list = [];
    this.#characters = 0;
  }
}
