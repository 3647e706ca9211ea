/** Events that are remembered, so that one who comes late learns of them. @module */
import { EventEmitter } from 'node:events';

/** An emitter that also knows what already happened. */
export class EventHub extends EventEmitter {
  readonly #happened = new Set<string | symbol>();

  constructor() {
    super();
    // Each hook and each model may listen; that is no leak.
    this.setMaxListeners(0);
  }

  /** Emits an event and remembers that it happened. */
  override emit(event: string | symbol, ...given: unknown[]): boolean {
    this.#happened.add(event);
    return super.emit(event, ...given);
  }

  /**
   * Calls a function once, as soon as each of the events has happened; at once when they have.
   *
   * @param events one event, or a list
   *
   * @example
   * app.after(['hook:orm:loaded', 'lifted'], () => console.log('both'));
   */
  after(events: string | readonly string[], listener: () => void): this {
    const missing = new Set(
      (typeof events === 'string' ? [events] : events).filter((event) => !this.#happened.has(event)),
    );
    if (missing.size === 0) listener();
    for (const event of missing) {
      this.once(event, () => {
        missing.delete(event);
        if (missing.size === 0) listener();
      });
    }
    return this;
  }

  /** Forgets what happened; listeners stay. */
  protected forgetEvents(): void {
    this.#happened.clear();
  }
}
