/** A request as it travels over a socket: the event is the method, the first argument this message. @module */

/** The events that a server takes as requests: HTTP methods in lower case. */
export const requestMethods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;

/** One of {@link requestMethods}. */
export type RequestMethod = (typeof requestMethods)[number];

const known: ReadonlySet<unknown> = new Set(requestMethods);

/**
 * Says whether `event` is a request method in the spelling of the wire (lower case).
 *
 * @example
 * isRequestMethod('get'); // true
 * isRequestMethod('GET'); // false
 */
export function isRequestMethod(event: unknown): event is RequestMethod {
  return known.has(event);
}

/** What a client sends with a request. */
export interface RequestMessage {
  /** Path with an optional query string; a full URL is accepted and its host ignored. */
  url: string;
  /** The body, for every method. An array stays an array; an object's keys win over those of `params`. */
  data?: unknown;
  /** The older name of `data`. */
  params?: unknown;
  /** Request headers; values are strings. */
  headers?: Record<string, string>;
  /** Sent by released clients, and ignored: the event's name is the method. */
  method?: string;
}
