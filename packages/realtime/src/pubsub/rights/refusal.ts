/** Says no: to the call that subscribes, to the client, and where a policy failed to the log. @module */
import { type TelltaleError, type UnsubscribedNotice, unsubscribedEvent } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import { errors } from '../../errors.ts';
import type { RecordId } from '../publishable-model.ts';
import type { Answer } from './ask-policy.ts';

/** What is refused of what. */
export interface Refused {
  readonly model: string;
  readonly ids: readonly RecordId[];
  readonly watch: boolean;
}

/** What {@link refusal} is written to. */
export interface RefusalLog {
  debug(message: string): void;
  error(details: { err: unknown }, message: string): void;
}

/** The codes of refusals. They are no mistakes of the code that subscribes. */
const codes: ReadonlySet<unknown> = new Set([
  'E_SUBSCRIPTION_REFUSED',
  'E_SUBSCRIPTION_LOST',
  'E_SUBSCRIPTION_FAILED',
  'E_SUBSCRIPTION_TIMEOUT',
]);

/**
 * Whether `subscribe` or `watch` failed since the model's policy did not let the socket in, rather than by a mistake.
 *
 * @example
 * try {
 *   await User.subscribe(req, users);
 * } catch (error) {
 *   if (!isRefusal(error)) throw error;
 * }
 */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && codes.has(Reflect.get(error, 'code'));
}

/**
 * Makes the error for what is refused, and writes it down.
 *
 * @param again whether the socket was subscribed
 * @param timeout milliseconds that the policy had
 */
export function refusal(
  log: RefusalLog,
  socket: Socket,
  refused: Refused,
  { failure, cause }: Answer,
  again: boolean,
  timeout: number,
): TelltaleError {
  const what = describeRefused(refused);
  const { model } = refused;
  if (failure === 'TIMEOUT') {
    const error = errors.E_SUBSCRIPTION_TIMEOUT(model, what, timeout);
    log.error({ err: error }, `socket ${socket.id}: ${error.message}`);
    return error;
  }
  if (failure === 'FAILED') {
    const error = errors.E_SUBSCRIPTION_FAILED(model, what);
    log.error({ err: cause }, `socket ${socket.id}: ${error.message}`);
    return error;
  }
  const error = again ? errors.E_SUBSCRIPTION_LOST(model, what) : errors.E_SUBSCRIPTION_REFUSED(model, what);
  log.debug(`socket ${socket.id}: ${error.message}`);
  return error;
}

/** Tells the client. A listener of the app's own that fails on the way out is the app's, and only logged. */
export function tellRefused(
  log: RefusalLog,
  socket: Socket,
  { model, ids, watch }: Refused,
  { code, message }: TelltaleError,
): void {
  const notice: UnsubscribedNotice = { code, message, model, ids: [...ids], watch };
  try {
    socket.emit(unsubscribedEvent, notice);
  } catch (err) {
    log.error({ err }, `socket ${socket.id} could not be told that it is not subscribed`);
  }
}

function describeRefused({ ids, watch }: Refused): string {
  if (watch) return 'new records';
  return ids.length === 1 ? `record ${ids[0]}` : `${ids.length} records`;
}
