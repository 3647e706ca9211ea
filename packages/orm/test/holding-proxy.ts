/** A way to a database on which the answer to the first commit is held back, as on a server that has no time to send it. @module */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands between an ORM and its database. */
export class HoldingProxy implements AsyncDisposable {
  readonly #server;
  readonly #sockets = new Set<Socket>();
  readonly #held: (() => void)[] = [];
  /** Where the first commit was; `undefined` before that, `null` when it is released. */
  #holding: Socket | null | undefined;
  #commits = 0;
  #wake: (() => void)[] = [];

  private constructor(target: URL) {
    this.#server = createServer((client) => {
      const server = connect(Number(target.port), target.hostname);
      let asked = 0;
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
      }
      client.on('data', (chunk) => {
        if (/\bcommit\b/i.test(chunk.toString('latin1'))) {
          if (this.#holding === undefined) this.#holding = server;
          asked += 1;
        }
        server.write(chunk);
      });
      server.on('data', (chunk) => {
        if (server === this.#holding) this.#held.push(() => client.write(chunk));
        else client.write(chunk);
        if (asked === 0) return;
        asked -= 1;
        this.#commits += 1;
        for (const resolve of this.#wake.splice(0)) resolve();
      });
      client.on('close', () => server.destroy());
      server.on('close', () => client.destroy());
    });
  }

  static async to(url: string): Promise<HoldingProxy> {
    const proxy = new HoldingProxy(new URL(url));
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  /** The address that goes this way. */
  through(url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String((this.#server.address() as AddressInfo).port);
    return changed.href;
  }

  /** Waits until the database has answered so many commits, whether or not that was passed on. */
  async committed(count: number): Promise<void> {
    while (this.#commits < count) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  /** Passes on what was held back, and all that comes. */
  release(): void {
    this.#holding = null;
    for (const pass of this.#held.splice(0)) pass();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
