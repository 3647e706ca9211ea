/** A plain Socket.IO server that answers the seven verbs, so that the client is tested against the wire alone. @module */
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RequestMessage, requestMethods } from '@telltale/protocol';
import { Server, type ServerOptions, type Socket } from 'socket.io';

export interface FakeRequest extends RequestMessage {
  event: string;
  socket: Socket;
}

interface HttpAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

export interface FakeServerOptions {
  /** Gives the acknowledgement; `undefined` answers never. */
  answer?: (request: FakeRequest) => unknown;
  /** Path → page. */
  pages?: Record<string, string>;
  socketIo?: Partial<ServerOptions>;
  /** Answers HTTP requests before the pages do; `'never'` leaves the request open. */
  onHttp?: (request: IncomingMessage) => HttpAnswer | 'never' | undefined;
  /** Runs before the first connection is possible. */
  setUp?: (io: Server) => void;
}

const bundle = new URL('../dist/sails.io.js', import.meta.url);

/** What the tests' routes answer where a test says nothing else. */
export function answerOf(request: FakeRequest): unknown {
  const [path = ''] = request.url.split('?');
  const status = /^\/status\/(\d+)$/.exec(path)?.[1];
  if (status) return { body: `status ${status}`, headers: {}, statusCode: Number(status) };
  if (path === '/hello') return { body: { hi: 1 }, headers: {}, statusCode: 200 };
  if (path === '/silent') return undefined;
  if (path === '/echo') {
    const { event, url, data, headers } = request;
    return { body: { event, url, data, headers }, headers: { 'x-test': 'yes' }, statusCode: 200 };
  }
  return { body: 'Not Found', headers: {}, statusCode: 404 };
}

export class FakeServer {
  readonly requests: FakeRequest[] = [];
  readonly connections: Socket[] = [];
  readonly httpRequests: string[] = [];
  port = 0;
  io!: Server;
  readonly #options: FakeServerOptions;
  readonly #seen = new EventEmitter();
  #http!: HttpServer;

  constructor(options: FakeServerOptions) {
    this.#options = options;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Urls of the requests so far, in order of arrival. */
  get urls(): string[] {
    return this.requests.map((request) => request.url);
  }

  async start(): Promise<this> {
    const { pages = {}, answer = answerOf, setUp, socketIo, onHttp } = this.#options;
    this.#http = createServer(async (request, response) => {
      const path = request.url?.split('?')[0] ?? '/';
      this.httpRequests.push(request.url ?? '');
      const custom = onHttp?.(request);
      if (custom === 'never') return;
      if (custom) return response.writeHead(custom.status, custom.headers).end(custom.body);
      if (path.endsWith('.js')) {
        return response.writeHead(200, { 'content-type': 'text/javascript' }).end(await readFile(bundle));
      }
      // Browsers ask for it unasked, and would log its absence.
      if (path === '/favicon.ico') return response.writeHead(204).end();
      const page = pages[path];
      if (page === undefined) return response.writeHead(404).end();
      return response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    });
    this.io = new Server(this.#http, { transports: ['websocket'], serveClient: false, ...socketIo });
    setUp?.(this.io);
    this.io.on('connection', (socket) => {
      this.connections.push(socket);
      for (const event of requestMethods) {
        socket.on(event, async (message: RequestMessage, acknowledge?: (response: unknown) => void) => {
          const request = { ...message, event, socket };
          this.requests.push(request);
          this.#seen.emit('request');
          const response = await answer(request);
          if (response !== undefined) acknowledge?.(response);
        });
      }
    });
    this.#http.listen(this.port, 'localhost');
    await once(this.#http, 'listening');
    this.port = (this.#http.address() as AddressInfo).port;
    return this;
  }

  /** Resolves with the next socket that connects. */
  nextConnection(): Promise<Socket> {
    return new Promise((resolve) => this.io.once('connection', resolve));
  }

  /** Resolves with the first request to `url`, come or still to come. */
  async requestTo(url: string): Promise<FakeRequest> {
    for (;;) {
      const found = this.requests.find((request) => request.url === url);
      if (found) return found;
      await once(this.#seen, 'request');
    }
  }

  /** Cuts the line of every socket without a word, as a network does. */
  cutLines(): void {
    for (const socket of this.io.sockets.sockets.values()) socket.conn.close(true);
  }

  async stop(): Promise<void> {
    await this.io.close();
    this.#http.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

export function startFakeServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  return new FakeServer(options).start();
}
