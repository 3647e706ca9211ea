/** Ends a socket's connection, after telling its client why and whether to come back. @module */
import { type CloseNotice, closeEvent, mayReconnect } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import { closeCodes } from '../close-codes.ts';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import type { RoomsContext } from './rooms-context.ts';
import { type Done, fail, settleLater, succeed } from './settle.ts';
import { readTargets } from './targets.ts';

/** Why a connection ends. */
export interface DisconnectOptions {
  /** Words for the client. */
  reason: string;
  /** From 4000 to 4499: the client may come back by itself. From 4500 to 4999: it may not. @default 4500 */
  code?: number;
  /** Milliseconds that the client waits, at the least, before it comes back. */
  retryAfter?: number;
}

/** Says why, and closes. */
export function closeSocket(socket: Socket, notice: CloseNotice): void {
  if (!socket.connected) return;
  socket.emit(closeEvent, notice);
  // Clients come back by themselves only after a connection that ended without Socket.IO's own farewell.
  if (mayReconnect(notice.code)) socket.conn.close();
  else socket.disconnect(true);
}

/** `sails.sockets.disconnect()`; see there. */
export function disconnect(
  context: RoomsContext,
  sockets: unknown,
  why: string | DisconnectOptions,
  done?: Done,
): Promise<void> {
  const { bus, log } = context;
  const notice = readNotice(why);
  if (notice instanceof Error) return fail(log, 'disconnect', notice, done);
  const { local, remote, error } = readTargets(context, 'disconnect', sockets);
  for (const socket of local) closeSocket(socket, notice);
  if (remote.length === 0) return error ? fail(log, 'disconnect', error, done) : succeed(done);
  if (bus === undefined) {
    return fail(log, 'disconnect', error ?? errors['SAILS:HOOK:SOCKETS:NO_SUCH_SOCKET'](remote[0]), done);
  }
  const asked = remote.map((socketId) => bus.command({ event: 'disconnect', payload: { socketId, notice } }));
  const work = Promise.all(asked).then(() => {
    if (error) throw error;
  });
  return settleLater(log, 'disconnect', work, done);
}

function readNotice(why: unknown): CloseNotice | Error {
  const options = typeof why === 'string' ? { reason: why } : why;
  if (
    typeof options !== 'object' ||
    options === null ||
    !('reason' in options) ||
    typeof options.reason !== 'string'
  ) {
    return errors['SAILS:HOOK:SOCKETS:USAGE'](
      `sails.sockets.disconnect() wants a reason, as in disconnect(socket, { code: 4500, reason: 'banned' }); got ${describe(why)}`,
    );
  }
  const { reason, code = closeCodes.DISCONNECTED_BY_APP, retryAfter } = options as DisconnectOptions;
  if (!Number.isInteger(code) || code < 4000 || code > 4999) return errors.E_CLOSE_CODE(code);
  if (retryAfter !== undefined && !(Number.isFinite(retryAfter) && retryAfter >= 0)) {
    return errors['SAILS:HOOK:SOCKETS:USAGE'](
      `retryAfter is a number of milliseconds, zero or more; got ${describe(retryAfter)}`,
    );
  }
  return { code, reason, ...(retryAfter !== undefined && { retryAfter }) };
}
