/** Sockets of tests, that close themselves, and waits for their events. @module */
import {
  type ConnectOptions,
  connect,
  type LifecycleEvents,
  type SailsSocket,
  type Status,
} from '@telltale/client';

/** A socket for `await using`. */
export type OpenSocket = SailsSocket & AsyncDisposable;

/** Opens a socket that reconnects fast, and waits until it is connected. */
export async function openSocket(url: string, options: ConnectOptions = {}): Promise<OpenSocket> {
  const socket = startSocket(url, options);
  await nextEvent(socket, 'connect');
  return socket;
}

/** Opens a socket and doesn't wait for it. */
export function startSocket(url: string, options: ConnectOptions = {}): OpenSocket {
  return disposable(connect(url, { reconnectionDelay: 5, reconnectionDelayMax: 20, ...options }));
}

/** Lets `await using` close a socket. */
export function disposable(socket: SailsSocket): OpenSocket {
  const dispose = async () => {
    if (socket.status !== 'disconnected' || socket.mightBeAboutToAutoConnect()) socket.disconnect();
  };
  return Object.assign(socket, { [Symbol.asyncDispose]: dispose });
}

/** The arguments of the socket's next event of that name. */
export function nextEvent<Name extends keyof LifecycleEvents>(
  socket: SailsSocket,
  event: Name,
): Promise<LifecycleEvents[Name]>;
export function nextEvent(socket: SailsSocket, event: string): Promise<unknown[]>;
export function nextEvent(socket: SailsSocket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)));
}

/** Resolves when the socket's status is `status`. */
export async function statusOf(socket: SailsSocket, status: Status): Promise<void> {
  while (socket.status !== status) await nextEvent(socket, 'sails:status');
}
