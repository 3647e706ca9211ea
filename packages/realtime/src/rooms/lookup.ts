/** Answers who is where: sockets by id, rooms of a socket, members of a room. @module */
import type { Socket } from 'socket.io';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import { localMembers } from './moving.ts';
import type { RoomsContext } from './rooms-context.ts';
import { parseSocket } from './socket-like.ts';

/** `sails.sockets.get()`; see there. */
export function getSocket({ namespace }: RoomsContext, id: unknown): Socket {
  if ((typeof id !== 'string' && typeof id !== 'number') || !id) {
    throw errors['SAILS:HOOK:SOCKETS:USAGE'](
      `sails.sockets.get() wants the id of a socket; got ${describe(id)}. sails.sockets.getId(req) gives one`,
    );
  }
  const socket = namespace.sockets.get(id as string);
  if (socket === undefined) throw errors['SAILS:HOOK:SOCKETS:NO_SUCH_SOCKET'](id);
  return socket;
}

/** `sails.sockets.rooms()` without an argument; see there. */
export function allRooms({ namespace }: RoomsContext): string[] {
  return [...namespace.adapter.rooms.keys()];
}

/** `sails.sockets.socketRooms()`; see there. */
export function socketRooms(value: unknown): string[] {
  const socket = parseSocket(value);
  if (socket === undefined) {
    throw errors['SAILS:HOOK:SOCKETS:USAGE'](
      `sails.sockets.socketRooms() wants a socket or a request that came over one; got ${describe(value)}`,
    );
  }
  return [...socket.rooms];
}

/** `sails.sockets.subscribers()` in each of its forms; see there. */
export function subscribers(
  context: RoomsContext,
  room: unknown,
  how: unknown,
): Socket[] | string[] | undefined {
  if (typeof how === 'function') {
    const [error, ids] = attempt(() => idsOf(localMembers(context, roomOf('subscribers', room))));
    how(error, ids ?? []);
    return undefined;
  }
  if (how !== undefined && how !== null && typeof how !== 'boolean') {
    throw errors['SAILS:HOOK:SOCKETS:USAGE'](
      `sails.sockets.subscribers() takes a function, or true for the sockets themselves, after the room; got ${describe(how)}`,
    );
  }
  const sockets = localMembers(context, roomOf('subscribers', room));
  return how === true ? sockets : idsOf(sockets);
}

function idsOf(sockets: Socket[]): string[] {
  return sockets.map(({ id }) => id);
}

function attempt<Value>(work: () => Value): [error: null, value: Value] | [error: unknown, value: undefined] {
  try {
    return [null, work()];
  } catch (error) {
    return [error, undefined];
  }
}

/** `sails.sockets.members()`; see there. */
export async function members(context: RoomsContext, room: unknown): Promise<string[]> {
  const { bus, namespace } = context;
  const name = roomOf('members', room);
  if (bus === undefined) {
    const found = await namespace.in(name).fetchSockets();
    return found.map(({ id }) => id);
  }
  const local = localMembers(context, name).map(({ id }) => id);
  return [...local, ...(await bus.members(name))];
}

function roomOf(call: string, room: unknown): string {
  if (typeof room === 'string' && room !== '') return room;
  throw errors['SAILS:HOOK:SOCKETS:USAGE'](
    `sails.sockets.${call}() wants the name of a room; got ${describe(room)}`,
  );
}
