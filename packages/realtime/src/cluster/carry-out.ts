/** Does for the sockets of this server what another one asks for. @module */
import type { CloseNotice, TelltaleError } from '@telltale/protocol';
import { closeSocket } from '../rooms/disconnect.ts';
import { leaveRooms } from '../rooms/membership.ts';
import { doorTo, leaveAllLocal, moveLocalMembers } from '../rooms/moving.ts';
import type { RoomsContext } from '../rooms/rooms-context.ts';

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
}

/**
 * Carries out a command. What is not one, or is malformed, is left alone: apps may send messages of any name.
 *
 * @returns what went wrong, if anything did
 */
export function carryOut(context: RoomsContext, event: string, payload: unknown): TelltaleError | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { socketId, sourceRoom, destRooms, notice, ...options } = payload as Record<string, unknown>;
  const socket = typeof socketId === 'string' ? context.namespace.sockets.get(socketId) : undefined;
  switch (event) {
    case 'join':
    case 'leave':
      if (!isNames(destRooms)) return undefined;
      if (typeof sourceRoom === 'string')
        return moveLocalMembers(context, event, sourceRoom, destRooms)?.error;
      if (socket === undefined) return undefined;
      return event === 'join' ? doorTo(context, destRooms)(socket) : leaveRooms(socket, destRooms);
    case 'leaveAll':
      if (typeof sourceRoom === 'string') leaveAllLocal(context, sourceRoom, options);
      return undefined;
    case 'disconnect':
      if (socket !== undefined && isNotice(notice)) closeSocket(socket, notice);
      return undefined;
    default:
      return undefined;
  }
}

function isNotice(value: unknown): value is CloseNotice {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'number';
}
