/** Turns a socket.io client into `io` as Sails pages know it: with `io.sails` and `io.socket`. @module */
import type { io as SocketIo } from 'socket.io-client';
import { readConnectArguments } from './connect.ts';
import type { ManagerClass } from './connection/raw-socket.ts';
import { createLog } from './console.ts';
import { errors } from './errors.ts';
import type { UntypedEvents } from './events/socket-events.ts';
import { SailsSocket } from './sails-socket.ts';
import { describeSdk, detectPlatform } from './sdk.ts';
import type { SailsSettings, SocketOptions } from './socket-options.ts';

/** `io.sails`: settings for all sockets, and how to make more of them. */
export interface Sails extends SailsSettings {
  /**
   * Opens a further socket, with what `io.sails` says where `options` say nothing.
   *
   * @throws as `connect()` of this package
   *
   * @example
   * const mySocket = io.sails.connect('http://localhost:1337', { reconnection: false });
   */
  connect<Events extends object = UntypedEvents, Routes extends object = object>(
    url?: string | SocketOptions,
    options?: SocketOptions,
  ): SailsSocket<Events, Routes>;
}

/** A socket.io client with what Sails adds to it. */
export type SailsIo = typeof SocketIo & {
  sails: Sails;
  /** The page's own socket. It is deleted in the next tick when `io.sails.autoConnect` is false. */
  socket: SailsSocket;
};

/**
 * Augments a socket.io client in place. `io.socket` is there at once. It connects in the next tick, or, on a page
 * that is still being parsed, when that is done, unless `io.sails.autoConnect` is false by then.
 *
 * @param io the client: `require('socket.io-client')`, version 3 or 4, of either module system
 * @param settings what the script tag says
 * @throws `E_SOCKET_IO_MISSING`, `E_ALREADY_AUGMENTED`
 *
 * @example
 * const io = createSailsIo(require('socket.io-client'));
 * io.sails.url = 'http://localhost:1337';
 * io.socket.get('/hello', (body, response) => console.log(response.statusCode, body));
 */
export function createSailsIo(io: object, settings: Partial<SailsSettings> = {}): SailsIo {
  if (!isSocketIo(io)) throw errors.E_SOCKET_IO_MISSING(io);
  if ('sails' in io) throw errors.E_ALREADY_AUGMENTED();
  const sails: Sails = {
    autoConnect: true,
    reconnection: true,
    useCORSRouteToGetCookie: true,
    environment: 'development',
    transports: ['websocket'],
    ...settings,
    sdk: describeSdk(detectPlatform()),
    connect<Events extends object = UntypedEvents, Routes extends object = object>(
      url?: string | SocketOptions,
      options?: SocketOptions,
    ) {
      const socket = new SailsSocket<Events, Routes>(context, readConnectArguments(url, options));
      socket._connect();
      return socket;
    },
  };
  const context = {
    RawManager: io.Manager,
    settings: sails,
    log: createLog(() => sails.environment === 'production'),
  };
  const socket = new SailsSocket(context);
  const augmented: SailsIo = Object.assign(io, { sails, socket });
  socket._connectSoon(
    () => sails.autoConnect !== false && sails.autoconnect !== false,
    () => Reflect.deleteProperty(augmented, 'socket'),
  );
  return augmented;
}

function isSocketIo(io: unknown): io is typeof SocketIo & { Manager: ManagerClass } {
  if (typeof io !== 'function' || !('Manager' in io) || !('Socket' in io)) return false;
  // `onAny` came with version 3: a client of version 2 speaks another protocol.
  return (
    typeof io.Manager === 'function' && typeof io.Socket === 'function' && 'onAny' in io.Socket.prototype
  );
}
