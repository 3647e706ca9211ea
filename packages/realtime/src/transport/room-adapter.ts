/** Socket.IO's in-memory adapter, with a loop of our own over those who are told: quickest for one room, nobody left out. @module */
import { Adapter, type BroadcastOptions } from 'socket.io-adapter';
import type { Packet } from 'socket.io-parser';
import { fanOut, type Member, type Message } from './fan-out.ts';

/** Smaller rooms are looked up each time; remembering their members would cost more memory than it saves time. */
const LARGE = 8;

const nobody: readonly never[] = [];

/** The adapter of a server that stands alone. */
export class RoomAdapter extends Adapter {
  readonly #membersOfLargeRooms = new Map<string, Member[]>();

  override broadcast(packet: Packet, options: BroadcastOptions): void {
    const { flags } = options;
    const members = this.#addressees(options);
    if (members.length === 0) return;
    packet.nsp = this.nsp.name;
    const encoded = this.nsp.server.encoder.encode(packet) as Message['encoded'];
    const written = { preEncoded: true, volatile: flags?.volatile, compress: flags?.compress } as const;
    fanOut(members, { packet, encoded, options: written });
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

  #addressees({ rooms, except }: BroadcastOptions): readonly Member[] {
    const omitsNobody = except === undefined || except.size === 0;
    if (rooms.size === 1 && omitsNobody) {
      const [room] = rooms;
      const ids = this.rooms.get(room as string);
      return ids === undefined ? nobody : this.#members(room as string, ids);
    }
    const ids = new Set<string>();
    if (rooms.size === 0) for (const id of this.sids.keys()) ids.add(id);
    else for (const room of rooms) for (const id of this.rooms.get(room) ?? nobody) ids.add(id);
    if (!omitsNobody)
      for (const room of except) for (const id of this.rooms.get(room) ?? nobody) ids.delete(id);
    return this.#sockets(ids);
  }

  #members(room: string, ids: ReadonlySet<string>): Member[] {
    const remembered = this.#membersOfLargeRooms.get(room);
    if (remembered !== undefined) return remembered;
    const members = this.#sockets(ids);
    if (members.length >= LARGE) this.#membersOfLargeRooms.set(room, members);
    return members;
  }

  #sockets(ids: ReadonlySet<string>): Member[] {
    const members: Member[] = [];
    for (const id of ids) {
      const socket = this.nsp.sockets.get(id);
      if (socket !== undefined) members.push(socket as unknown as Member);
    }
    return members;
  }
}
