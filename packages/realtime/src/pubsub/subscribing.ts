/** Puts sockets into the rooms of records and models, and takes them out again. @module */
import type { Position } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import type { Limits } from '../limits.ts';
import {
  joinRooms,
  leaveRooms,
  localMembers,
  moveLocalMembers,
  parseSocket,
  type RoomsContext,
} from '../rooms/index.ts';
import { readContexts } from './contexts.ts';
import type { ModelEntry } from './model-entry.ts';
import type { RecordId } from './publishable-model.ts';
import { allRooms, audience, requireId, subscriptionRooms } from './record-rooms.ts';
import type { Guard } from './rights/guard.ts';
import { recordRoomName } from './room-names.ts';

/** Where pub-sub says what it did not do. Fastify's `log` is one. */
export interface PubSubLog {
  debug(message: string): void;
  warn(message: string): void;
  error(details: { err: Error }, message: string): void;
}

/** What subscriptions stand on. */
export interface SubscribingContext {
  readonly rooms: RoomsContext;
  readonly limits: Pick<Limits, 'roomNameLength'>;
  readonly log: PubSubLog;
  /**
   * Told when a request, or a socket by itself, has subscribed a socket: to rooms that it has entered just now.
   *
   * @param since where the log stood when it was asked whether it may; `undefined` when that took no time
   * @returns whether the socket hears everything since then
   */
  subscribed(target: unknown, socket: Socket, entered: readonly string[], since?: Position): boolean;
  /** Who may be subscribed; absent when everybody may. */
  readonly guard?: Guard | undefined;
}

/** Ids of what an app calls records, and the first reason against one that is none. */
interface ReadIds {
  ids: RecordId[];
  error: Error | undefined;
}

function readIds({ limits }: SubscribingContext, entry: ModelEntry, call: string, records: unknown): ReadIds {
  const read: ReadIds = { ids: [], error: undefined };
  for (const record of Array.isArray(records) ? records : [records]) {
    try {
      read.ids.push(requireId(entry, call, record, limits.roomNameLength));
    } catch (error) {
      read.error ??= error as Error;
    }
  }
  return read;
}

/**
 * Subscribes a socket to records.
 *
 * @returns a promise when a policy takes its time
 * @throws `E_RECORD_ID`, `E_SUBSCRIPTION_CONTEXT`, `E_TOO_MANY_ROOMS`, and what a policy refuses; then to those of `records`
 * that are fine, it is subscribed, but for `E_TOO_MANY_ROOMS`
 */
export function subscribe(
  context: SubscribingContext,
  entry: ModelEntry,
  [target, records, given]: readonly unknown[],
): void | Promise<void> {
  const call = `${entry.identity}.subscribe`;
  const socket = socketOf(context, call, target);
  if (socket === undefined) return;
  const contexts = readContexts(entry, call, given);
  if (contexts.length === 0) {
    const reason = given === undefined ? 'autosubscribe of the model is false' : 'no context was given';
    context.log.warn(`${call}() subscribed to nothing, since ${reason}`);
    return;
  }
  const { ids, error } = readIds(context, entry, call, records);
  const waiting = subscribeToIds(context, target, socket, entry, ids, contexts);
  if (waiting === undefined && error) throw error;
  return error === undefined
    ? waiting
    : waiting?.then(() => {
        throw error;
      });
}

/**
 * Subscribes a socket to records whose ids are known to be some.
 *
 * @param target what subscribes it: a request, or the socket itself
 * @returns a promise when a policy takes its time
 * @throws `E_TOO_MANY_ROOMS`, and what a policy refuses
 */
export function subscribeToIds(
  context: SubscribingContext,
  target: unknown,
  socket: Socket,
  entry: ModelEntry,
  ids: readonly RecordId[],
  contexts = readContexts(entry, 'subscribe', undefined),
): void | Promise<void> {
  const { rooms, guard } = context;
  if (guard === undefined) {
    const names = ids.flatMap((id) => subscriptionRooms(entry, id, contexts));
    context.subscribed(target, socket, enter(rooms, socket, names));
    return;
  }
  const enterFor = (allowed: readonly RecordId[], since?: Position): boolean => {
    const names = allowed.flatMap((id) => subscriptionRooms(entry, id, contexts));
    return context.subscribed(target, socket, enter(rooms, socket, names), since);
  };
  const isNew = (id: RecordId): boolean =>
    subscriptionRooms(entry, id, contexts).some((name) => !socket.rooms.has(name));
  const fresh = ids.filter(isNew);
  // It may stay where it is already; but the reply says that it is subscribed.
  if (fresh.length < ids.length) enterFor(ids.filter((id) => !isNew(id)));
  if (fresh.length === 0) return;
  const request = target === socket ? undefined : target;
  return guard.permit(socket, { model: entry.identity, ids: fresh, watch: false }, request, enterFor);
}

function enter(rooms: RoomsContext, socket: Socket, names: readonly string[]): string[] {
  const entered = names.filter((name) => !socket.rooms.has(name));
  const refusal = entered.length === 0 ? undefined : joinRooms(rooms, socket, entered);
  if (refusal) throw refusal;
  return entered;
}

