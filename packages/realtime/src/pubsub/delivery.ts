/** Delivers notifications from the log to the sockets of this server. @module */
import { formatPosition } from '@telltale/protocol';
import type { BroadcastOptions } from 'socket.io-adapter';
import { PacketType } from 'socket.io-parser';
import type { LoggedNotification } from '../log/index.ts';
import { isFull, moveLocalMembers, type NotMoved, type RoomsContext } from '../rooms/index.ts';
import { RawEvent } from '../transport/raw-event.ts';
import { RoomAdapter } from '../transport/room-adapter.ts';
import { messageOf } from './publication.ts';

/** What delivery stands on. */
export interface DeliveryContext {
  readonly rooms: RoomsContext;
  readonly log: { warn(message: string): void };
}

const nobody: ReadonlySet<string> = new Set();
const thisServer = Object.freeze({ local: true });
const allServers = Object.freeze({});

/** Whether a log that is not shared knows all that the sockets of this server are told. */
export function standsAlone({ namespace }: RoomsContext): boolean {
  return namespace.adapter instanceof RoomAdapter;
}

/** Delivers a notification to those on this server, when every server reads the log, or when there is no other. */
export function deliverHere(
  { rooms: context, log }: DeliveryContext,
  notification: LoggedNotification,
): void {
  const { adapter } = context.namespace;
  const { event, payload, omit, introduces, closes, position } = notification;
  const rooms = notification.rooms.filter((room) => adapter.rooms.has(room));
  if (rooms.length > 0) {
    const at = { at: formatPosition(position) };
    // Leaving out who is not in the room would cost the quick loop.
    const isMember = omit !== undefined && rooms.some((room) => adapter.rooms.get(room)?.has(omit));
    const packet =
      adapter instanceof RoomAdapter
        ? new RawEvent(event, [payload, JSON.stringify(at)])
        : { type: PacketType.EVENT, nsp: '/', data: [event, JSON.parse(payload), at] };
    const options = { rooms: new Set(rooms), except: isMember ? new Set([omit]) : nobody, flags: thisServer };
    // Its sets are only read, whatever its type says.
    adapter.broadcast(packet as never, options as BroadcastOptions);
  }
  if (introduces !== undefined) {
    for (const room of rooms) {
      warn(context, log, moveLocalMembers(context, 'join', room, introduces, position));
    }
  }
  if (closes !== undefined) close(context, closes, thisServer);
}

/** Delivers a notification of a log that only this server reads to the sockets of all servers. */
export function deliverEverywhere(
  { rooms: context, log }: DeliveryContext,
  notification: LoggedNotification,
): void {
  const { namespace, bus } = context;
  const { event, payload, omit, rooms, introduces, closes } = notification;
  const packet = { type: PacketType.EVENT, nsp: '/', data: [event, JSON.parse(payload)] };
  namespace.adapter.broadcast(packet, {
    rooms: new Set(rooms),
    except: new Set(omit === undefined ? [] : [omit]),
    flags: allServers,
  });
  if (introduces !== undefined) {
    for (const sourceRoom of rooms) {
      warn(context, log, moveLocalMembers(context, 'join', sourceRoom, introduces));
      bus
        ?.command({ event: 'join', payload: { sourceRoom, destRooms: [...introduces] } })
        .catch((error: unknown) => {
          if (!isFull(error) || context.full.isNewsOfOthers(sourceRoom)) log.warn(messageOf(error));
        });
    }
  }
  if (closes !== undefined) close(context, closes, allServers);
}

/** Says who could not be subscribed to a new record. */
function warn({ full }: RoomsContext, log: DeliveryContext['log'], notMoved: NotMoved | undefined): void {
  if (notMoved === undefined) return;
  const { error, full: sockets } = notMoved;
  const line = sockets.length === 0 ? error.message : full.line(sockets, error.message);
  if (line !== undefined) log.warn(line);
}

function close({ namespace: { adapter } }: RoomsContext, rooms: readonly string[], flags: object): void {
  const open = flags === thisServer ? rooms.filter((room) => adapter.rooms.has(room)) : rooms;
  if (open.length > 0) adapter.delSockets({ rooms: new Set(open), except: new Set(), flags }, [...open]);
}
