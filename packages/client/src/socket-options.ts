/** What can be set for a socket, and for all sockets through `io.sails`. @module */
import type { Sdk } from './sdk.ts';

/** A way to carry packets. */
export type TransportName = 'websocket' | 'polling';

/** Options of one socket that are fixed while it is connected. */
export interface ConnectionOptions {
  /** The server, as `http(s)://host[:port]`. @default the page's origin; required in Node.js */
  url?: string | undefined;
  /** Transports in the order in which they are tried. @default ['websocket'] */
  transports?: TransportName[] | undefined;
  /** Query string of the handshake, for example `'nosession=true'`. @default none */
  query?: string | undefined;
  /** Path of the handshake. @default '/socket.io' */
  path?: string | undefined;
  /** Headers of the handshake, in Node.js or with polling. @default none */
  initialConnectionHeaders?: Record<string, string | number | boolean> | undefined;
  /** Kept for released code. Every socket here has a connection of its own. */
  multiplex?: boolean | undefined;
  /** Whether to come back by itself after a loss. @default true */
  reconnection?: boolean | undefined;
  /** Attempts in a row before giving up. @default Infinity */
  reconnectionAttempts?: number | undefined;
  /** Milliseconds before the first attempt; doubled for each further one. @default 1_000 */
  reconnectionDelay?: number | undefined;
  /** Longest delay in milliseconds. @default 5_000 */
  reconnectionDelayMax?: number | undefined;
  /** Share of each delay that is left to chance, 0 to 1. @default 0.5 */
  randomizationFactor?: number | undefined;
  /** Milliseconds for one attempt to connect; 0 waits for ever. @default 20_000 */
  timeout?: number | undefined;
  /** Whether to refuse certificates that no known authority has signed (Node.js only). @default true */
  rejectUnauthorized?: boolean | undefined;
  /**
   * Pages of other origins only: whether to load `<url>/__getcookie` first, so that the socket has a session cookie; a
   * string names another path. @default true
   */
  useCORSRouteToGetCookie?: boolean | string | undefined;
}

/** Options of one socket. */
export interface SocketOptions extends ConnectionOptions {
  /** Headers of every request of the socket; those of a single request win. May change at any time. @default none */
  headers?: RequestHeaders | undefined;
  /** Milliseconds for each request, the time in the queue included; 0 waits for ever. @default 0 */
  requestTimeout?: number | undefined;
  /** Requests that may wait for a connection. @default 200 */
  maxQueuedRequests?: number | undefined;
}

/** Headers of a request. */
export type RequestHeaders = Record<string, string | number | boolean | null | undefined>;

/** What holds for all sockets: `io.sails`. Each entry is read when a socket starts to connect. */
export interface SailsSettings extends SocketOptions {
  /** Whether the page's own socket, `io.socket`, connects by itself. @default true */
  autoConnect?: boolean | undefined;
  /** Older spelling of `autoConnect`. */
  autoconnect?: boolean | undefined;
  /** `'production'` silences the console. @default 'development' */
  environment?: string | undefined;
  /** `false` lets the options of a connected socket change, for its next connection. @default true */
  strict?: boolean | undefined;
  readonly sdk: Sdk;
}

/** The options that can't change while a socket is connected. */
export const connectionOptionNames = [
  'url',
  'transports',
  'query',
  'path',
  'initialConnectionHeaders',
  'multiplex',
  'reconnection',
  'reconnectionAttempts',
  'reconnectionDelay',
  'reconnectionDelayMax',
  'randomizationFactor',
  'timeout',
  'rejectUnauthorized',
  'useCORSRouteToGetCookie',
] as const satisfies readonly (keyof ConnectionOptions)[];

/** The options of a socket that may change at any time. */
export const freeOptionNames = [
  'headers',
  'requestTimeout',
  'maxQueuedRequests',
] as const satisfies readonly (keyof SocketOptions)[];

/** Fills what `options` lacks from `defaults`. */
export function fillOptions<Name extends string>(
  options: { [key in Name]?: unknown },
  defaults: { readonly [key in Name]?: unknown },
  names: readonly Name[],
): void {
  for (const name of names) options[name] ??= defaults[name];
}
