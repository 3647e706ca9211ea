/** What every call on rooms stands on. @module */
import type { Position, TelltaleError } from '@telltale/protocol';
import type { Namespace, Server, Socket } from 'socket.io';
import type { Limits } from '../limits.ts';
import { FullSockets } from './full-sockets.ts';
import type { MembershipBus } from './membership-bus.ts';

/** Where a call that failed unobserved is told of. Fastify's `log` is one. */
export interface RoomsLog {
  warn(message: string): void;
}

/** Who is let into the rooms of models. */
export interface RoomGuard {
  /**
   * Makes the door to rooms, for sockets that did not ask to be let in.
   *
   * @param since where the notification log stands: from there on they hear everything, however long the guard ponders
   * @returns what has a socket enter, and says what kept it out; not to be let in is nothing to be told. `undefined` when
   * the rooms are open to everybody
   */
  door(
    rooms: readonly string[],
    since?: Position,
  ): ((socket: Socket) => TelltaleError | undefined) | undefined;
  /** Forgets that a socket waits to be let into rooms. */
  withdraw(socket: Socket, rooms: readonly string[]): void;
}

export interface RoomsContext {
  readonly namespace: Namespace;
  readonly limits: Pick<Limits, 'roomNameLength' | 'roomsPerSocket'>;
  readonly log: RoomsLog;
  readonly full: FullSockets;
  /** The other servers; absent when there is only this one. */
  bus?: MembershipBus;
  /** Absent when everybody is let in. */
  guard?: RoomGuard;
}

/**
 * Makes the ground for {@link createSockets} and for pub-sub's own joins.
 *
 * @param options.io its default namespace is the one that rooms are of
 */
export function createRoomsContext(options: {
  io: Server;
  limits: Pick<Limits, 'roomNameLength' | 'roomsPerSocket'>;
  log: RoomsLog;
  bus?: MembershipBus;
}): RoomsContext {
  const { io, limits, log, bus } = options;
  return { namespace: io.of('/'), limits, log, full: new FullSockets(), ...(bus && { bus }) };
}