/**
 * Ends the subscriptions of a socket to records, or to some contexts of them: to the others it stays subscribed.
 *
 * @throws `E_RECORD_ID`, `E_SUBSCRIPTION_CONTEXT`
 */
export function unsubscribe(
  context: SubscribingContext,
  entry: ModelEntry,
  [target, records, given]: readonly unknown[],
): void {
  const call = `${entry.identity}.unsubscribe`;
  const socket = socketOf(context, call, target);
  if (socket === undefined) return;
  const contexts = readContexts(entry, call, given ?? true);
  const { ids, error } = readIds(context, entry, call, records);
  for (const id of ids) {
    if (contexts === 'all') context.guard?.withdraw(socket, [recordRoomName(entry.identity, id)]);
    const whole = recordRoomName(entry.identity, id);
    if (contexts !== 'all' && socket.rooms.has(whole)) {
      const others = entry.contexts.filter((name) => !contexts.includes(name));
      joinRooms(context.rooms, socket, subscriptionRooms(entry, id, others));
    }
    const left =
      contexts === 'all' ? allRooms(entry, id) : [whole, ...subscriptionRooms(entry, id, contexts)];
    leaveRooms(
      socket,
      left.filter((room) => socket.rooms.has(room)),
    );
  }
  if (error) throw error;
}

/**
 * Puts a socket into the room of the model, where it hears of new records.
 *
 * @returns a promise when a policy takes its time
 * @throws `E_TOO_MANY_ROOMS`, and what a policy refuses
 */
export function watch(context: SubscribingContext, entry: ModelEntry, target: unknown): void | Promise<void> {
  const socket = socketOf(context, `${entry.identity}.watch`, target, 'warn');
  if (socket === undefined) return;
  const enterRoom = (_ids: readonly RecordId[], since?: Position): boolean =>
    context.subscribed(target, socket, enter(context.rooms, socket, [entry.classRoom]), since);
  if (context.guard === undefined || socket.rooms.has(entry.classRoom)) {
    enterRoom([]);
    return;
  }
  const request = target === socket ? undefined : target;
  return context.guard.permit(socket, { model: entry.identity, ids: [], watch: true }, request, enterRoom);
}

/** Takes a socket out of the room of the model. */
export function unwatch(context: SubscribingContext, entry: ModelEntry, target: unknown): void {
  const socket = socketOf(context, `${entry.identity}.unwatch`, target, 'warn');
  if (socket === undefined) return;
  context.guard?.withdraw(socket, [entry.classRoom]);
  leaveRooms(socket, [entry.classRoom]);
}

/**
 * Subscribes the watchers of a model to a record, or ends their subscriptions to it, on every server.
 *
 * @throws `E_RECORD_ID`, `E_SUBSCRIPTION_CONTEXT`, `E_TOO_MANY_ROOMS`, `E_SERVERS_SILENT`
 */
export async function moveWatchers(
  { rooms, limits }: SubscribingContext,
  entry: ModelEntry,
  event: 'join' | 'leave',
  record: unknown,
): Promise<void> {
  const call = `${entry.identity}.${event === 'join' ? 'introduce' : 'retire'}`;
  const id = requireId(entry, call, record, limits.roomNameLength);
  const destRooms =
    event === 'join'
      ? subscriptionRooms(entry, id, readContexts(entry, call, undefined))
      : allRooms(entry, id);
  if (destRooms.length === 0) return;
  const notMoved = moveLocalMembers(rooms, event, entry.classRoom, destRooms);
  await rooms.bus?.command({ event, payload: { sourceRoom: entry.classRoom, destRooms } });
  if (notMoved) throw notMoved.error;
}

/**
 * The sockets of this server that are subscribed to a record.
 *
 * @throws `E_RECORD_ID`, `E_SUBSCRIPTION_CONTEXT`
 */
export function subscribers(
  { rooms, limits }: SubscribingContext,
  entry: ModelEntry,
  record: unknown,
  given: unknown,
): Socket[] {
  const call = `${entry.identity}.subscribers`;
  const id = requireId(entry, call, record, limits.roomNameLength);
  const contexts = readContexts(entry, call, given ?? true);
  const names =
    contexts === 'all' ? allRooms(entry, id) : contexts.flatMap((context) => audience(entry, id, context));
  return [...new Set(names.flatMap((room) => localMembers(rooms, room)))];
}

/** The sockets of this server that watch a model. */
export function watchers({ rooms }: SubscribingContext, entry: ModelEntry): Socket[] {
  return localMembers(rooms, entry.classRoom);
}

/** A request over HTTP has no socket, which is as good as none to subscribe. */
function socketOf(
  { log }: SubscribingContext,
  call: string,
  target: unknown,
  level: 'debug' | 'warn' = 'debug',
): Socket | undefined {
  const socket = parseSocket(target);
  if (socket !== undefined) return socket;
  if (typeof target !== 'object' || target === null) {
    const problem = `the first argument is a request or a socket; got ${describe(target)}`;
    throw errors.E_PUBSUB_USAGE(call, problem);
  }
  log[level](`${call}() did nothing, since it was called for a request that did not come over a socket`);
  return undefined;
}
