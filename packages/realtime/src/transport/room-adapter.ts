/** Socket.IO's in-memory adapter, with a loop of our own over those who are told: quickest for one room, nobody left out. @module */
import { Adapter, type BroadcastOptions } from 'socket.io-adapter';
import type { Packet } from 'socket.io-parser';
import { Cohort, cohortOf, cohortsOf, type Rooms } from './cohort.ts';
import { fanOut, type Member, type Message } from './fan-out.ts';
import { ownValues } from './shared-set.ts';

/** Smaller rooms are looked up each time; remembering their members would cost more memory than it saves time. */
const LARGE = 8;

/** So often the same members enter other rooms one by one, until it pays to make a cohort of them. */
const FEW = 8;

const nobody: readonly never[] = [];

/** The members of a large room, as long as nobody joins it, and nobody leaves but by disconnecting. */
interface Group {
  /** How often they have entered other rooms. */
  moves: number;
  cohort: Cohort | undefined;
}

/** The adapter of a server that stands alone. */
export class RoomAdapter extends Adapter {
  declare readonly rooms: Rooms;
  readonly #membersOfLargeRooms = new Map<string, Member[]>();
  readonly #groups = new Map<string, Group>();
  readonly #lastWithout = new WeakMap<Member[], { omitted: string; others: Member[] }>();

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
    for (const room of rooms) if (!this.rooms.get(room)?.has(id)) this.#changes(room);
    // A socket enters its own room when it is connected, and counts from then on in those that it joined before.
    if (rooms.has(id) && !this.rooms.get(id)?.has(id))
      for (const room of this.sids.get(id) ?? nobody) this.#changes(room);
    super.addAll(id, rooms);
  }

  /**
   * Has all members of a room enter others too: what `addAll` does for each, for a fraction of its price.
   *
   * @param mostRooms rooms that a socket may be in, its own not counted; one that would be in more enters none
   * @returns the ids of those who could not enter; `undefined` when nobody has, since somebody listens to who enters what
   */
  addMembers(sourceRoom: string, rooms: readonly string[], mostRooms: number): readonly string[] | undefined {
    if (this.listenerCount('create-room') > 0 || this.listenerCount('join-room') > 0) return undefined;
    const ids = this.rooms.get(sourceRoom);
    if (ids === undefined) return nobody;
    const members = this.#members(sourceRoom, ids);
    const cohort = members.length === ids.size ? this.#cohortOf(sourceRoom, members) : undefined;
    if (cohort?.hasPlaceFor(rooms.length, mostRooms) && this.#areFree(rooms)) {
      for (const room of rooms) {
        this.#changes(room);
        cohort.enter(room);
      }
      return nobody;
    }
    return this.#addOneByOne(members, rooms, mostRooms);
  }

  override del(id: string, room: string): void {
    if (this.rooms.get(room)?.has(id)) this.#changes(room);
    super.del(id, room);
  }

  override delAll(id: string): void {
    const joined = this.sids.get(id);
    const cohorts = [...cohortsOf(joined)];
    const own = joined === undefined || cohorts.length === 0 ? joined : new Set(ownValues(joined));
    for (const cohort of cohorts) this.#leaveCohort(id, cohort);
    for (const room of own ?? nobody) {
      const group = this.#groups.get(room);
      const isLast = this.rooms.get(room)?.size === 1;
      if (group === undefined || isLast) this.#changes(room);
      else {
        this.#membersOfLargeRooms.delete(room);
        group.cohort?.lose(id);
      }
    }
    // As Socket.IO does it, the set itself stays as it was, for those who kept it.
    if (own !== undefined) this.sids.set(id, own);
    super.delAll(id);
  }

  override delSockets(options: BroadcastOptions, rooms: string[]): void {
    const { rooms: of, except } = options;
    const isTheSame = of.size === rooms.length && rooms.every((room) => of.has(room));
    const isListenedTo = this.listenerCount('leave-room') > 0 || this.listenerCount('delete-room') > 0;
    // Whoever is in one of the rooms leaves all of them, so that each can be left for itself.
    if (isTheSame && !isListenedTo && !(except && except.size > 0)) {
      for (const room of rooms) {
        if (!cohortOf(this.rooms.get(room))?.leave(room)) continue;
        this.#changes(room);
        this.rooms.delete(room);
      }
    }
    super.delSockets(options, rooms);
  }

  /** The cohort of a room's members, when it is worth one. Of a room that is itself a cohort's there is none. */
  #cohortOf(room: string, members: readonly Member[]): Cohort | undefined {
    if (members.length < LARGE || cohortOf(this.rooms.get(room)) !== undefined) return undefined;
    let group = this.#groups.get(room);
    if (group === undefined) {
      group = { moves: 0, cohort: undefined };
      this.#groups.set(room, group);
    }
    group.moves += 1;
    if (group.moves > FEW) group.cohort ??= new Cohort(this.rooms, members, this.sids);
    return group.cohort;
  }

  /** Whether rooms are no cohort's yet, and have members of their own, if any. */
  #areFree(rooms: readonly string[]): boolean {
    return rooms.every((room) => cohortOf(this.rooms.get(room)) === undefined);
  }

  #addOneByOne(members: readonly Member[], rooms: readonly string[], mostRooms: number): readonly string[] {
    const entered = rooms.map((room) => this.rooms.get(room) ?? new Set<string>());
    const refused: string[] = [];
    for (const { id } of members) {
      const joined = this.sids.get(id);
      if (joined === undefined) continue;
      const isNear = joined.size - 1 + rooms.length > mostRooms;
      if (isNear && joined.size - 1 + rooms.filter((room) => !joined.has(room)).length > mostRooms) {
        refused.push(id);
        continue;
      }
      for (let at = 0; at < rooms.length; at += 1) {
        joined.add(rooms[at] as string);
        (entered[at] as Set<string>).add(id);
      }
    }
    for (const [at, room] of rooms.entries()) {
      const inRoom = entered[at] as Set<string>;
      this.#changes(room);
      if (inRoom.size > 0) this.rooms.set(room, inRoom);
    }
    return refused;
  }

  /** One of many members disconnects: it leaves at once the rooms that they have in common. */
  #leaveCohort(id: string, cohort: Cohort): void {
    cohort.lose(id);
    if (cohort.size > 0 && this.listenerCount('leave-room') === 0) return;
    for (const room of [...cohort.rooms]) {
      this.emit('leave-room', room, id);
      if (cohort.size > 0 || !cohort.leave(room)) continue;
      this.#changes(room);
      if (this.rooms.delete(room)) this.emit('delete-room', room);
    }
  }

  /** Forgets who is in a room. */
  #changes(room: string): void {
    this.#membersOfLargeRooms.delete(room);
    this.#groups.delete(room);
    cohortOf(this.rooms.get(room))?.forget(room);
  }

  #addressees({ rooms, except }: BroadcastOptions): readonly Member[] {
    const omitsNobody = except === undefined || except.size === 0;
    if (rooms.size === 1 && (omitsNobody || except.size === 1)) {
      const [room] = rooms;
      const ids = this.rooms.get(room as string);
      if (ids === undefined) return nobody;
      const members = this.#members(room as string, ids);
      if (omitsNobody) return members;
      const [omitted] = except as Set<string>;
      if (this.#isOne(omitted as string)) return this.#without(members, omitted as string);
    }
    const ids = new Set<string>();
    if (rooms.size === 0) for (const id of this.sids.keys()) ids.add(id);
    else for (const room of rooms) for (const id of this.rooms.get(room) ?? nobody) ids.add(id);
    if (!omitsNobody)
      for (const room of except) for (const id of this.rooms.get(room) ?? nobody) ids.delete(id);
    return this.#sockets(ids);
  }

  /** Whether a room is that which a socket has for itself, with nobody else in it. */
  #isOne(room: string): boolean {
    const ids = this.rooms.get(room);
    return ids?.size === 1 && ids.has(room);
  }

  /** The same array again when the same one is left out of the same members, so that what follows is told with it. */
  #without(members: Member[], omitted: string): Member[] {
    const last = this.#lastWithout.get(members);
    if (last?.omitted === omitted) return last.others;
    const others = members.filter(({ id }) => id !== omitted);
    if (members.length >= LARGE) this.#lastWithout.set(members, { omitted, others });
    return others;
  }

  #members(room: string, ids: ReadonlySet<string>): Member[] {
    const cohort = cohortOf(ids);
    if (cohort !== undefined) return cohort.socketsIn(room, ids, (others) => this.#sockets(others));
    const remembered = this.#membersOfLargeRooms.get(room);
    if (remembered !== undefined) return remembered;
    const members = this.#sockets(ids);
    if (members.length >= LARGE) this.#membersOfLargeRooms.set(room, members);
    return members;
  }

  #sockets(ids: Iterable<string>): Member[] {
    const members: Member[] = [];
    for (const id of ids) {
      const socket = this.nsp.sockets.get(id);
      if (socket !== undefined) members.push(socket as unknown as Member);
    }
    return members;
  }
}
