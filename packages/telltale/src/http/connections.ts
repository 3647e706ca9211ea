/** Lets a closing server finish its requests, and closes every connection that has none. @module */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Milliseconds between two looks for connections whose last request was answered. */
const interval = 25;

/**
 * Makes an instance close its connections when it closes: at once those without a request, also those that never sent
 * one, which Node would wait for; the others soon after their answer.
 */
export function closeConnections(fastify: FastifyInstance): void {
  const { server } = fastify;
  const fresh = new Set<Socket>();
  function forget(this: Socket): void {
    fresh.delete(this);
  }
  // A WebSocket lives long: what watched its connection until the first request must not stay with it.
  const used = ({ socket }: IncomingMessage): void => {
    if (fresh.delete(socket)) socket.off('close', forget);
  };
  server.on('connection', (socket: Socket) => {
    fresh.add(socket);
    socket.once('close', forget);
  });
  server.on('request', used);
  server.on('upgrade', used);
  fastify.addHook('preClose', (done) => {
    for (const socket of fresh) socket.destroy();
    const timer = setInterval(() => server.closeIdleConnections(), interval);
    server.once('close', () => clearInterval(timer));
    if (!server.listening) clearInterval(timer);
    done();
  });
}
