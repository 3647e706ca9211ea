/** Ends a server's connections: each client is told, and one that does not answer is not waited for. @module */
import { once } from 'node:events';
import type { Server, Socket } from 'socket.io';
import type { WebSocket } from 'ws';

/** Milliseconds that a client has to answer the end of its WebSocket. */
const PATIENCE = 1_000;

/**
 * Ends all connections of `io`, and its adapters.
 *
 * @param farewell tells a socket why, and closes it
 */
export async function closeServer(
  io: Server,
  farewell: (socket: Socket, connected: number) => void,
): Promise<void> {
  const webSockets = openWebSockets(io);
  const connected = io.of('/').sockets.size;
  for (const socket of io.of('/').sockets.values()) farewell(socket, connected);
  // Only this server's: with many servers, Socket.IO would end the connections of all of them.
  io.local.disconnectSockets(true);
  io.engine.close();
  await settled(webSockets);
  await Promise.all(Array.from(io._nsps.values(), (namespace) => namespace.adapter.close()));
}

async function settled(webSockets: WebSocket[]): Promise<void> {
  if (webSockets.length === 0) return;
  const hangUp = setTimeout(() => {
    for (const webSocket of webSockets) webSocket.terminate();
  }, PATIENCE);
  await Promise.all(webSockets.map((webSocket) => once(webSocket, 'close')));
  clearTimeout(hangUp);
}

function openWebSockets(io: Server): WebSocket[] {
  const { clients } = io.engine as unknown as {
    clients: Record<string, { transport: { socket?: WebSocket } }>;
  };
  return Object.values(clients)
    .map(({ transport }) => transport.socket)
    .filter(
      (webSocket) => webSocket !== undefined && webSocket.readyState !== webSocket.CLOSED,
    ) as WebSocket[];
}
