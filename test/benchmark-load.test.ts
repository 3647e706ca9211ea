/** The load of the benchmarks, against a server that a test can stop: it fails where it could only wait. @module */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';

const benchmarks = new URL('../benchmarks/', import.meta.url);
const { helloBody } = await import(new URL('payloads.mjs', benchmarks).href);

/** A server that answers as those of the benchmarks do, over a bare WebSocket and by HTTP. */
async function answering() {
  const http = createServer((_request, response) => response.end(JSON.stringify(helloBody)));
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket) =>
    socket.on('message', (message) => {
      const [id] = JSON.parse(String(message));
      socket.send(JSON.stringify([id, { body: helloBody, headers: {}, statusCode: 200 }]));
    }),
  );
  await once(http.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (http.address() as AddressInfo).port,
    /** Ends every connection. */
    async drop() {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
    },
    async [Symbol.asyncDispose]() {
      await this.drop();
      await once(http.close(), 'close');
    },
  };
}

/** The load process, and its answers to commands. */
class Load implements AsyncDisposable {
  readonly #child: ChildProcess = fork(new URL('load/main.mjs', benchmarks));
  #number = 0;

  async call(command: string, order: object = {}): Promise<{ result?: unknown; error?: string }> {
    const number = ++this.#number;
    this.#child.send({ number, command, ...order });
    for (;;) {
      const [answer] = await once(this.#child, 'message');
      if (answer.number === number) return answer;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }
}

test.each([
  ['openRequesters', 'sendRequests', { dialect: 'ws', connections: 2, inFlight: 50 }],
  ['openHttpClients', 'sendHttpRequests', { connections: 2 }],
])(
  '%s: should fail, and not wait, when the server has ended the connections before',
  async (open, send, how) => {
    await using server = await answering();
    await using load = new Load();
    expect(await load.call(open, { port: server.port, ...how })).not.toHaveProperty('error');
    expect(await load.call(send, { count: 200 })).toMatchObject({ result: expect.any(Number) });
    await server.drop();
    // Two ways there and back, after which it knows.
    for (let time = 0; time < 2; time++) await load.call('nothing');
    expect(await load.call(send, { count: 200 })).toMatchObject({ error: expect.stringContaining('closed') });
  },
);
