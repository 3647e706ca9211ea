/** Who is here, kept in memory. Each change is an event `guest` for everyone in the room `party`. */
import { sails } from 'telltale';
import type { RoomName } from './chat-rooms.ts';

export interface Guest {
  /** The id of the guest's socket. */
  id: string;
  name: string;
  /** The chat room that the guest is in. */
  room: RoomName;
}

/** Names for those who come without one. */
const names = [
  'Ada',
  'Bosun',
  'Coral',
  'Dory',
  'Edda',
  'Finn',
  'Gale',
  'Heron',
  'Isla',
  'Jib',
  'Kelp',
  'Luff',
];

class GuestList {
  readonly #guests = new Map<string, Guest>();

  all(): Guest[] {
    return [...this.#guests.values()];
  }

  get(id: string | undefined): Guest | undefined {
    return id === undefined ? undefined : this.#guests.get(id);
  }

  /** Welcomes a guest; one who is here already gets the new name. */
  enter(id: string, name = this.#freeName()): Guest {
    if (this.#guests.has(id)) return this.change(id, { name });
    const guest: Guest = { id, name, room: 'deck' };
    this.#guests.set(id, guest);
    tell({ verb: 'created', id, data: guest });
    return guest;
  }

  change(id: string, data: Partial<Omit<Guest, 'id'>>): Guest {
    const guest = this.#guests.get(id);
    if (!guest) throw new Error(`there is no guest ${id}`);
    Object.assign(guest, data);
    tell({ verb: 'updated', id, data });
    return guest;
  }

  leave(id: string): void {
    if (this.#guests.delete(id)) tell({ verb: 'destroyed', id });
  }

  #freeName(): string {
    const taken = new Set(this.all().map(({ name }) => name));
    return names.find((name) => !taken.has(name)) ?? `Sailor ${taken.size + 1}`;
  }
}

/** What happened to a guest, in the words of notifications about models. */
type GuestNotification =
  | { verb: 'created'; id: string; data: Guest }
  | { verb: 'updated'; id: string; data: Partial<Guest> }
  | { verb: 'destroyed'; id: string };

function tell(notification: GuestNotification): void {
  sails.sockets.broadcast('party', 'guest', notification);
}

export const guests = new GuestList();
