/** `sails.sockets`: everything an app can do with sockets and rooms. @module */
import type { Socket } from 'socket.io';
import { blast, broadcast } from './broadcast.ts';
import { type AcknowledgementOptions, type Acknowledgements, broadcastWithAck } from './collect-acks.ts';
import { type DisconnectOptions, disconnect } from './disconnect.ts';
import { DEFAULT_EVENT_NAME } from './event-message.ts';
import { allRooms, getSocket, members, socketRooms, subscribers } from './lookup.ts';
import { join, leave } from './membership.ts';
import { type LeaveAllOptions, leaveAll, moveMembers } from './moving.ts';
import type { RoomNames } from './room-name.ts';
import type { RoomsContext } from './rooms-context.ts';
import { type Done, refuseCallback, unobserved } from './settle.ts';
import { getId, parseSocket, type SocketOrRequest, type SocketTarget } from './socket-like.ts';

/** Data that can't be mistaken for an event's name. */
export type NonText = object | number | boolean | null | undefined;

/**
 * The sockets API.
 *
 * Calls that change rooms do so before they return, for the sockets of this server; they are over when every other
 * server has done its part. They take a node-style callback or give a promise. A bad argument reaches either as a
 * coded error, and the log as a warning; nothing is thrown, so a call whose outcome nobody looks at is safe. Of
 * several sockets or rooms, those that are fine are dealt with, and the first that is not makes the error.
 *
 * @typeParam Events event name → type of its data
 */
export interface Sockets<Events extends object = Record<string, unknown>> {
  /** The event's name where a call gives none: `'message'`. */
  readonly DEFAULT_EVENT_NAME: typeof DEFAULT_EVENT_NAME;

  /**
   * Puts sockets into rooms. For sockets of this server it is done when the call returns, so that a broadcast on the
   * next line reaches them.
   *
   * @param sockets a socket, a request that came over one, a socket's id (on any server), or an array of these
   * @param rooms names of at most `limits.roomNameLength` characters. Names that begin with `sails_model_`, and names
   * of the shape of a socket's id, are refused, since a client's input could be part of them
   * @throws (by callback or promise) `SAILS:HOOK:SOCKETS:USAGE` for what is not a socket, `E_ROOM_NAME`,
   * `E_ROOM_NAME_TOO_LONG`, `E_ROOM_OF_MODEL`, `E_ROOM_OF_SOCKET`, `E_TOO_MANY_ROOMS`, `E_SERVERS_SILENT`
   *
   * @example
   * sails.sockets.join(req, 'funSockets');
   */
  join(sockets: SocketTarget | readonly SocketTarget[], rooms: RoomNames): Promise<void>;
  join(sockets: SocketTarget | readonly SocketTarget[], rooms: RoomNames, done: Done): void;

  /**
   * Takes sockets out of rooms; leaving a room they were not in is fine. The mirror of {@link Sockets.join}.
   *
   * @example
   * await sails.sockets.leave(req, 'funSockets');
   */
  leave(sockets: SocketTarget | readonly SocketTarget[], rooms: RoomNames): Promise<void>;
  leave(sockets: SocketTarget | readonly SocketTarget[], rooms: RoomNames, done: Done): void;

  /**
   * Sends an event to the members of rooms, on every server, at most once to each socket.
   *
   * @param rooms names, or a socket's id to reach that socket alone
   * @param event its name. Without one it is {@link Sockets.DEFAULT_EVENT_NAME}
   * @param data anything JSON or Socket.IO can carry. Of a socket or a request only `{ id }` travels
   * @param omit the socket that does not get it: a socket, or a request of either transport. Over HTTP the page names
   * its socket in the header `x-socket-id`
   * @throws `E_EVENT_NAME` for a reserved event, `E_DATA_NOT_JSON` for data that contains itself
   *
   * @example
   * sails.sockets.broadcast('funSockets', 'hello', { howdy: 'hi there!' }, req);
   * sails.sockets.broadcast(['funSockets', 'adminSockets'], { text: 'to "message" listeners' });
   */
  broadcast<Name extends keyof Events & string>(
    rooms: RoomNames,
    event: Name,
    data?: Events[Name] | SocketOrRequest,
    omit?: SocketOrRequest,
  ): void;
  broadcast(rooms: RoomNames, event: null | undefined, data: unknown, omit?: SocketOrRequest): void;
  broadcast(rooms: RoomNames, data: NonText, omit?: SocketOrRequest): void;

