/** The released sails.io.js 1.2.1 in Node.js, with promises, and its sockets that close themselves. @module */
import { createRequire } from 'node:module';

/** The second argument of a callback. */
export interface ReleasedResponse {
  body: unknown;
  headers: Record<string, unknown>;
  statusCode: number;
  error?: Error;
  toString(): string;
  toPOJO?(): object;
}

/** What a callback was called with. */
export interface ReleasedAnswer {
  body: unknown;
  response: ReleasedResponse;
}

type Callback = (body: unknown, response: ReleasedResponse) => void;

/** The methods of a released socket that tests use. */
export interface ReleasedSocket {
  headers?: object;
  isConnected(): boolean;
  isConnecting(): boolean;
  on(event: string, listener: (...args: never[]) => void): ReleasedSocket;
  off(event: string, listener: (...args: never[]) => void): ReleasedSocket;
  disconnect(): void;
  reconnect(): void;
  request(options: object, callback?: Callback): void;
  get(url: string, data?: object | Callback, callback?: Callback): void;
  post(url: string, data?: object | Callback, callback?: Callback): void;
  put(url: string, data?: object | Callback, callback?: Callback): void;
  patch(url: string, data?: object | Callback, callback?: Callback): void;
  delete(url: string, data?: object | Callback, callback?: Callback): void;
  _raw?: { id: string };
}

const require = createRequire(import.meta.url);
const io = require('sails.io.js')(require('socket.io-client-2'));
io.sails.autoConnect = false;
io.sails.environment = 'production';

/** Starts to connect. Each socket has a line of its own. */
export function startReleased(url: string, options: object = {}): ReleasedSocket & AsyncDisposable {
  const socket: ReleasedSocket = io.sails.connect(url, { multiplex: false, ...options });
  return Object.assign(socket, {
    async [Symbol.asyncDispose]() {
      if (socket.isConnected()) socket.disconnect();
    },
  });
}

/** Connects. */
export async function openReleased(
  url: string,
  options: object = {},
): Promise<ReleasedSocket & AsyncDisposable> {
  const socket = startReleased(url, options);
  await heard(socket, 'connect');
  return socket;
}

/** The arguments of the next event of that name. */
export function heard(socket: ReleasedSocket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    const listener = (...args: unknown[]) => {
      socket.off(event, listener);
      resolve(args);
    };
    socket.on(event, listener);
  });
}

/** Sends a request. */
export function ask(socket: ReleasedSocket, options: object): Promise<ReleasedAnswer> {
  return new Promise((resolve) => {
    socket.request(options, (body, response) => resolve({ body, response }));
  });
}

/** Sends a request with one of the shortcuts. */
export function askWith(
  socket: ReleasedSocket,
  method: 'get' | 'post' | 'put' | 'patch' | 'delete',
  url: string,
  data?: object,
): Promise<ReleasedAnswer> {
  return new Promise((resolve) => {
    socket[method](url, data, (body, response) => resolve({ body, response }));
  });
}
