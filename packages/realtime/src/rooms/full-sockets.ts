/** Remembers of which sockets it was said that they may be in no more rooms: each new record would say it again. @module */
import type { Socket } from 'socket.io';

/** Sockets that one line of the log names. */
const MOST_NAMED = 3;

/** Whether an error says that a socket may be in no more rooms. */
export function isFull(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'E_TOO_MANY_ROOMS';
}

export class FullSockets {
  readonly #told = new WeakSet<Socket>();
  readonly #toldOfOthers = new Set<string>();

  /** Whether nothing was said of a socket yet. From now on something was. */
  isNews(socket: Socket): boolean {
    if (this.#told.has(socket)) return false;
    this.#told.add(socket);
    return true;
  }

  /** Whether nothing was said yet of sockets of other servers, whose ids are not known here, in a model's room. */
  isNewsOfOthers(classRoom: string): boolean {
    if (this.#toldOfOthers.has(classRoom)) return false;
    this.#toldOfOthers.add(classRoom);
    return true;
  }

  /** What the log says of sockets that could not be subscribed to a new record; `undefined` when it has said so of all. */
  line(sockets: readonly Socket[], reason: string): string | undefined {
    const ids = sockets.filter((socket) => this.isNews(socket)).map(({ id }) => id);
    if (ids.length === 0) return undefined;
    const named = ids.slice(0, MOST_NAMED).join(', ');
    const others = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
    return `${reason}. New records are not subscribed to by ${named}${others}; of each socket this is said once`;
  }
}
