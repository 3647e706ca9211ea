/** Waits for the end of a socket, any number at a time by one listener. @module */
import type { Socket } from 'socket.io';

/** What there is to do when a socket is gone, and the listener that does it. */
interface Waiting {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const waitingFor = new WeakMap<Socket, Waiting>();

/**
 * Calls `callback` when the socket disconnects.
 *
 * @returns stops waiting
 */
export function whenGone(socket: Socket, callback: () => void): () => void {
  const { callbacks } = waitingFor.get(socket) ?? listen(socket);
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size === 0) stopListening(socket, callbacks);
  };
}

function listen(socket: Socket): Waiting {
  const callbacks = new Set<() => void>();
  const listener = () => {
    waitingFor.delete(socket);
    for (const callback of callbacks) callback();
  };
  const waiting = { callbacks, listener };
  waitingFor.set(socket, waiting);
  socket.once('disconnect', listener);
  return waiting;
}

function stopListening(socket: Socket, callbacks: Waiting['callbacks']): void {
  const waiting = waitingFor.get(socket);
  // What was waited for has happened, or others wait anew.
  if (waiting?.callbacks !== callbacks) return;
  waitingFor.delete(socket);
  socket.off('disconnect', waiting.listener);
}
