/**
 * The events of a virtual request or reply, without the cost of an `EventEmitter` until somebody listens: its methods
 * come from `EventEmitter.prototype`, and the listener table is made by the first `on`.
 *
 * @module
 */
import { EventEmitter } from 'node:events';

/** What `EventEmitter`'s own methods keep on an instance. */
class LazyEmitter {
  _events: unknown = undefined;
  _eventsCount = 0;
  _maxListeners: number | undefined = undefined;
}
Object.setPrototypeOf(LazyEmitter.prototype, EventEmitter.prototype);

/** An emitter that has paid for nothing yet; `_eventsCount` says whether anybody listens. */
export const RawEmitter = LazyEmitter as unknown as new () => EventEmitter & {
  readonly _eventsCount: number;
};
