/** Finds the socket in what an app calls a socket: a socket, or a request that came over one. @module */
import { socketIdHeader } from '@telltale/protocol';
import type { RemoteSocket, Socket } from 'socket.io';

/** A request of either transport. Over a socket, its `socket` is the Socket.IO socket. */
export interface RequestLike {
  readonly socket: unknown;
  readonly headers?: object;
}

/** A socket, or a request that came over one. */
export type SocketOrRequest = Socket | RemoteSocket<never, unknown> | RequestLike;

/** Whom a call is about: a socket, a request that came over one, or a socket's id. */
export type SocketTarget = SocketOrRequest | string;

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isSocket(value: unknown): value is Socket {
  return isObject(value) && typeof value.join === 'function' && typeof value.emit === 'function';
}

/** The socket that `value` is or came over, else `undefined`. An id is not a socket. Never throws. */
export function parseSocket(value: unknown): Socket | undefined {
  if (!isObject(value)) return undefined;
  const { socket } = value;
  if (isSocket(socket)) return socket;
  return isSocket(value) ? value : undefined;
}

/** The id of the socket that `value` is or came over, else `undefined`. Never throws. */
export function getId(value: unknown): string | undefined {
  return parseSocket(value)?.id;
}

/**
 * Whether a string has the shape of a Socket.IO id: 20 characters of URL-safe base64, a capital among them, since the
 * counter in its last characters has begun with capitals until a server saw millions of sockets.
 */
export function isIdShaped(name: string): boolean {
  return name.length === 20 && /^[\w-]+$/.test(name) && /[A-Z]/.test(name);
}

/**
 * The socket that an HTTP request names as its page's own, by {@link socketIdHeader}. Only a string of an id's shape
 * counts: anything else could name a room, and leave out everybody in it.
 */
function pageSocketId(request: Fields): string | undefined {
  const { headers } = request;
  if (!isObject(headers)) return undefined;
  const id = headers[socketIdHeader];
  return typeof id === 'string' && isIdShaped(id) ? id : undefined;
}

function isRequest(value: Fields): boolean {
  return isObject(value.socket) && isObject(value.headers) && typeof value.url === 'string';
}

/** The id of the socket that a broadcast leaves out, else `undefined`. Knows the page behind an HTTP request too. */
export function omittedId(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  return parseSocket(value)?.id ?? (isRequest(value) ? pageSocketId(value) : undefined);
}

/** Whether `value` is a socket, or a request of either transport. */
export function isSocketOrRequest(value: unknown): boolean {
  return isObject(value) && (parseSocket(value) !== undefined || isRequest(value));
}

/**
 * What travels for `data`: itself, but of a socket or a request only `{ id }`. A request holds cookies and a session,
 * so it is never serialised.
 */
export function safeData(data: unknown): unknown {
  return isSocketOrRequest(data) ? { id: omittedId(data) } : data;
}
