/** Which sockets of this server belong to which session, and what they lose with it. @module */
import type { LoadSession } from '@telltale/realtime';

/** A socket of Socket.IO. */
export type Socket = Parameters<LoadSession>[0];

const kBinding: unique symbol = Symbol('telltale.session');

interface Binding {
  id: string;
  /** Rooms from before the session, which outlive it. */
  before: ReadonlySet<string>;
  ended: boolean;
}

type BoundSocket = Socket & { [kBinding]?: Binding };

const nothing: ReadonlySet<string> = new Set();

/** The sockets of sessions. A socket without a session costs nothing here. */
export class SessionSockets {
  readonly #sockets = new Map<string, Set<BoundSocket>>();

  /** The sessions that have sockets. */
  get ids(): string[] {
    return [...this.#sockets.keys()];
  }

  /** The session of a socket, also of one that has just gone. */
  idOf(socket: Socket): string | undefined {
    return (socket as BoundSocket)[kBinding]?.id;
  }

  /** The sockets of a session. */
  of(id: string): Socket[] {
    return [...(this.#sockets.get(id) ?? [])];
  }

  /** Says that a socket belongs to a session from now on. What it joined under another one, it leaves. */
  bind(socket: BoundSocket, id: string): void {
    const bound = socket[kBinding];
    if (bound?.id === id) return;
    if (!socket.connected) return;
    if (bound !== undefined && !bound.ended) {
      this.#remove(socket, bound.id);
      leaveRooms(socket, bound.before);
    }
    socket[kBinding] = { id, before: othersThanOwn(socket), ended: false };
    const sockets = this.#sockets.get(id);
    if (sockets) sockets.add(socket);
    else this.#sockets.set(id, new Set([socket]));
    if (bound === undefined) socket.once('disconnect', () => this.#forget(socket));
  }

  /**
   * Takes its sockets out of every room that they joined under the session.
   *
   * @returns the sockets, whose clients are to be told
   */
  end(id: string): Socket[] {
    const sockets = [...(this.#sockets.get(id) ?? [])];
    this.#sockets.delete(id);
    for (const socket of sockets) {
      const bound = socket[kBinding] as Binding;
      bound.ended = true;
      leaveRooms(socket, bound.before);
    }
    return sockets;
  }

  /**
   * Called when a request over a socket is over. It may have begun before its session ended elsewhere, and have joined a
   * room after: a room that nobody would take the socket out of again.
   */
  settle(socket: BoundSocket, id: string): void {
    const bound = socket[kBinding];
    if (bound?.ended && bound.id === id) leaveRooms(socket, bound.before);
  }

  #forget(socket: BoundSocket): void {
    const bound = socket[kBinding];
    if (bound && !bound.ended) this.#remove(socket, bound.id);
  }

  #remove(socket: BoundSocket, id: string): void {
    const sockets = this.#sockets.get(id);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#sockets.delete(id);
  }
}

function othersThanOwn(socket: Socket): ReadonlySet<string> {
  if (socket.rooms.size <= 1) return nothing;
  return new Set([...socket.rooms].filter((room) => room !== socket.id));
}

function leaveRooms(socket: Socket, except: ReadonlySet<string>): void {
  for (const room of [...socket.rooms]) {
    if (room !== socket.id && !except.has(room)) void socket.leave(room);
  }
}
