/** A lifted app that is reached by HTTP and over a socket in the same words, for contract suites. @module */
import type { AddressInfo } from 'node:net';
import { type Socket as Client, io } from 'socket.io-client';
import { type AppOptions, Sails } from 'telltale';

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
  /** The raw Socket.IO client that `via('socket')` uses. */
  client(): Promise<Client>;
  via(transport: Transport): Ask;
}

/** Lifts an app on a free port. */
export async function lift(options: AppOptions = {}): Promise<Lifted> {
  const app = new Sails();
  const log: LogLines = { error: [], warn: [] };
  for (const level of ['error', 'warn'] as const) {
    app.log[level] = (...message) => log[level].push(message.map(String).join(' '));
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
  const url = `http://127.0.0.1:${(app.fastify.server.address() as AddressInfo).port}`;
  let client: Promise<Client> | undefined;
  const open = (): Promise<Client> => {
    client ??= connect(url);
    return client;
  };
  return {
    app,
    url,
    log,
    client: open,
    via: (transport) =>
      transport === 'http' ? (...given) => askHttp(url, ...given) : async (...given) => askSocket(await open(), ...given),
    async [Symbol.asyncDispose]() {
      (await client)?.disconnect();
      await app.lower();
    },
  };
}

/** Asks by HTTP; nothing is followed, cached or kept. */
export async function askHttp(url: string, address: string, { data, headers = {} }: Given = {}): Promise<Answer> {
  const [method, path] = split(address);
  const inQuery = ['GET', 'HEAD', 'DELETE'].includes(method);
  const query = data && inQuery ? `?${new URLSearchParams(data as Record<string, string>)}` : '';
  const response = await fetch(url + path + query, {
    method,
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      connection: 'close',
      ...(data && !inQuery && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(data && !inQuery && { body: JSON.stringify(data) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  const answered: Record<string, string | string[]> = Object.fromEntries(response.headers);
  if (response.headers.getSetCookie().length > 0) answered['set-cookie'] = response.headers.getSetCookie();
  return {
    status: response.status,
    body: text === '' ? undefined : isJson ? JSON.parse(text) : text,
    headers: answered,
  };
}

async function askSocket(client: Client, address: string, { data, headers = {} }: Given = {}): Promise<Answer> {
  const [method, path] = split(address);
  const answer = await client.timeout(15_000).emitWithAck(method.toLowerCase(), { url: path, data, headers });
  return { status: answer.statusCode, body: answer.body, headers: answer.headers };
}

function split(address: string): [method: string, path: string] {
  const [method = '', path = ''] = address.split(' ', 2);
  return [method, path];
}

function connect(url: string): Promise<Client> {
  const client = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    query: { __sails_io_sdk_version: '1.2.1' },
  });
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('connect_error', reject);
  });
}
