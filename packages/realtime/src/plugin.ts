/** The Fastify plugin: everything of this package, put together. @module */
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { Server } from 'socket.io';
import { checkOptions } from './check-options.ts';
import { closeCodes } from './close-codes.ts';
import { type Cluster, createCluster } from './cluster/index.ts';
import {
  addressedBy,
  createHandshake,
  grantCookie,
  type ProtectedEngine,
  sdkRefusal,
} from './handshake/index.ts';
import { addInterpreterHooks } from './interpreter/fastify-hooks.ts';
import { Interpreter, type Route } from './interpreter/interpreter.ts';
import { virtualRequestOf } from './interpreter/virtual-request.ts';
import { resolveLimits } from './limits.ts';
import { createMemoryLog } from './log/index.ts';
import type { RealtimeOptions } from './options.ts';
import { askAgainEvent, createPubSub, type PubSub } from './pubsub/index.ts';
import { keepTicksQuick } from './quick-ticks.ts';
import { closeSocket } from './rooms/disconnect.ts';
import { createRoomsContext, createSockets, type Sockets } from './rooms/index.ts';
import { closeServer } from './transport/close-server.ts';
import { createServer } from './transport/create-server.ts';
import { watchSlowReaders } from './transport/slow-readers.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The raw Socket.IO server. */
    io: Server;
    /** The sockets API: rooms, broadcasts, membership. */
    sockets: Sockets;
    /** Resourceful pub-sub: gives models the methods by which they tell their subscribers. */
    pubsub: PubSub;
    /** The other servers behind the same Redis. */
    cluster: Cluster;
  }
  interface FastifyRequest {
    /** Whether the request came over a socket; then `request.socket` is that Socket.IO socket. */
    readonly isSocket: boolean;
  }
}

/** Milliseconds that requests in flight have when the server closes. */
const DRAIN = 10_000;

/** Milliseconds by which the return of one client after another is spread when the server closes. */
const SPREAD_PER_CLIENT = 2;
const LEAST_SPREAD = 200;
const MOST_SPREAD = 30_000;

async function realtime(fastify: FastifyInstance, options: RealtimeOptions): Promise<void> {
  const { log } = fastify;
  checkOptions(options);
  keepTicksQuick();
  const limits = resolveLimits(options.limits);
  const handshake = createHandshake(options, {
    log,
    timeout: limits.requestTimeout,
    addressed: addressedBy(fastify),
    ...(options.loadSession && { loadSession: options.loadSession }),
  });
  const cluster = createCluster(options, log);
  const io = createServer(fastify.server, options, limits, handshake.allowRequest, log);
  handshake.protect(io.engine as unknown as ProtectedEngine);
  const rooms = createRoomsContext({ io, limits, log });
  const {
    notifications = createMemoryLog({
      onError: (err) => log.error({ err }, 'a notification was not delivered'),
    }),
    deferral,
    ...rights
  } = options.pubsub ?? {};
  const pubsub = createPubSub({
    rooms,
    limits,
    log,
    notifications,
    deferral,
    requestOf: virtualRequestOf,
    rights,
    tellOthers: (about) => cluster.broadcastAdminMessage(askAgainEvent, about),
  });
  cluster.onAdminMessage(({ event, payload }) => {
    if (event === askAgainEvent) pubsub.askAgainHere(payload);
  });
  const interpreter = new Interpreter({
    route: fastify.routing as unknown as Route,
    limits,
    parts: { headers: options.sendResponseHeaders ?? true, statusCode: options.sendStatusCode ?? true },
    log,
    position: () => pubsub.position,
    refusalOf: (socket) => sdkRefusal(socket.handshake),
    close(socket, code, reason) {
      if (socket.connected)
        log.warn(`the connection of socket ${socket.id} was ended with ${code}: ${reason}`);
      closeSocket(socket, { code, reason });
    },
  });
  io.on('connection', (socket) => {
    handshake.attend(socket);
    interpreter.listen(socket);
  });
  const stopWatching = watchSlowReaders(io, limits, (socket, unread) => {
    log.warn(`socket ${socket.id} left ${unread} bytes unread, at most ${limits.unreadBytes} are allowed`);
    closeSocket(socket, { code: closeCodes.SLOW_READER, reason: 'too much is unread' });
    socket.conn.close(true);
  });

  fastify.decorate('io', io);
  fastify.decorate('sockets', createSockets(rooms));
  fastify.decorate('pubsub', pubsub);
  fastify.decorate('cluster', cluster);
  addInterpreterHooks(fastify);
  if (options.grant3rdPartyCookie ?? true) grantCookie(fastify);

  fastify.addHook('onReady', async () => {
    await cluster.start(io, rooms);
    await pubsub.start();
  });
  fastify.addHook('preClose', async () => {
    const { drain = DRAIN } = options;
    await interpreter.close(typeof drain === 'function' ? drain() : drain);
    stopWatching();
    handshake.close();
    await closeServer(io, (socket, connected) => {
      const spread = Math.min(MOST_SPREAD, LEAST_SPREAD + connected * SPREAD_PER_CLIENT);
      const retryAfter = Math.round(Math.random() * spread);
      closeSocket(socket, {
        code: closeCodes.SHUTTING_DOWN,
        reason: 'the server is shutting down',
        retryAfter,
      });
    });
    await handshake.idle();
    await pubsub.close();
    await cluster.close();
  });
}

/**
 * Answers socket messages with the app's own routes, and adds rooms.
 *
 * Decorates the instance with `io` (the raw Socket.IO server), `sockets` (the sockets API) and `pubsub` (models that
 * tell), and requests with `isSocket`. Every hook and plugin of Fastify holds for both transports.
 *
 * @throws (by the registration) `E_LIMIT`, `E_LIMIT_UNKNOWN`, `E_INVALID_ORIGIN`, `E_INVALID_ONLY_ALLOW_ORIGINS`,
 * `SAILS:HOOK:SOCKETS:CONFIG`
 *
 * @example
 * const app = Fastify();
 * await app.register(realtime);
 * app.get('/hello', (request) => {
 *   if (request.isSocket) app.sockets.join(request, 'funSockets');
 *   return { hello: request.isSocket ? 'socket' : 'http' };
 * });
 */
export default fp(realtime, { name: '@telltale/realtime', fastify: '5.x' });
