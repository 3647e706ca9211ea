/** The Fastify plugin: everything of this package, put together. @module */

import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { Server } from 'socket.io';
import { addressedBy, createHandshake, grantCookie, sdkRefusal } from './handshake/index.ts';
import { Interpreter, type Route } from './interpreter/interpreter.ts';
import { VirtualReply } from './interpreter/virtual-reply.ts';
import { VirtualRequest } from './interpreter/virtual-request.ts';
import { resolveLimits } from './limits.ts';
import type { RealtimeOptions } from './options.ts';
import { createRoomsContext, createSockets, type Sockets } from './rooms/index.ts';
import { createServer } from './transport/create-server.ts';

declare module 'fastify' {
  interface FastifyInstance {
    io: Server;
    sockets: Sockets;
  }
  interface FastifyRequest {
    readonly isSocket: boolean;
  }
}

async function realtime(fastify: FastifyInstance, options: RealtimeOptions): Promise<void> {
  const limits = resolveLimits(options.limits);
  const handshake = createHandshake(options, {
    log: fastify.log,
    timeout: limits.requestTimeout,
    addressed: addressedBy(fastify),
    ...(options.loadSession && { loadSession: options.loadSession }),
  });
  const { allowRequest } = handshake;
  const io = createServer(fastify.server, options, limits, allowRequest ? { allowRequest } : {});
  io.engine.use(handshake.guard);
  const interpreter = new Interpreter({
    route: fastify.routing as unknown as Route,
    limits,
    parts: { headers: options.sendResponseHeaders ?? true, statusCode: options.sendStatusCode ?? true },
    log: fastify.log,
    refusalOf: (socket) => sdkRefusal(socket.handshake),
    close: (socket) => socket.disconnect(true),
  });
  io.on('connection', (socket) => {
    interpreter.listen(socket);
    handshake.attend(socket);
  });
  fastify.decorate('io', io);
  fastify.decorate('sockets', createSockets(createRoomsContext({ io, limits, log: fastify.log })));
  if (options.grant3rdPartyCookie ?? true) grantCookie(fastify);
  fastify.decorateRequest('isSocket', {
    getter() {
      return this.raw instanceof VirtualRequest;
    },
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    const raw: unknown = request.raw;
    if (raw instanceof VirtualRequest) {
      request.body = raw.data;
    }
    done();
  });
  fastify.addHook('preSerialization', (_request, reply, payload, done) => {
    const raw: unknown = reply.raw;
    if (raw instanceof VirtualReply) raw.serialised = '';
    done(null, payload);
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const raw: unknown = reply.raw;
    if (raw instanceof VirtualReply && raw.serialised === '' && typeof payload === 'string')
      raw.serialised = payload;
    done(null, payload);
  });
  fastify.addHook('preClose', async () => {
    await interpreter.close(10_000);
    io.disconnectSockets(true);
    io.engine.close();
    await handshake.idle();
  });
}

export default fp(realtime, { name: '@telltale/realtime', fastify: '5.x' });
