/** Who listens to which event of a socket, whatever happens to its connection. @module */
import { errors } from '../errors.ts';

/** A function that is called with an event's arguments. */
export type Listener = (...args: never[]) => void;

interface Entry {
  listener: Listener;
  once: boolean;
}

/** Listeners by event, in the order in which they came. */
export class ListenerRegistry {
  readonly #entries = new Map<string, Entry[]>();

  /** @throws `E_EVENT_LISTENER` when `listener` is not a function */
  add(event: string, listener: Listener, once = false): void {
    if (typeof listener !== 'function') throw errors.E_EVENT_LISTENER(listener);
    const entries = this.#entries.get(event);
    if (entries) entries.push({ listener, once });
    else this.#entries.set(event, [{ listener, once }]);
  }

  /** Removes one listener (the first, if it is there twice), or all listeners of the event. */
  remove(event: string, listener?: Listener): void {
    const entries = this.#entries.get(event);
    if (!entries) return;
    const at = entries.findIndex((entry) => entry.listener === listener);
    if (listener === undefined || (at === 0 && entries.length === 1)) this.#entries.delete(event);
    else if (at >= 0) entries.splice(at, 1);
  }

  clear(): void {
    this.#entries.clear();
  }

  count(event: string): number {
    return this.#entries.get(event)?.length ?? 0;
  }

  /** Calls the listeners of `event`. One that throws is reported, and the others are called all the same. */
  emit(event: string, args: readonly unknown[]): void {
    for (const { listener, once } of [...(this.#entries.get(event) ?? [])]) {
      if (once) this.remove(event, listener);
      callSafely(listener, args);
    }
  }
}

/** Calls `callback`; what it throws becomes an uncaught error of the page or process instead of the caller's. */
export function callSafely(callback: Listener, args: readonly unknown[]): void {
  try {
    callback(...(args as never[]));
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
