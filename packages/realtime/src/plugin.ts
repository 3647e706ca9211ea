/** The Fastify plugin: everything of this package, put together. @module */

import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { Server } from 'socket.io';
import { Interpreter, type Route } from './interpreter/interpreter.ts';
import { VirtualReply } from './interpreter/virtual-reply.ts';
import { VirtualRequest } from './interpreter/virtual-request.ts';
import { resolveLimits } from './limits.ts';
import type { RealtimeOptions } from './options.ts';
import { createServer } from './transport/create-server.ts';

declare module 'fastify' {
  interface FastifyInstance {
    io: Server;
  }
  interface FastifyRequest {
    readonly isSocket: boolean;
  }
}

async function realtime(fastify: FastifyInstance, options: RealtimeOptions): Promise<void> {
  const limits = resolveLimits(options.limits);
  const io = createServer(fastify.server, options, limits, {});
  const interpreter = new Interpreter({
    route: fastify.routing as unknown as Route,
    limits,
    parts: { headers: options.sendResponseHeaders ?? true, statusCode: options.sendStatusCode ?? true },
    log: fastify.log,
    refusalOf: () => undefined,
    close: (socket) => socket.disconnect(true),
  });
  io.on('connection', (socket) => interpreter.listen(socket));
  fastify.decorate('io', io);
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
  });
}

export default fp(realtime, { name: '@telltale/realtime', fastify: '5.x' });
