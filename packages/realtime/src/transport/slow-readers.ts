/** Ends connections that leave too much unread for too long, so that one slow peer can't fill the memory. @module */
import type { Server, Socket } from 'socket.io';
import type { Limits } from '../limits.ts';
import { unreadBytesOf } from './short-way.ts';

const BETWEEN_LOOKS = 1_000;

/** A peer that is this many times over the bound is ended at the next look. */
const BEYOND_PATIENCE = 16;

/**
 * Watches the sockets of a server.
 *
 * @param end ends the connection of a slow socket
 * @returns stops watching
 */
export function watchSlowReaders(
  io: Server,
  { unreadBytes, unreadTimeout }: Pick<Limits, 'unreadBytes' | 'unreadTimeout'>,
  end: (socket: Socket, unread: number) => void,
): () => void {
  const slowSince = new WeakMap<Socket, number>();
  const interval = Math.min(BETWEEN_LOOKS, unreadTimeout);
  const timer = setInterval(() => {
    const now = performance.now();
    for (const socket of io.of('/').sockets.values()) {
      const unread = unreadBytesOf(socket);
      if (unread <= unreadBytes) {
        slowSince.delete(socket);
        continue;
      }
      const since = slowSince.get(socket) ?? now;
      slowSince.set(socket, since);
      if (now - since >= unreadTimeout || unread > unreadBytes * BEYOND_PATIENCE) end(socket, unread);
    }
  }, interval).unref();
  return () => clearInterval(timer);
}