  /**
   * Sends an event to every socket of every server. Arguments and errors as in {@link Sockets.broadcast}.
   *
   * @example
   * sails.sockets.blast('maintenance', { inMinutes: 5 });
   */
  blast<Name extends keyof Events & string>(
    event: Name,
    data?: Events[Name] | SocketOrRequest,
    omit?: SocketOrRequest,
  ): void;
  blast(event: null | undefined, data: unknown, omit?: SocketOrRequest): void;
  blast(data?: NonText, omit?: SocketOrRequest): void;

  /**
   * Sends an event to rooms and gathers the acknowledgements of their clients.
   *
   * @returns who answered what, and who did not; it never waits longer than `timeout` for the clients
   * @throws `E_EVENT_NAME`, `E_DATA_NOT_JSON`, `E_ACK_TIMEOUT`, `E_SERVERS_SILENT`
   *
   * @example
   * const { answers, missing } = await sails.sockets.broadcastWithAck<boolean>('crew', 'ready?', {}, { timeout: 2_000 });
   */
  broadcastWithAck<Answer = unknown, Name extends keyof Events & string = keyof Events & string>(
    rooms: RoomNames,
    event: Name,
    data?: Events[Name] | SocketOrRequest,
    options?: AcknowledgementOptions,
  ): Promise<Acknowledgements<Answer>>;

  /**
   * Finds a socket of this server.
   *
   * @throws `SAILS:HOOK:SOCKETS:USAGE` for what is not an id, `SAILS:HOOK:SOCKETS:NO_SUCH_SOCKET` for an unknown one
   *
   * @example
   * sails.sockets.get('Wk3dgjzt8ZSU0niEAAAA').emit('hello');
   */
  get(id: string | number): Socket;

  /** The id of a socket or of a request's socket; `undefined` for anything else. */
  getId(socket: unknown): string | undefined;

  /** @deprecated the older name of {@link Sockets.getId} */
  id(socket: unknown): string | undefined;

  /** The socket that a value is, or that a request came over; `undefined` for anything else, ids too. */
  parseSocket(socket: unknown): Socket | undefined;

  /**
   * Puts the members of one room into others, on every server. A socket's id as `sourceRoom` means that socket.
   *
   * @throws (by callback or promise) `SAILS:HOOK:SOCKETS:USAGE` and the errors of {@link Sockets.join}
   *
   * @example
   * await sails.sockets.addRoomMembersToRooms('lobby', ['game:7', 'chat:7']);
   */
  addRoomMembersToRooms(sourceRoom: string, destRooms: RoomNames): Promise<void>;
  addRoomMembersToRooms(sourceRoom: string, destRooms: RoomNames, done: Done): void;

  /** Takes the members of one room out of others, on every server. The mirror of {@link Sockets.addRoomMembersToRooms}. */
  removeRoomMembersFromRooms(sourceRoom: string, destRooms: RoomNames): Promise<void>;
  removeRoomMembersFromRooms(sourceRoom: string, destRooms: RoomNames, done: Done): void;

  /**
   * Takes the members of a room out of all rooms they are in, on every server.
   *
   * @example
   * await sails.sockets.leaveAll('game:7');
   */
  leaveAll(sourceRoom: string, options?: LeaveAllOptions | null): Promise<void>;
  leaveAll(sourceRoom: string, done: Done): void;
  leaveAll(sourceRoom: string, options: LeaveAllOptions | null | undefined, done: Done): void;

  /** The names of all rooms with members on this server, the sockets' own included; or those that one socket is in. */
  rooms(): string[];
  rooms(socket: SocketOrRequest): string[];

  /**
   * The names of the rooms that one socket is in, its own included.
   *
   * @throws `SAILS:HOOK:SOCKETS:USAGE` for what is not a socket
   */
  socketRooms(socket: SocketOrRequest): string[];

  /** The ids of a room's members on this server; with `true` the sockets. */
  subscribers(room: string): string[];
  subscribers(room: string, returnSockets: false): string[];
  subscribers(room: string, returnSockets: true): Socket[];
  subscribers(room: string, done: (error: Error | null, ids: string[]) => void): void;

  /**
   * The ids of a room's members on all servers.
   *
   * @throws `E_SERVERS_SILENT` naming the servers that did not answer
   *
   * @example
   * const ids = await sails.sockets.members('funSockets');
   */
  members(room: string): Promise<string[]>;

  /** How many members a room has on all servers. */
  count(room: string): Promise<number>;

