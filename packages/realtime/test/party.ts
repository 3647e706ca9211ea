/** A Fastify app with the plugin, and clients of it, for tests: both end with the block that made them. @module */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import realtime, { type RealtimeOptions } from '@telltale/realtime';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { type Socket as Client, io as connect } from 'socket.io-client';

/** What the log was told at each level. */
export interface LogLines {
  debug: string[];
  warn: string[];
  error: string[];
}

/** An app that listens, and its clients. */
export interface Party extends AsyncDisposable {
  app: FastifyInstance;
  url: string;
  log: LogLines;
  /** Opens a socket, connected when the promise resolves. */
  join(options?: Record<string, unknown>): Promise<Client>;
  /** Opens a socket without waiting. */
  knock(options?: Record<string, unknown>): Client;
  /** Closes another's client with the rest. */
  adopt(client: Client): Client;
  /**
   * What a client has heard since it was last asked, whole: the server sends it a last event, and events keep their
   * order.
   */
  heard(client: Client): Promise<unknown[][]>;
}

const lastEvent = 'nothing more';

/** Lets `routes` add to the app, then listens on a free port. */
export async function createParty(
  options: RealtimeOptions = {},
  routes: (app: FastifyInstance) => void = () => {},
  server: FastifyServerOptions = {},
): Promise<Party> {
  const log: LogLines = { debug: [], warn: [], error: [] };
  const stream = {
    write(line: string) {
      const { level, msg } = JSON.parse(line) as { level: number; msg: string };
      if (level === 20) log.debug.push(msg);
      if (level === 40) log.warn.push(msg);
      if (level === 50) log.error.push(msg);
    },
  };
  const app = Fastify({ logger: { level: 'debug', stream }, ...server });
  try {
    await app.register(realtime, options);
    routes(app);
    await app.listen({ port: 0, host: '127.0.0.1' });
  } catch (error) {
    await app.close();
    throw error;
  }
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const clients: Client[] = [];
  const events = new Map<Client, unknown[][]>();
  const knock = (given: Record<string, unknown> = {}): Client => {
    const client = connect(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      query: { __sails_io_sdk_version: '1.2.1' },
      ...given,
    });
    clients.push(client);
    events.set(client, []);
    client.onAny((...event) => event[0] !== lastEvent && events.get(client)?.push(event));
    return client;
  };
  return {
    app,
    url,
    log,
    knock,
    adopt(client) {
      clients.push(client);
      return client;
    },
    async heard(client) {
      const last = next(client, lastEvent);
      app.io.to(client.id as string).emit(lastEvent);
      await last;
      return events.get(client)?.splice(0) ?? [];
    },
    async join(given) {
      const client = knock(given);
      await new Promise<void>((resolve, reject) => {
        client.once('connect', resolve);
        client.once('connect_error', reject);
      });
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await app.close();
    },
  };
}

/** The next data of an event. */
export async function next<Data = unknown>(client: Client, event: string): Promise<Data> {
  const [data] = await once(client as unknown as NodeJS.EventEmitter, event);
  return data as Data;
}

/** Sends a request over a socket. */
export function request<Body = unknown>(
  client: Client,
  method: string,
  url: string,
  data?: unknown,
): Promise<{ body: Body; statusCode: number; headers: Record<string, string> }> {
  return new Promise((resolve) => client.emit(method, { url, data }, resolve));
}
