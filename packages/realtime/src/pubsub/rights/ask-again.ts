/** `pubsub.askAgain()`: reads whom it is about, here and on the other servers. @module */
import { describe } from '../../describe.ts';
import { errors } from '../../errors.ts';
import { parseSocket, type RoomsContext } from '../../rooms/index.ts';
import type { Review, ReviewOf } from './review.ts';

/** The message by which a server has the others ask. */
export const askAgainEvent = 'telltale:ask-again';

/** What servers tell each other of whom to ask about: a socket, a part of a model, or everybody. */
export interface AskedAgain {
  socketId?: string;
  model?: string;
  /** As text. */
  ids?: string[];
}

/** Asks on this server, and has the others ask when it may concern them. */
export async function askAgain(
  review: Review | undefined,
  rooms: RoomsContext,
  whom: unknown,
  tellOthers: ((about: AskedAgain) => Promise<void>) | undefined,
): Promise<void> {
  if (review === undefined) return;
  const socket =
    parseSocket(whom) ?? (typeof whom === 'string' ? rooms.namespace.sockets.get(whom) : undefined);
  if (socket !== undefined) return review.socket(socket);
  const about = readWhom(whom);
  const told = tellOthers?.(about);
  if (about.socketId === undefined) await review.all(reviewOf(about));
  await told;
}

/** Asks on this server only. What can't be read is left alone. */
export function askAgainHere(review: Review | undefined, { namespace }: RoomsContext, about: unknown): void {
  if (review === undefined || typeof about !== 'object' || about === null) return;
  const { socketId, model, ids } = about as Record<string, unknown>;
  if (typeof socketId === 'string') {
    const socket = namespace.sockets.get(socketId);
    if (socket) void review.socket(socket);
    return;
  }
  const list = Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : undefined;
  void review.all(reviewOf({ ...(typeof model === 'string' && { model }), ...(list && { ids: list }) }));
}

function readWhom(whom: unknown): AskedAgain {
  if (whom === undefined || whom === null) return {};
  if (typeof whom === 'string') return { socketId: whom };
  const { model, ids } = typeof whom === 'object' ? (whom as Record<string, unknown>) : {};
  const isList = ids === undefined || Array.isArray(ids);
  if (typeof model === 'string' && isList) {
    return { model: model.toLowerCase(), ...(ids !== undefined && { ids: ids.map(String) }) };
  }
  const expected = "a socket, a request that came over one, a socket's id, { model, ids }, or nothing";
  throw errors.E_PUBSUB_USAGE('pubsub.askAgain', `it is about ${expected}; got ${describe(whom)}`);
}

function reviewOf({ model, ids }: AskedAgain): ReviewOf | undefined {
  return model === undefined ? undefined : { model, ids: ids && new Set(ids) };
}
