/** Sets up Socket.IO on Fastify's server, with everything left out that costs and that nobody asked for. @module */
import type { Server as HttpServer } from 'node:http';
import { Server, type ServerOptions } from 'socket.io';
import type { Limits } from '../limits.ts';
import type { RealtimeOptions } from '../options.ts';
import { packetParser } from './packet-parser.ts';
import { PastRequest } from './past-request.ts';
import { boundPolling } from './polling-bounds.ts';
import { RoomAdapter } from './room-adapter.ts';
import { shortWayOut } from './short-way.ts';
import { wsEngine } from './ws-engine.ts';

/** Creates the Socket.IO server of an app. Sockets connect as soon as `httpServer` listens. */
export function createServer(
  httpServer: HttpServer,
  options: RealtimeOptions,
  limits: Limits,
  allowRequest: ServerOptions['allowRequest'] | undefined,
  log: { warn(message: string): void },
): Server {
  const { messageBytes, attachments } = limits;
  // Nothing can be answered; to the client it looks as if the line broke.
  const tellOfEnd = (what: string) => log.warn(`the connection of a socket was ended, since ${what}`);
  const io = new Server(httpServer, {
    path: options.path ?? '/socket.io',
    transports: options.transports ?? ['websocket'],
    allowUpgrades: options.allowUpgrades ?? true,
    pingInterval: options.pingInterval ?? 25_000,
    pingTimeout: options.pingTimeout ?? 60_000,
    serveClient: options.serveClient ?? false,
    maxHttpBufferSize: messageBytes,
    allowEIO3: true,
    perMessageDeflate: false,
    httpCompression: false,
    wsEngine: wsEngine(({ code }) => {
      if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
        tellOfEnd(`a message had more than ${messageBytes} bytes (limits.messageBytes)`);
    }),
    parser: packetParser({
      attachments,
      requestTimeout: limits.requestTimeout,
      onEnd: tellOfEnd,
    }),
    ...(options.cookie && { cookie: { name: options.cookie, path: '/', httpOnly: true, sameSite: 'lax' } }),
    adapter: RoomAdapter,
    ...(allowRequest && { allowRequest }),
  } as Partial<ServerOptions>);
  boundPolling(io, limits);
  const takeShortWayOut = shortWayOut(limits.unreadBytes);
  io.on('connection', (socket) => {
    takeShortWayOut(socket);
    // The handshake's request is a tenth of what an idle socket costs.
    const conn = socket.conn as unknown as { request: unknown };
    if (!(conn.request instanceof PastRequest)) conn.request = new PastRequest(socket.handshake);
  });
  return io;
}
