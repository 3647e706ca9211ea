/** Moves whole rooms: what the members of one join or leave, on every server. @module */
import type { Position, TelltaleError } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import { RoomAdapter } from '../transport/room-adapter.ts';
import { isFull } from './full-sockets.ts';
import { joinRooms, leaveRooms } from './membership.ts';
import { readRoomNames, reservedRoomError } from './room-name.ts';
import type { RoomsContext } from './rooms-context.ts';
import { type Done, fail, settleLater, succeed } from './settle.ts';

export interface LeaveAllOptions {
  /** Whether the sockets leave their own rooms too, after which no message reaches them by id. @default false */
  includeSocketRooms?: boolean;
  /** Whether they leave `sourceRoom` too. @default true */
  includeSourceRoom?: boolean;
}

/** The sockets of this server that are in `room`, as they are now. */
export function localMembers({ namespace }: RoomsContext, room: string) {
  const members = [];
  for (const id of namespace.adapter.rooms.get(room) ?? []) {
    const socket = namespace.sockets.get(id);
    if (socket) members.push(socket);
  }
  return members;
}

/** Who could not be moved. */
export interface NotMoved {
  /** The first reason. */
  readonly error: TelltaleError;
  /** Those who may be in no more rooms. */
  readonly full: readonly Socket[];
}

/**
 * Joins or takes out this server's members of `sourceRoom`.
 *
 * @param since where the notification log stands, for rooms of models
 * @returns `undefined` when all could be moved
 */
export function moveLocalMembers(
  context: RoomsContext,
  event: 'join' | 'leave',
  sourceRoom: string,
  destRooms: readonly string[],
  since?: Position,
): NotMoved | undefined {
  const door = event === 'join' ? context.guard?.door(destRooms, since) : undefined;
  if (event === 'join' && door === undefined) return joinLocalMembers(context, sourceRoom, destRooms);
  return moveEach(localMembers(context, sourceRoom), door ?? wayOut(context, destRooms));
}

function moveEach(sockets: readonly Socket[], move: Move): NotMoved | undefined {
  let error: TelltaleError | undefined;
  const full: Socket[] = [];
  for (const socket of sockets) {
    const refusal = move(socket);
    if (refusal && isFull(refusal)) full.push(socket);
    error ??= refusal;
  }
  return error && { error, full };
}

/** All at once, where nobody has to be asked. */
function joinLocalMembers(
  context: RoomsContext,
  sourceRoom: string,
  destRooms: readonly string[],
): NotMoved | undefined {
  const { namespace, limits } = context;
  const { adapter } = namespace;
  const ids =
    adapter instanceof RoomAdapter
      ? adapter.addMembers(sourceRoom, destRooms, limits.roomsPerSocket)
      : undefined;
  if (ids === undefined)
    return moveEach(localMembers(context, sourceRoom), (socket) => joinRooms(context, socket, destRooms));
  if (ids.length === 0) return undefined;
  const full = ids.map((id) => namespace.sockets.get(id)).filter((socket) => socket !== undefined);
  return { error: errors.E_TOO_MANY_ROOMS(limits.roomsPerSocket), full };
}

type Move = (socket: Socket) => TelltaleError | undefined;

/** How a socket enters rooms of any name by no request of its own: past the guard, if there is one. */
export function doorTo(context: RoomsContext, rooms: readonly string[], since?: Position): Move {
  return context.guard?.door(rooms, since) ?? ((socket) => joinRooms(context, socket, rooms));
}

function wayOut({ guard }: RoomsContext, rooms: readonly string[]): Move {
  return (socket) => {
    guard?.withdraw(socket, rooms);
    return leaveRooms(socket, rooms);
  };
}

/** Takes this server's members of `sourceRoom` out of all their rooms. */
export function leaveAllLocal(context: RoomsContext, sourceRoom: string, options: LeaveAllOptions): void {
  const { includeSocketRooms = false, includeSourceRoom = true } = options;
  for (const socket of localMembers(context, sourceRoom)) {
    for (const room of [...socket.rooms]) {
      if (room === socket.id && !includeSocketRooms) continue;
      if (room === sourceRoom && !includeSourceRoom) continue;
      socket.leave(room);
    }
  }
}

const callNames = { join: 'addRoomMembersToRooms', leave: 'removeRoomMembersFromRooms' } as const;

/** `sails.sockets.addRoomMembersToRooms()` and `removeRoomMembersFromRooms()`; see there. */
export function moveMembers(
  context: RoomsContext,
  event: 'join' | 'leave',
  sourceRoom: unknown,
  destRooms: unknown,
  done?: Done,
): Promise<void> {
  const { bus, limits, log, namespace } = context;
  const call = callNames[event];
  if (typeof sourceRoom !== 'string' || sourceRoom === '')
    return fail(log, call, notARoom(call, sourceRoom), done);
  const { names, error } = readRoomNames(
    destRooms,
    limits.roomNameLength,
    event === 'join' ? reservedRoomError : undefined,
  );
  const notMoved = moveLocalMembers(context, event, sourceRoom, names);
  const first = error ?? notMoved?.error;
  if (bus === undefined || names.length === 0 || namespace.sockets.has(sourceRoom)) {
    return first ? fail(log, call, first, done) : succeed(done);
  }
  const work = bus.command({ event, payload: { sourceRoom, destRooms: names } }).then(() => {
    if (first) throw first;
  });
  return settleLater(log, call, work, done);
}

/** `sails.sockets.leaveAll()`; see there. */
export function leaveAll(
  context: RoomsContext,
  sourceRoom: unknown,
  optionsOrDone?: LeaveAllOptions | Done | null,
  callback?: Done,
): Promise<void> {
  const { bus, log } = context;
  const done = typeof optionsOrDone === 'function' ? optionsOrDone : callback;
  const { includeSocketRooms = false, includeSourceRoom = true } =
    typeof optionsOrDone === 'object' && optionsOrDone !== null ? optionsOrDone : {};
  if (typeof sourceRoom !== 'string' || sourceRoom === '') {
    return fail(log, 'leaveAll', notARoom('leaveAll', sourceRoom), done);
  }
  leaveAllLocal(context, sourceRoom, { includeSocketRooms, includeSourceRoom });
  if (bus === undefined) return succeed(done);
  const payload = { sourceRoom, includeSocketRooms, includeSourceRoom };
  return settleLater(log, 'leaveAll', bus.command({ event: 'leaveAll', payload }), done);
}

function notARoom(call: string, given: unknown): Error {
  return errors['SAILS:HOOK:SOCKETS:USAGE'](
    `sails.sockets.${call}() wants the name of a room as its first argument; got ${describe(given)}`,
  );
}
