/** Sends an event to rooms and gathers who acknowledged it, with what, and who did not. @module */
import type { Socket } from 'socket.io';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import { dataError, readAddressees } from './broadcast.ts';
import { checkEventName } from './event-message.ts';
import { localMembers } from './moving.ts';
import type { RoomsContext } from './rooms-context.ts';
import { unobserved } from './settle.ts';
import { omittedId, type SocketOrRequest, safeData } from './socket-like.ts';
import { whenGone } from './when-gone.ts';

export interface AcknowledgementOptions {
  /** Milliseconds to wait for the last of the answers. @default 5_000 */
  timeout?: number;
  /** A socket, or a request, whose own socket does not get the event. */
  omit?: SocketOrRequest;
}

/** Who acknowledged an event, and who did not. */
export interface Acknowledgements<Answer = unknown> {
  /** Socket id → what its client answered. */
  answers: Map<string, Answer>;
  /** Ids of the sockets that got the event and did not answer in time, or went away. */
  missing: string[];
}

/** `sails.sockets.broadcastWithAck()`; see there. */
export async function broadcastWithAck<Answer>(
  context: RoomsContext,
  rooms: unknown,
  event: string,
  data: unknown,
  options?: AcknowledgementOptions | null,
): Promise<Acknowledgements<Answer>> {
  checkEventName(event);
  if (typeof (options ?? {}) !== 'object') {
    throw errors['SAILS:HOOK:SOCKETS:USAGE'](
      `sails.sockets.broadcastWithAck() takes options such as { timeout: 2_000 } after the data; got ${describe(options)}`,
    );
  }
  const { timeout = 5_000, omit } = options ?? {};
  if (typeof timeout !== 'number' || !(timeout > 0) || timeout > 0x7fffffff)
    throw errors.E_ACK_TIMEOUT(timeout);
  const payload = safeData(data);
  const omitted = omittedId(omit);
  const result: Acknowledgements<Answer> = { answers: new Map(), missing: [] };
  const asked = new Set<string>();
  const pending: Promise<void>[] = [];
  const ask = (id: string, answer: (id: string) => Promise<{ value: unknown } | undefined>): void => {
    if (id === omitted || asked.has(id)) return;
    asked.add(id);
    const noted = answer(id).then((acknowledgement) => {
      if (acknowledgement) result.answers.set(id, acknowledgement.value as Answer);
      else result.missing.push(id);
    });
    pending.push(unobserved(noted));
  };
  const names = readAddressees(context, rooms);
  for (const room of names) {
    for (const socket of localMembers(context, room))
      ask(socket.id, () => askLocal(socket, event, payload, timeout));
  }
  if (context.bus) {
    for (const room of names) {
      for (const id of await context.bus.members(room))
        ask(id, () => askRemote(context, id, event, payload, timeout));
    }
  }
  try {
    await Promise.all(pending);
  } catch (error) {
    throw dataError(payload) ?? error;
  }
  return result;
}

/** Waits for one client's answer, for `timeout`, or for its end. */
function askLocal(
  socket: Socket,
  event: string,
  data: unknown,
  timeout: number,
): Promise<{ value: unknown } | undefined> {
  return new Promise((resolve) => {
    // First, since it throws when the data can't be sent.
    socket.timeout(timeout).emit(event, data, (error: unknown, value: unknown) => {
      stopWaiting();
      resolve(error ? undefined : { value });
    });
    const stopWaiting = whenGone(socket, () => resolve(undefined));
  });
}

/** The same through the adapter: the server that has the socket passes its answer on. */
function askRemote(
  { namespace }: RoomsContext,
  id: string,
  event: string,
  data: unknown,
  timeout: number,
): Promise<{ value: unknown } | undefined> {
  return new Promise((resolve) => {
    namespace
      .to(id)
      .timeout(timeout)
      .emit(event, data, (error: unknown, values: unknown[]) => {
        resolve(error || values.length === 0 ? undefined : { value: values[0] });
      });
  });
}
