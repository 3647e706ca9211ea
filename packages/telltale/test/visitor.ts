/** One visitor of an app: its cookies, kept as a browser keeps them, and the sockets that it opens. @module */
import type { Socket as Client } from 'socket.io-client';
import {
  type Answer,
  type Ask,
  askHttp,
  askSocket,
  connect,
  type Lifted,
  type Transport,
} from './transports.ts';

/** Somebody with a browser. */
export interface Visitor extends AsyncDisposable {
  /** The `cookie` header that its next request has. */
  readonly cookie: string;
  /** Asks by HTTP, and keeps what the answer sets. */
  http: Ask;
  /** Asks another server by HTTP. */
  at(url: string): Ask;
  /** Opens a socket with the present cookies, to the app or to another server. */
  open(headers?: Record<string, string>, url?: string): Promise<Client>;
  /** Asks by HTTP, or over its one socket, which is opened with the first question. */
  via(transport: Transport): Ask;
}

/** Makes a visitor of a lifted app. */
export function visitor({ url }: Pick<Lifted, 'url'>): Visitor {
  const cookies = new Map<string, string>();
  const clients: Client[] = [];
  let own: Promise<Client> | undefined;
  const header = (): string => Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');
  const at =
    (server: string): Ask =>
    async (address, given = {}) => {
      const cookie = header();
      const headers = { ...(cookie && { cookie }), ...given.headers };
      const answer = await askHttp(server, address, { ...given, headers });
      keep(answer, cookies);
      return answer;
    };
  const http = at(url);
  const open = async (headers: Record<string, string> = {}, server = url): Promise<Client> => {
    const cookie = header();
    const client = await connect(server, { extraHeaders: { ...(cookie && { cookie }), ...headers } });
    clients.push(client);
    return client;
  };
  return {
    get cookie() {
      return header();
    },
    http,
    at,
    open,
    via: (transport) =>
      transport === 'http'
        ? http
        : async (...asked) => {
            own ??= open();
            return askSocket(await own, ...asked);
          },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.disconnect();
    },
  };
}

function keep({ headers }: Answer, cookies: Map<string, string>): void {
  for (const line of [headers['set-cookie'] ?? []].flat()) {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=', 2);
    if (/expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }
}