  /**
   * Ends connections, after telling the clients why and whether to come back.
   *
   * @param sockets a socket, a request that came over one, a socket's id (on any server), or an array of these
   * @param why words, or words with a code. Codes from 4000 to 4499 let clients come back, from 4500 (the default) not
   * @throws (by callback or promise) `SAILS:HOOK:SOCKETS:USAGE`, `SAILS:HOOK:SOCKETS:NO_SUCH_SOCKET`, `E_CLOSE_CODE`
   *
   * @example
   * await sails.sockets.disconnect(req, { code: 4001, reason: 'moving', retryAfter: 2_000 });
   */
  disconnect(sockets: SocketTarget | readonly SocketTarget[], why: string | DisconnectOptions): Promise<void>;
  disconnect(
    sockets: SocketTarget | readonly SocketTarget[],
    why: string | DisconnectOptions,
    done: Done,
  ): void;

  /** @deprecated use {@link Sockets.broadcast} with ids in place of rooms */
  emit(ids: RoomNames, ...message: [event?: unknown, data?: unknown]): void;

  /** @deprecated use {@link Sockets.broadcast} with ids in place of rooms */
  emitToAll(ids: RoomNames, ...message: [event?: unknown, data?: unknown]): void;

  /** @deprecated does nothing */
  publishToFirehose(): void;
}

/**
 * Makes the sockets API. Its functions need no `this`.
 *
 * @param context from `createRoomsContext`
 */
export function createSockets<Events extends object = Record<string, unknown>>(
  context: RoomsContext,
): Sockets<Events> {
  const { log } = context;
  const warned = new Set<string>();
  const deprecated = (name: string, instead: string): void => {
    if (warned.has(name)) return;
    warned.add(name);
    log.warn(`sails.sockets.${name}() is deprecated; use sails.sockets.${instead}()`);
  };
  const emitToAll = (name: string) => (ids: unknown, first?: unknown, second?: unknown) => {
    deprecated(name, 'broadcast');
    broadcast(context, ids, first, second, undefined);
  };
  const api = {
    DEFAULT_EVENT_NAME,
    join: (sockets: unknown, rooms: unknown, done?: Done) =>
      refuseCallback(log, 'join', done) ?? join(context, sockets, rooms, done),
    leave: (sockets: unknown, rooms: unknown, done?: Done) =>
      refuseCallback(log, 'leave', done) ?? leave(context, sockets, rooms, done),
    broadcast: (rooms: unknown, first?: unknown, second?: unknown, third?: unknown) =>
      broadcast(context, rooms, first, second, third),
    blast: (first?: unknown, second?: unknown, third?: unknown) => blast(context, first, second, third),
    broadcastWithAck: (rooms: unknown, event: string, data?: unknown, options?: AcknowledgementOptions) =>
      unobserved(broadcastWithAck(context, rooms, event, data, options)),
    get: (id: unknown) => getSocket(context, id),
    getId,
    id: (value: unknown) => {
      deprecated('id', 'getId');
      return getId(value);
    },
    parseSocket,
    addRoomMembersToRooms: (source: unknown, rooms: unknown, done?: Done) =>
      refuseCallback(log, 'addRoomMembersToRooms', done) ?? moveMembers(context, 'join', source, rooms, done),
    removeRoomMembersFromRooms: (source: unknown, rooms: unknown, done?: Done) =>
      refuseCallback(log, 'removeRoomMembersFromRooms', done) ??
      moveMembers(context, 'leave', source, rooms, done),
    leaveAll: (source: unknown, options?: LeaveAllOptions | Done | null, done?: Done) =>
      refuseCallback(log, 'leaveAll', done) ?? leaveAll(context, source, options, done),
    // What is said to be a socket, and is none, is not taken for everybody.
    rooms: (...socket: unknown[]) => (socket.length === 0 ? allRooms(context) : socketRooms(socket[0])),
    socketRooms,
    subscribers: (room: unknown, how?: unknown) => subscribers(context, room, how),
    members: (room: unknown) => unobserved(members(context, room)),
    count: (room: unknown) => unobserved(members(context, room).then(({ length }) => length)),
    disconnect: (sockets: unknown, why: string | DisconnectOptions, done?: Done) =>
      refuseCallback(log, 'disconnect', done) ?? disconnect(context, sockets, why, done),
    emit: emitToAll('emit'),
    emitToAll: emitToAll('emitToAll'),
    publishToFirehose: () => {},
  };
  // One implementation answers all overloads of a name, which a literal's type can't say.
  return api as unknown as Sockets<Events>;
}
