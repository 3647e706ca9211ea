/** Reads the first argument of `join`, `leave` and `disconnect`: whom the call is about. @module */
import type { TelltaleError } from '@telltale/protocol';
import type { RemoteSocket, Socket } from 'socket.io';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import type { RoomsContext } from './rooms-context.ts';
import { parseSocket } from './socket-like.ts';

export interface Targets {
  /** Sockets of this server. */
  local: Socket[];
  /** Ids of sockets that may be on other servers. */
  remote: string[];
  /** The first entry that is neither. The others count all the same. */
  error?: TelltaleError;
}

/** Sorts one target, or each of an array, into sockets of this server and ids of others. */
export function readTargets({ namespace }: RoomsContext, call: string, value: unknown): Targets {
  const targets: Targets = { local: [], remote: [] };
  for (const target of Array.isArray(value) ? value : [value]) {
    const found = parseSocket(target) as Socket | RemoteSocket<never, unknown> | undefined;
    // A socket that Socket.IO fetched from another server has all but a namespace.
    if (found !== undefined && 'nsp' in found) {
      targets.local.push(found);
      continue;
    }
    const id: unknown = found?.id ?? target;
    if (typeof id !== 'string' || id === '') {
      targets.error ??= notASocket(call, target);
      continue;
    }
    const local = namespace.sockets.get(id);
    if (local) targets.local.push(local);
    else targets.remote.push(id);
  }
  return targets;
}

function notASocket(call: string, given: unknown): TelltaleError {
  return errors['SAILS:HOOK:SOCKETS:USAGE'](
    `sails.sockets.${call}() wants a socket, a request that came over one, a socket's id, or an array of these; got ${describe(given)}. ` +
      'A request over HTTP has no socket: check req.isSocket first',
  );
}
