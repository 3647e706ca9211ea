/** Rooms: who is in them, and what is told to them. @module */
export type { AcknowledgementOptions, Acknowledgements } from './collect-acks.ts';
export type { DisconnectOptions } from './disconnect.ts';
export { isFull } from './full-sockets.ts';
export { joinRooms, leaveRooms } from './membership.ts';
export type { MembershipBus, MembershipCommand } from './membership-bus.ts';
export { doorTo, type LeaveAllOptions, localMembers, moveLocalMembers, type NotMoved } from './moving.ts';
export { modelRoomPrefix, type RoomNames } from './room-name.ts';
export { createRoomsContext, type RoomGuard, type RoomsContext, type RoomsLog } from './rooms-context.ts';
export type { Done } from './settle.ts';
export { parseSocket, type RequestLike, type SocketOrRequest, type SocketTarget } from './socket-like.ts';
export { createSockets, type NonText, type Sockets } from './sockets.ts';
