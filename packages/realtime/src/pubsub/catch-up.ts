/** Tells a socket what it missed between the arrival of its request and the moment when the request subscribed it. @module */
import { formatPosition } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import type { LoggedNotification } from '../log/index.ts';
import { doorTo, leaveRooms, type RoomsContext } from '../rooms/index.ts';

/**
 * Delivers to one socket, in order, those notifications that went to rooms which it has entered only now. What a request
 * reads before it subscribes may be older than they are.
 */
export function catchUp(
  context: RoomsContext,
  socket: Socket,
  entered: readonly string[],
  missed: readonly LoggedNotification[],
): void {
  const rooms = new Set(entered);
  for (const { rooms: told, event, payload, omit, introduces, closes, position } of missed) {
    if (!told.some((room) => rooms.has(room))) continue;
    if (omit !== socket.id) socket.emit(event, JSON.parse(payload), { at: formatPosition(position) });
    const added = (introduces ?? []).filter((room) => !socket.rooms.has(room));
    if (added.length > 0) doorTo(context, added, position)(socket);
    for (const room of added) if (socket.rooms.has(room)) rooms.add(room);
    if (closes !== undefined) leaveRooms(socket, closes);
  }
}
