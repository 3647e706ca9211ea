/**
 * The events of a virtual request or reply, without the cost of an `EventEmitter` until somebody listens: its methods
 * come from `EventEmitter.prototype`, and the listener table is made by the first `on`.
 *
 * @module
 */
import { EventEmitter } from 'node:events';

/** What `EventEmitter`'s own methods keep on an instance. */
export class RawEmitter {
  _events: unknown = undefined;
  _eventsCount = 0;
  _maxListeners: number | undefined = undefined;
}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are there, through the prototype set below
export interface RawEmitter extends EventEmitter {}

Object.setPrototypeOf(RawEmitter.prototype, EventEmitter.prototype);
