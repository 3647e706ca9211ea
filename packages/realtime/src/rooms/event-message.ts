/** Reads the arguments of `broadcast` and `blast`: which event, what data, who is left out. @module */
import {
  clientEvents,
  closeEvent,
  parseErrorEvent,
  sessionEvent,
  unsubscribedEvent,
} from '@telltale/protocol';
import { errors } from '../errors.ts';
import { isSocketOrRequest, omittedId, safeData } from './socket-like.ts';

/** The name of an event that was sent without one. */
export const DEFAULT_EVENT_NAME = 'message';

/** What reaches the sockets, and the one that it does not reach. */
export interface EventMessage {
  event: string;
  data: unknown;
  omit: string | undefined;
}

/** Names that mean something else to a client: Socket.IO's own, and those of this protocol. */
const reserved: ReadonlySet<string> = new Set([
  ...clientEvents,
  'disconnecting',
  'newListener',
  'removeListener',
  closeEvent,
  parseErrorEvent,
  sessionEvent,
  unsubscribedEvent,
]);

/** @throws `E_EVENT_NAME` when clients could not receive `event` as an event of the app */
export function checkEventName(event: unknown): asserts event is string {
  if (typeof event !== 'string' || event === '' || reserved.has(event)) throw errors.E_EVENT_NAME(event);
}

/**
 * Tells the forms `(event, data, omit)`, `(data, omit)` and their shorter ones apart. A string in the first place is
 * the event's name; nothing there is the default name, unless a socket or a request follows as the last argument,
 * which then is left out.
 */
export function readEventMessage(first: unknown, second: unknown, third: unknown): EventMessage {
  // A symbol or a function is no data either; most likely it was to be a name.
  if (typeof first === 'string' || typeof first === 'symbol' || typeof first === 'function') {
    checkEventName(first);
    return { event: first, data: safeData(second), omit: omittedId(third) };
  }
  if (first === undefined || first === null) {
    if (third === undefined && isSocketOrRequest(second)) {
      return { event: DEFAULT_EVENT_NAME, data: null, omit: omittedId(second) };
    }
    return { event: DEFAULT_EVENT_NAME, data: safeData(second), omit: omittedId(third) };
  }
  return { event: DEFAULT_EVENT_NAME, data: safeData(first), omit: omittedId(second ?? third) };
}
