/** Connects this server with those behind the same Redis: events through Socket.IO's adapter, membership by the admin bus. @module */
import type { Namespace, Server } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import type { RoomsContext } from '../rooms/rooms-context.ts';
import { unobserved } from '../rooms/settle.ts';
import { connectsServers, createAdapterWire } from './adapter-wire.ts';
import { AdminBus } from './admin-bus.ts';
import {
  type AdapterFactory,
  type ClusterOptions,
  type ClusterSettings,
  readClusterOptions,
} from './cluster-options.ts';
import { connectPair, type RedisPair } from './redis-client.ts';
import { createWire, type Wire } from './wire.ts';

/** A message on the admin bus, as apps send it and hear it. */
export interface ClusterMessage {
  event: string;
  payload: unknown;
}

/** The servers behind one Redis, or one adapter of the app's own. With one server alone every call is there, and does nothing. */
export interface Cluster {
  /**
   * Sends a message to every other server, which hears it by {@link Cluster.onAdminMessage}.
   *
   * @param payload anything JSON can carry
   * @throws (by its promise, which may be ignored) `E_DATA_NOT_JSON`, `E_SERVERS_UNREACHABLE`
   *
   * @example
   * fastify.cluster.broadcastAdminMessage('cache:drop', { model: 'user' });
   */
  broadcastAdminMessage(event: string, payload?: unknown): Promise<void>;
  /** As {@link Cluster.broadcastAdminMessage}, and this server hears it too. */
  blastAdminMessage(event: string, payload?: unknown): Promise<void>;
  /**
   * Hears what servers say to each other, changes of membership included.
   *
   * @returns stops listening
   */
  onAdminMessage(listener: (message: ClusterMessage) => void): () => void;
  /** The names of the other servers. */
  servers(): string[];
}

/** A {@link Cluster} in the hands of the plugin. */
export interface ClusterLife extends Cluster {
  /** Connects to Redis, gives `io` its adapter and `context` its bus. To be called before clients come. */
  start(io: Server, context: RoomsContext): Promise<void>;
  /** Says bye, and ends the connections that were made here. To be called when all clients are gone. */
  close(): Promise<void>;
}

/**
 * Checks the options; nothing is connected before `start`.
 *
 * @throws `SAILS:HOOK:SOCKETS:CONFIG` when a setting is not what it has to be; from `start`, when Redis can't be reached
 *
 * @example
 * const cluster = createCluster(options, log);
 * fastify.addHook('onReady', () => cluster.start(io, context));
 * fastify.addHook('preClose', () => cluster.close());
 */
export function createCluster(
  options: ClusterOptions,
  log: { warn(message: string): void; error(message: string): void },
): ClusterLife {
  const settings = readClusterOptions(options, (message) => log.warn(message));
  const listeners = new Set<(message: ClusterMessage) => void>();
  const pairs: RedisPair[] = [];
  let bus: AdminBus | undefined;

  const tell = (listener: (message: ClusterMessage) => void, message: ClusterMessage): void => {
    try {
      listener(message);
    } catch (error) {
      log.error(
        `a listener of admin messages failed: ${error instanceof Error ? error.stack : 'unknown error'}`,
      );
    }
  };

  const close = async (): Promise<void> => {
    await bus?.close();
    await Promise.all(pairs.map((pair) => pair.close()));
  };

  const connect = async (given: ClusterSettings['adapter']): Promise<RedisPair> => {
    const pair = await connectPair(given, {
      log,
      lost: options.onRedisDisconnect,
      back: () => {
        void bus?.greet();
        options.onRedisReconnect?.();
      },
    });
    pairs.push(pair);
    return pair;
  };

  const startBus = async (
    context: RoomsContext,
    wire: Wire,
    channel: string,
    { requestsTimeout: timeout }: { requestsTimeout: number },
  ): Promise<void> => {
    const listener = (message: ClusterMessage): void => {
      for (const listen of listeners) tell(listen, message);
    };
    bus = new AdminBus({ wire, channel, timeout, context, listener });
    await bus.start();
    context.bus = bus;
  };

  const connectRedis = async (
    io: Server,
    context: RoomsContext,
    { adapter, admin }: ClusterSettings,
  ): Promise<void> => {
    const { createAdapter } = await import('@socket.io/redis-adapter');
    const { key, requestsTimeout } = adapter;
    const pair = await connect(adapter);
    const adminPair = admin ? await connect(admin) : pair;
    io.adapter(
      createAdapter(pair.pub, pair.sub, { key, requestsTimeout, publishOnSpecificResponseChannel: true }),
    );
    // The adapter does not say when it has subscribed; on one connection, an answer to a later command does.
    const end = await createWire(pair.pub, pair.sub).subscribe(`${key}#ready#`, () => {});
    await end();
    await startBus(
      context,
      createWire(adminPair.pub, adminPair.sub),
      `${admin?.key ?? key}#sails#`,
      admin ?? adapter,
    );
  };

  return {
    broadcastAdminMessage: (event, payload) => unobserved(Promise.resolve(bus?.send(event, payload, false))),
    blastAdminMessage: (event, payload) => unobserved(Promise.resolve(bus?.send(event, payload, true))),
    onAdminMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    servers: () => bus?.servers() ?? [],
    async start(io, context) {
      if (settings === undefined) return;
      try {
        if (typeof settings === 'function') {
          io.adapter(constructible(settings) as never);
          const { namespace } = context;
          if (connectsServers(namespace)) {
            await startBus(context, createAdapterWire(namespace), '#sails#', {
              requestsTimeout: options.requestsTimeout ?? 5_000,
            });
          }
        } else await connectRedis(io, context, settings);
      } catch (error) {
        await close();
        throw error;
      }
    },
    close,
  };
}

/** Socket.IO calls what it is given with `new`, which an arrow function does not take. */
function constructible(factory: AdapterFactory) {
  if (factory.prototype instanceof Adapter) return factory;
  return function makeAdapter(namespace: Namespace): Adapter {
    return (factory as (namespace: Namespace) => Adapter)(namespace);
  };
}
