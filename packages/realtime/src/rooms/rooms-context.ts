/** What every call on rooms stands on. @module */
import type { Namespace, Server } from 'socket.io';
import type { Limits } from '../limits.ts';
import type { MembershipBus } from './membership-bus.ts';

/** Where a call that failed unobserved is told of. Fastify's `log` is one. */
export interface RoomsLog {
  warn(message: string): void;
}

export interface RoomsContext {
  readonly namespace: Namespace;
  readonly limits: Pick<Limits, 'roomNameLength' | 'roomsPerSocket'>;
  readonly log: RoomsLog;
  /** The other servers; absent when there is only this one. */
  bus?: MembershipBus;
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
  return { namespace: io.of('/'), limits, log, ...(bus && { bus }) };
}
