/** Ends connections that leave too much unread for too long, so that one slow peer can't fill the memory. @module */
import type { Server, Socket } from 'socket.io';
import type { Limits } from '../limits.ts';
import { unreadBytesOf } from './short-way.ts';

const BETWEEN_LOOKS = 1_000;

/** A peer that is this many times over the bound is ended sooner, at the next look by which it has not read any of it. */
const BEYOND_PATIENCE = 16;

/** What is known of a slow peer. */
interface Slow {
  readonly since: number;
  /** Bytes unread at the last look. */
  unread: number;
}

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
  const slow = new WeakMap<Socket, Slow>();
  const interval = Math.min(BETWEEN_LOOKS, unreadTimeout);
  const timer = setInterval(() => {
    const now = performance.now();
    for (const socket of io.of('/').sockets.values()) {
      const unread = unreadBytesOf(socket);
      if (unread <= unreadBytes) {
        slow.delete(socket);
        continue;
      }
      const known = slow.get(socket);
      if (known === undefined) {
        slow.set(socket, { since: now, unread });
        continue;
      }
      const isBeyond = unread > unreadBytes * BEYOND_PATIENCE && unread >= known.unread;
      if (isBeyond || now - known.since >= unreadTimeout) end(socket, unread);
      known.unread = unread;
    }
  }, interval).unref();
  return () => clearInterval(timer);
}
