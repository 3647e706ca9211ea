/** Sends an event to rooms, or to everybody, through Socket.IO's adapter and so on all servers. @module */
import type { BroadcastOptions } from 'socket.io-adapter';
import { PacketType } from 'socket.io-parser';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import { readEventMessage } from './event-message.ts';
import type { RoomsContext } from './rooms-context.ts';

const nobody: ReadonlySet<string> = new Set();
const everybody: ReadonlySet<string> = new Set();
const noFlags = Object.freeze({});

/** `sails.sockets.broadcast()`; see there. */
export function broadcast(
  context: RoomsContext,
  rooms: unknown,
  first: unknown,
  second: unknown,
  third: unknown,
): void {
  const { event, data, omit } = readEventMessage(first, second, third);
  const names = readAddressees(context, rooms);
  // No room at all would mean everybody to the adapter.
  if (names.size > 0) send(context, names, event, data, omit);
}

/** `sails.sockets.blast()`; see there. */
export function blast(context: RoomsContext, first: unknown, second: unknown, third: unknown): void {
  const { event, data, omit } = readEventMessage(first, second, third);
  send(context, everybody, event, data, omit);
}

/** The rooms as a set, by which a socket in several of them is reached once. What is not a name is warned of. */
export function readAddressees({ log }: Pick<RoomsContext, 'log'>, rooms: unknown): ReadonlySet<string> {
  if (typeof rooms === 'string') return rooms === '' ? nobody : new Set([rooms]);
  const names = new Set<string>();
  for (const room of Array.isArray(rooms) ? rooms : [rooms]) {
    if (typeof room === 'string' && room !== '') names.add(room);
    else {
      log.warn(
        `sails.sockets.broadcast(): ${errors.E_ROOM_NAME(room).message}; nobody is reached by it. Name a room, or several in an array`,
      );
    }
  }
  return names;
}

function send(
  { namespace }: RoomsContext,
  rooms: ReadonlySet<string>,
  event: string,
  data: unknown,
  omit: string | undefined,
): void {
  const packet = { type: PacketType.EVENT, data: [event, data], nsp: '/' };
  const options = { rooms, except: omit === undefined ? nobody : new Set([omit]), flags: noFlags };
  try {
    // Its sets are only read, whatever its type says.
    namespace.adapter.broadcast(packet, options as BroadcastOptions);
  } catch (error) {
    throw dataError(data) ?? error;
  }
}

/** Why `data` could not be encoded, when that is why a broadcast failed. What the app's own `toJSON` throws is its own. */
export function dataError(data: unknown): Error | undefined {
  try {
    JSON.stringify(data);
  } catch (error) {
    if (error instanceof RangeError) return errors.E_DATA_NOT_JSON('nests too deep');
    if (error instanceof TypeError && /circular/i.test(error.message)) {
      return errors.E_DATA_NOT_JSON(`is ${describe(data)} that contains itself`);
    }
    if (error instanceof TypeError && /BigInt/.test(error.message)) {
      return errors.E_DATA_NOT_JSON('holds a BigInt');
    }
  }
  return undefined;
}
