/** Makes the Socket.IO socket under a connection. @module */
import type { Manager, ManagerOptions, Socket } from 'socket.io-client';
import { warnOfHeaders } from '../console.ts';
import { errors } from '../errors.ts';
import type { Sdk } from '../sdk.ts';
import type { ConnectionOptions } from '../socket-options.ts';

/** Socket.IO's own socket. */
export type RawSocket = Socket;

/** The class that opens connections, of the socket.io client that is used. */
export type ManagerClass = new (uri: string, options: Partial<ManagerOptions>) => Manager;

const numbers = [
  'reconnectionAttempts',
  'reconnectionDelay',
  'reconnectionDelayMax',
  'randomizationFactor',
  'timeout',
] as const satisfies readonly (keyof ConnectionOptions)[];

/**
 * Makes a socket that does not connect yet. Reconnection is switched off in it, since Socket.IO alone knows nothing of a
 * server's close notice and never comes back after a server's disconnect.
 *
 * @throws `E_SOCKET_QUERY`, `E_SOCKET_OPTION`
 */
export function createRawSocket(
  RawManager: ManagerClass,
  server: URL,
  options: ConnectionOptions,
  sdk: Sdk,
): RawSocket {
  const { transports = ['websocket'], path, rejectUnauthorized, initialConnectionHeaders } = options;
  for (const name of numbers) {
    const value: unknown = options[name] ?? 0;
    if (typeof value !== 'number' || !(value >= 0))
      throw errors.E_SOCKET_OPTION(name, value, 'a number, 0 or above');
  }
  const isKnown = (name: unknown) => name === 'websocket' || name === 'polling';
  if (!Array.isArray(transports) || transports.length === 0 || !transports.every(isKnown)) {
    throw errors.E_SOCKET_OPTION('transports', transports, "an array like ['websocket', 'polling']");
  }
  const settings: Partial<ManagerOptions> & { rejectUnauthorized?: boolean } = {
    transports: [...transports],
    query: handshakeQuery(server, options.query, sdk),
    autoConnect: false,
    reconnection: false,
    // One timer watches the whole attempt, Socket.IO's would end with the transport's handshake.
    timeout: false as never,
  };
  if (path !== undefined) settings.path = path;
  if (rejectUnauthorized !== undefined) settings.rejectUnauthorized = rejectUnauthorized;
  if (initialConnectionHeaders) {
    const entries = Object.entries(initialConnectionHeaders).map(([name, value]) => [name, String(value)]);
    settings.extraHeaders = Object.fromEntries(entries);
    if (sdk.platform === 'browser' && transports[0] !== 'polling') warnOfHeaders();
  }
  return new RawManager(`${server.protocol}//${server.host}`, settings).socket('/');
}

function handshakeQuery(server: URL, query: unknown, sdk: Sdk): Record<string, string> {
  if (query !== undefined && query !== null && typeof query !== 'string') throw errors.E_SOCKET_QUERY(query);
  return Object.fromEntries([
    ...server.searchParams,
    ...new URLSearchParams(query ?? ''),
    ...new URLSearchParams(sdk.versionString),
  ]);
}
