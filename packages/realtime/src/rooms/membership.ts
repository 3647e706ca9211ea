/** Puts sockets into rooms and takes them out again. @module */
import type { TelltaleError } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import { errors } from '../errors.ts';
import { readRoomNames, reservedRoomError } from './room-name.ts';
import type { RoomsContext } from './rooms-context.ts';
import { type Done, fail, settleLater, succeed } from './settle.ts';
import { readTargets, type Targets } from './targets.ts';

/**
 * Joins one socket of this server to rooms of any name, those of models included, at once. For pub-sub; a room that a
 * client named goes through `sails.sockets.join()`. A socket that is gone is left alone.
 *
 * @returns what kept the socket out of all of `rooms`, if anything did
 */
export function joinRooms(
  { namespace, limits }: RoomsContext,
  socket: Socket,
  rooms: readonly string[],
): TelltaleError | undefined {
  const joined = namespace.adapter.sids.get(socket.id);
  // Counted exactly only near the limit, and without the room that each socket has for itself.
  if (joined !== undefined && joined.size + rooms.length - 1 > limits.roomsPerSocket) {
    const added = new Set(rooms.filter((room) => !joined.has(room)));
    if (joined.size - 1 + added.size > limits.roomsPerSocket)
      return errors.E_TOO_MANY_ROOMS(limits.roomsPerSocket);
  }
  // Socket.IO makes this a no-op as soon as it has taken a closing socket out of its rooms.
  socket.join(rooms as string[]);
  return undefined;
}

/** Takes one socket of this server out of rooms of any name but its own, at once. */
export function leaveRooms(socket: Socket, rooms: readonly string[]): TelltaleError | undefined {
  let error: TelltaleError | undefined;
  for (const room of rooms) {
    if (room === socket.id) error ??= errors.E_ROOM_OF_SOCKET(room);
    else socket.leave(room);
  }
  return error;
}

/** `sails.sockets.join()`; see there. */
export function join(context: RoomsContext, sockets: unknown, rooms: unknown, done?: Done): Promise<void> {
  const targets = readTargets(context, 'join', sockets);
  const { local, remote } = targets;
  const { names, error } = readRoomNames(rooms, context.limits.roomNameLength, (name) => {
    // A socket is always in its own room, so joining that is harmless.
    const alreadyIn = remote.length === 0 && local.every(({ id }) => id === name);
    return alreadyIn ? undefined : reservedRoomError(name);
  });
  let first = targets.error ?? error;
  for (const socket of local) {
    const refusal = joinRooms(context, socket, names);
    first ??= refusal;
  }
  return finish(context, 'join', targets, names, first, done);
}

/** `sails.sockets.leave()`; see there. */
export function leave(context: RoomsContext, sockets: unknown, rooms: unknown, done?: Done): Promise<void> {
  const targets = readTargets(context, 'leave', sockets);
  const { names, error } = readRoomNames(rooms, context.limits.roomNameLength);
  let first = targets.error ?? error;
  for (const socket of targets.local) {
    const refusal = leaveRooms(socket, names);
    first ??= refusal;
  }
  return finish(context, 'leave', targets, names, first, done);
}

/** Passes ids that this server does not know to the others, and ends the call. */
function finish(
  { bus, log }: RoomsContext,
  event: 'join' | 'leave',
  { remote }: Targets,
  destRooms: string[],
  error: TelltaleError | undefined,
  done: Done | undefined,
): Promise<void> {
  if (bus === undefined || remote.length === 0 || destRooms.length === 0) {
    return error ? fail(log, event, error, done) : succeed(done);
  }
  const asked = remote.map((socketId) => bus.command({ event, payload: { socketId, destRooms } }));
  const work = Promise.all(asked).then(() => {
    if (error) throw error;
  });
  return settleLater(log, event, work, done);
}
