/**
 * Sockets that have entered rooms together, and these rooms: the membership of all of them in all of these is written down
 * once. A new record's room costs as much for a thousand watchers as for ten.
 *
 * @module
 */
import type { Member } from './fan-out.ts';
import {
  addOwn,
  newSharedSet,
  ownValues,
  removeOwn,
  type Share,
  share,
  shareOf,
  unshare,
} from './shared-set.ts';

/** The rooms of an adapter, each with its members. */
export type Rooms = Map<string, Set<string>>;

/** What a room shares with the others of its cohort: the members. Others who are in it as well are its set's own. */
class SharedMembers implements Share {
  readonly cohort: Cohort;
  readonly #room: string;

  constructor(cohort: Cohort, room: string) {
    this.cohort = cohort;
    this.#room = room;
  }

  get size(): number {
    return this.cohort.size;
  }

  has(id: string): boolean {
    return this.cohort.has(id);
  }

  values(): Iterable<string> {
    return this.cohort.ids();
  }

  separate(): void {
    this.cohort.separate(this.#room);
  }
}

/** What a socket shares with the others of its cohorts: the rooms. Others in which it is are its set's own. */
class SharedRooms implements Share {
  readonly #id: string;
  readonly #rooms: Rooms;
  readonly cohorts = new Set<Cohort>();
  /** Counted by the cohorts. */
  size = 0;

  constructor(id: string, rooms: Rooms) {
    this.#id = id;
    this.#rooms = rooms;
  }

  has(room: string): boolean {
    return cohortOf(this.#rooms.get(room))?.has(this.#id) ?? false;
  }

  *values(): Iterable<string> {
    for (const cohort of this.cohorts) yield* cohort.rooms;
  }

  separate(room: string): void {
    cohortOf(this.#rooms.get(room))?.separate(room);
  }
}

/** The cohort whose members are in a room together. */
export function cohortOf(members: ReadonlySet<string> | undefined): Cohort | undefined {
  const what = shareOf(members);
  return what instanceof SharedMembers ? what.cohort : undefined;
}

/** The cohorts of a socket that have rooms. */
export function cohortsOf(joined: ReadonlySet<string> | undefined): ReadonlySet<Cohort> {
  const what = shareOf(joined);
  return what instanceof SharedRooms ? what.cohorts : none;
}

const none: ReadonlySet<Cohort> = new Set();

interface CohortMember {
  readonly socket: Member;
  /** All rooms of the socket. */
  readonly joined: Set<string>;
  readonly shared: SharedRooms;
}

export class Cohort {
  /** Rooms in which all members are. */
  readonly rooms = new Set<string>();
  readonly #all: Rooms;
  readonly #members = new Map<string, CohortMember>();
  /** Who is told in a room: as long as nobody leaves, the same array for all rooms but those in which others are, too. */
  #sockets: Member[] | undefined;
  readonly #withOthers = new Map<string, Member[]>();

  /**
   * @param rooms all rooms of the adapter
   * @param sockets the members
   * @param joinedBy the rooms of each socket
   */
  constructor(rooms: Rooms, sockets: readonly Member[], joinedBy: ReadonlyMap<string, Set<string>>) {
    this.#all = rooms;
    for (const socket of sockets) {
      const joined = joinedBy.get(socket.id)!;
      let shared = shareOf(joined) as SharedRooms | undefined;
      if (shared === undefined) {
        shared = new SharedRooms(socket.id, rooms);
        share(joined, shared);
      }
      this.#members.set(socket.id, { socket, joined, shared });
    }
  }

  get size(): number {
    return this.#members.size;
  }

  has(id: string): boolean {
    return this.#members.has(id);
  }

  ids(): Iterable<string> {
    return this.#members.keys();
  }

  /** Whether every member may be in so many more rooms; its own is not counted. */
  hasPlaceFor(count: number, mostRooms: number): boolean {
    for (const { joined } of this.#members.values()) if (joined.size - 1 + count > mostRooms) return false;
    return true;
  }

  /** Has all members enter a room that no other cohort has. Whoever is in it already stays. */
  enter(room: string): void {
    if (this.rooms.has(room)) return;
    const before = this.#all.get(room);
    const what = new SharedMembers(this, room);
    if (before === undefined) this.#all.set(room, newSharedSet(what));
    else {
      for (const id of before) {
        const member = this.#members.get(id);
        if (member === undefined) continue;
        removeOwn(before, id);
        removeOwn(member.joined, room);
      }
      share(before, what);
    }
    const isFirst = this.rooms.size === 0;
    this.rooms.add(room);
    for (const { shared } of this.#members.values()) {
      shared.size += 1;
      if (isFirst) shared.cohorts.add(this);
    }
  }

  /** Makes a room of the cohort one like any other, with the same members. */
  separate(room: string): void {
    const members = this.#release(room);
    if (members === undefined) return;
    for (const [id, { joined }] of this.#members) {
      addOwn(members, id);
      addOwn(joined, room);
    }
  }

  /**
   * Has all members leave a room of the cohort at once.
   *
   * @returns whether nobody is left in it
   */
  leave(room: string): boolean {
    const others = this.#release(room);
    return others !== undefined && others.size === 0;
  }

  /** Has a member leave the cohort, and so all of its rooms, at once. They stay in its own set. */
  lose(id: string): void {
    const member = this.#members.get(id);
    if (member === undefined) return;
    this.#members.delete(id);
    this.#sockets = undefined;
    this.#withOthers.clear();
    if (!member.shared.cohorts.delete(this)) return;
    member.shared.size -= this.rooms.size;
    for (const room of this.rooms) addOwn(member.joined, room);
  }

  /**
   * The members of one of its rooms as sockets.
   *
   * @param find the sockets of those who are in it as well
   */
  socketsIn(room: string, members: ReadonlySet<string>, find: (ids: Iterable<string>) => Member[]): Member[] {
    this.#sockets ??= Array.from(this.#members.values(), ({ socket }) => socket);
    if (members.size === this.size) return this.#sockets;
    let sockets = this.#withOthers.get(room);
    if (sockets === undefined) {
      sockets = [...this.#sockets, ...find(ownValues(members))];
      this.#withOthers.set(room, sockets);
    }
    return sockets;
  }

  /** Forgets who else is in a room, since that changes. */
  forget(room: string): void {
    this.#withOthers.delete(room);
  }

  /** @returns what is left in the set of the room's members: those who are not of the cohort */
  #release(room: string): Set<string> | undefined {
    if (!this.rooms.delete(room)) return undefined;
    this.#withOthers.delete(room);
    const isLast = this.rooms.size === 0;
    for (const { shared } of this.#members.values()) {
      shared.size -= 1;
      if (isLast) shared.cohorts.delete(this);
    }
    const others = this.#all.get(room)!;
    unshare(others);
    return others;
  }
}
