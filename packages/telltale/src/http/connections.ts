/** Lets a closing server finish its requests, and closes every connection that has none. @module */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Counts the requests of each connection. When the server begins to close, connections without a request are closed at
 * once, also those that never sent one, and the others after their answer.
 */
export function closeConnections(fastify: FastifyInstance): void {
  const requests = new Map<Socket, number>();
  let closing = false;
  const change = (socket: Socket, by: number): void => {
    const count = requests.get(socket);
    if (count === undefined) return;
    requests.set(socket, count + by);
    if (closing && count + by === 0) socket.destroySoon();
  };
  const server = fastify.server;
  server.on('connection', (socket: Socket) => {
    requests.set(socket, 0);
    socket.once('close', () => requests.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    change(socket, 1);
    response.once('close', () => change(socket, -1));
  });
  // A socket's connection is no longer HTTP's: the realtime part closes it.
  server.on('upgrade', ({ socket }: { socket: Socket }) => requests.delete(socket));
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('preClose', (done) => {
    closing = true;
    for (const [socket, count] of requests) if (count === 0) socket.destroy();
    done();
  });
}
