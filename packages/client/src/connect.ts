/** Opens a socket from an ES module, in a page or in Node.js. @module */
import { Manager } from 'socket.io-client';
import { createLog } from './console.ts';
import { isInDevelopment } from './environment.ts';
import type { UntypedEvents } from './events/socket-events.ts';
import { SailsSocket } from './sails-socket.ts';
import { describeSdk, detectPlatform } from './sdk.ts';
import type { SailsSettings, SocketOptions } from './socket-options.ts';

/** Options of {@link connect}. */
export interface ConnectOptions extends SocketOptions {
  /**
   * `'development'` writes to the console what happens to the connection, `'production'` nothing. Without it: one line for each
   * outage, while the app is being made.
   */
  environment?: string | undefined;
  /** `false` lets the options of a connected socket change, for its next connection. @default true */
  strict?: boolean | undefined;
}

/**
 * Opens a socket. It is returned at once, while it connects: requests wait until then.
 *
 * @typeParam Events event → data of the events that the server sends
 * @typeParam Routes `'GET /user/:id'` → `{ data?, body? }` of the routes that the server has
 * @param url the server, as `http(s)://host[:port]`; defaults to the page's origin, and is required in Node.js
 * @throws `E_SOCKET_URL`, `E_SOCKET_QUERY`, `E_SOCKET_OPTION`
 *
 * @example
 * interface Events { hello: { id: string } }
 * const socket = connect<Events>('http://localhost:1337');
 * socket.on('hello', ({ id }) => console.log(id));
 * const { body, statusCode } = await socket.get('/say/hello');
 */
export function connect<Events extends object = UntypedEvents, Routes extends object = object>(
  url?: string | ConnectOptions,
  options?: ConnectOptions,
): SailsSocket<Events, Routes> {
  const { environment, strict, ...own } = readConnectArguments(url, options);
  const settings: SailsSettings = {
    environment: environment ?? 'production',
    strict,
    sdk: describeSdk(detectPlatform()),
  };
  const log =
    environment === undefined
      ? createLog(
          () => true,
          () => !isInDevelopment(),
        )
      : createLog(() => environment === 'production');
  const socket = new SailsSocket<Events, Routes>({ RawManager: Manager, settings, log }, own);
  socket._connect();
  return socket;
}

/** Reads `(url, options)`, `(url)` and `(options)`. */
export function readConnectArguments<Options extends SocketOptions>(
  url: string | Options | undefined,
  options: Options | undefined,
): Options {
  if (typeof url === 'object' && url !== null) return { ...url, ...options } as Options;
  return { ...options, url: url ?? options?.url } as Options;
}
