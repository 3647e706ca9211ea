/** A lifted app that is reached by HTTP and over a socket in the same words, for contract suites. @module */
import { once } from 'node:events';
import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { urlToHttpOptions } from 'node:url';
import { type Socket as Client, io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { type AppOptions, Sails } from 'telltale';
import { tls } from './tls.ts';

/** The ways in. */
export const transports = ['http', 'socket'] as const;

/** One of {@link transports}. */
export type Transport = (typeof transports)[number];

/** What a request says beside its address. */
export interface Given {
  /** By HTTP: the query string of GET, HEAD and DELETE, else a JSON body. Over a socket: the message's data. */
  data?: Record<string, unknown> | unknown[];
  headers?: Record<string, string>;
}

/** An answer, read alike. */
export interface Answer {
  status: number;
  /** JSON as a value, else text; `undefined` when there is none. */
  body: unknown;
  headers: Record<string, string | string[]>;
}

/** Sends `'GET /path'` and returns the answer. */
export type Ask = (address: string, given?: Given) => Promise<Answer>;

/** What the app's log was told. */
export interface LogLines {
  error: string[];
  warn: string[];
}

/** An app that listens; it lowers with the block that made it. */
export interface Lifted extends AsyncDisposable {
  app: Sails;
  url: string;
  log: LogLines;
  /** What the log was told that is no trouble. */
  info: string[];
  /** The raw Socket.IO client that `via('socket')` uses. */
  client(): Promise<Client>;
  via(transport: Transport): Ask;
  /** Opens another socket, with options of the Socket.IO client, and asks through that. */
  over(options: Partial<ManagerOptions & SocketOptions>): Promise<Ask>;
}

/** Lifts an app on a free port. */
export async function lift(options: AppOptions = {}): Promise<Lifted> {
  const app = new Sails();
  const log: LogLines = { error: [], warn: [] };
  const info: string[] = [];
  for (const [level, lines] of Object.entries({ ...log, info }) as ['error' | 'warn' | 'info', string[]][]) {
    app.log[level] = (...message) => lines.push(message.map(String).join(' '));
  }
  await app.lift({
    appPath: '/nowhere',
    port: 0,
    host: '127.0.0.1',
    environment: 'development',
    log: { level: 'silent' },
    globals: false,
    session: { secret: 'keep this between us' },
    ...options,
  });
  const url = `${options.ssl ? 'https' : 'http'}://127.0.0.1:${(app.fastify.server.address() as AddressInfo).port}`;
  let client: Promise<Client> | undefined;
  const clients: Client[] = [];
  const connectTo = async (given?: Partial<ManagerOptions & SocketOptions>): Promise<Client> => {
    const opened = await connect(url, given);
    clients.push(opened);
    return opened;
  };
  const open = (): Promise<Client> => {
    client ??= connectTo();
    return client;
  };
  return {
    app,
    url,
    log,
    info,
    client: open,
    via: (transport) =>
      transport === 'http'
        ? (...given) => askHttp(url, ...given)
        : async (...given) => askSocket(await open(), ...given),
    async over(given) {
      const opened = await connectTo(given);
      return (...asked) => askSocket(opened, ...asked);
    },
    async [Symbol.asyncDispose]() {
      for (const opened of clients) opened.disconnect();
      await app.lower();
    },
  };
}

/** Asks by HTTP; nothing is followed, cached or kept, and no header is added that is not given. */
export async function askHttp(
  url: string,
  address: string,
  { data, headers = {} }: Given = {},
): Promise<Answer> {
  const [method, path] = split(address);
  const inQuery = ['GET', 'HEAD', 'DELETE'].includes(method);
  const query = data && inQuery ? `?${new URLSearchParams(data as Record<string, string>)}` : '';
  return sendRaw(url + path + query, {
    method,
    headers: {
      accept: 'application/json',
      ...(data && !inQuery && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(data && !inQuery && { payload: JSON.stringify(data) }),
  });
}

/** Sends one request over a connection of its own. */
export async function sendRaw(
  to: string | RequestOptions,
  {
    method,
    headers,
    payload,
  }: { method: string; headers: Record<string, string>; payload?: string | Buffer },
): Promise<Answer> {
  const where = typeof to === 'string' ? urlToHttpOptions(new URL(to)) : to;
  const send = where.protocol === 'https:' ? requestEncrypted : request;
  const outgoing = send({ ...where, method, headers, agent: false, ca: tls.cert } as RequestOptions);
  outgoing.end(payload);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const text = await readText(incoming);
  const isJson = /json/.test(incoming.headers['content-type'] ?? '') && text !== '';
  return {
    status: incoming.statusCode ?? 0,
    body: text === '' ? undefined : isJson ? JSON.parse(text) : text,
    headers: incoming.headers as Answer['headers'],
  };
}

/** Asks over a socket. */
export async function askSocket(
  client: Client,
  address: string,
  { data, headers = {} }: Given = {},
): Promise<Answer> {
  const [method, path] = split(address);
  const answer = await client.timeout(15_000).emitWithAck(method.toLowerCase(), { url: path, data, headers });
  return { status: answer.statusCode, body: answer.body, headers: answer.headers };
}

function split(address: string): [method: string, path: string] {
  const [method = '', path = ''] = address.split(' ', 2);
  return [method, path];
}

/** Opens a socket. */
export function connect(url: string, given?: Partial<ManagerOptions & SocketOptions>): Promise<Client> {
  const client = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    query: { __sails_io_sdk_version: '1.2.1' },
    ca: tls.cert,
    ...given,
  });
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('connect_error', reject);
  });
}
