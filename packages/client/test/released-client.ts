/** The released sails.io.js 1.2.1 and ours behind one interface, for what both must do alike. @module */
import { createRequire } from 'node:module';
import { createSailsIo } from '@telltale/client';
import { io as socketIo } from 'socket.io-client';

/** What both clients have. */
export interface EitherSocket {
  isConnected(): boolean;
  isConnecting(): boolean;
  on(event: string, listener: (...args: never[]) => void): EitherSocket;
  off(event: string, listener: (...args: never[]) => void): EitherSocket;
  removeAllListeners(): EitherSocket;
  disconnect(): void;
  reconnect(): void;
  request(options: unknown, callback?: unknown): void;
  get(url: string, ...rest: unknown[]): void;
  post(url: string, ...rest: unknown[]): void;
  put(url: string, ...rest: unknown[]): void;
  patch(url: string, ...rest: unknown[]): void;
  delete(url: string, ...rest: unknown[]): void;
  headers: unknown;
  query: unknown;
}

export interface EitherClient {
  name: 'sails.io.js 1.2.1' | '@telltale/client';
  isReleased: boolean;
  connect(url: string, options?: object): EitherSocket;
}

const require = createRequire(import.meta.url);

function augment(io: {
  sails: { autoConnect?: boolean; environment?: string; connect: unknown };
}): EitherClient['connect'] {
  io.sails.autoConnect = false;
  io.sails.environment = 'production';
  return io.sails.connect as EitherClient['connect'];
}

const connectReleased = augment(require('sails.io.js')(require('socket.io-client-2')));
const connectOurs = augment(
  createSailsIo(Object.assign((url: string) => socketIo(url), socketIo) as typeof socketIo),
);

export const clients: EitherClient[] = [
  { name: 'sails.io.js 1.2.1', isReleased: true, connect: connectReleased },
  { name: '@telltale/client', isReleased: false, connect: connectOurs },
];

/** Opens a socket that closes itself at the end of its test. */
export async function openEither(
  client: EitherClient,
  url: string,
  options: object = {},
): Promise<EitherSocket & AsyncDisposable> {
  const socket = startEither(client, url, options);
  await heard(socket, 'connect');
  return socket;
}

export function startEither(
  client: EitherClient,
  url: string,
  options: object = {},
): EitherSocket & AsyncDisposable {
  const socket = client.connect(url, {
    reconnection: true,
    reconnectionDelay: 5,
    reconnectionDelayMax: 20,
    ...options,
  });
  const dispose = async () => {
    if (socket.isConnected()) socket.disconnect();
  };
  return Object.assign(socket, { [Symbol.asyncDispose]: dispose });
}

/** The arguments of the next event of that name. */
export function heard(socket: EitherSocket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    const listener = (...args: unknown[]) => {
      socket.off(event, listener);
      resolve(args);
    };
    socket.on(event, listener);
  });
}
