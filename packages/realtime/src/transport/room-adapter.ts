/** Socket.IO's in-memory adapter, with a quick loop for what is asked most: one room, nobody left out. @module */
import { Adapter, type BroadcastOptions } from 'socket.io-adapter';
import type { Packet } from 'socket.io-parser';
import { fanOut, type Member, type Message } from './fan-out.ts';

/** Smaller rooms are looked up each time; remembering their members would cost more memory than it saves time. */
const LARGE = 8;

/** The adapter of a server that stands alone. */
export class RoomAdapter extends Adapter {
  readonly #membersOfLargeRooms = new Map<string, Member[]>();

  override broadcast(packet: Packet, options: BroadcastOptions): void {
    const { rooms, except, flags } = options;
    if (rooms.size !== 1 || (except !== undefined && except.size > 0)) {
      super.broadcast(packet, options);
      return;
    }
    const [room] = rooms;
    const ids = this.rooms.get(room as string);
    if (ids === undefined) return;
    packet.nsp = this.nsp.name;
    const encoded = this.nsp.server.encoder.encode(packet) as Message['encoded'];
    const written = { preEncoded: true, volatile: flags?.volatile, compress: flags?.compress } as const;
    fanOut(this.#members(room as string, ids), { packet, encoded, options: written });
  }

  override addAll(id: string, rooms: Set<string>): void {
    for (const room of rooms) this.#membersOfLargeRooms.delete(room);
    // A socket enters its own room when it is connected, and counts from then on in those that it joined before.
    if (rooms.has(id)) for (const room of this.sids.get(id) ?? []) this.#membersOfLargeRooms.delete(room);
    super.addAll(id, rooms);
  }

  override del(id: string, room: string): void {
    this.#membersOfLargeRooms.delete(room);
    super.del(id, room);
  }

  override delAll(id: string): void {
    for (const room of this.sids.get(id) ?? []) this.#membersOfLargeRooms.delete(room);
    super.delAll(id);
  }

  #members(room: string, ids: ReadonlySet<string>): Member[] {
    const remembered = this.#membersOfLargeRooms.get(room);
    if (remembered !== undefined) return remembered;
    const members: Member[] = [];
    for (const id of ids) {
      const socket = this.nsp.sockets.get(id);
      if (socket !== undefined) members.push(socket as unknown as Member);
    }
    if (members.length >= LARGE) this.#membersOfLargeRooms.set(room, members);
    return members;
  }
}
