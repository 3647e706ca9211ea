/** Stands between a server and Redis, so that a test can cut the line. @module */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Where the tests' Redis is. */
export const redisUrl = new URL(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379');

/** Whether tests with Redis are left out: a laptop may lack it, the project's own checks may not. */
export const isRedisSkipped = !process.env.CI && !(await isReachable(redisUrl));

function isReachable({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(port || 6379), hostname);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** The name of a suite, and why it is left out if it is. */
export function withRedis(title: string): string {
  return isRedisSkipped ? `${title} (skipped: no Redis at ${redisUrl.host}; set REDIS_URL)` : title;
}

export interface RedisProxy extends AsyncDisposable {
  port: number;
  /** Ends all connections, and takes no new ones. */
  cut(): Promise<void>;
  /** Takes connections again. */
  mend(): Promise<void>;
  /** Keeps connections and takes new ones, but lets nothing through until `resume()`: Redis is slow, or paused. */
  stall(): void;
  resume(): void;
  /** Never lets anything through again on the connections that there are: a router forgot them. New ones work. */
  forget(): void;
  /** How many connections there are. */
  connections(): number;
}

export async function createRedisProxy(): Promise<RedisProxy> {
  const open = new Set<Socket>();
  const pairs = new Map<Socket, Socket>();
  let isStalled = false;
  const pass = (near: Socket, far: Socket): void => {
    near.pipe(far).pipe(near);
  };
  const hold = (near: Socket, far: Socket): void => {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.unpipe(to);
      from.pause();
    }
  };
  const server = createServer((near) => {
    const far = connect(Number(redisUrl.port || 6379), redisUrl.hostname);
    for (const socket of [near, far]) socket.on('error', () => {});
    open.add(near);
    pairs.set(near, far);
    near.on('close', () => {
      open.delete(near);
      pairs.delete(near);
      far.destroy();
    });
    far.on('close', () => near.destroy());
    if (isStalled) hold(near, far);
    else pass(near, far);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  return {
    port,
    cut,
    mend: () => listen(port),
    stall() {
      isStalled = true;
      for (const [near, far] of pairs) hold(near, far);
    },
    resume() {
      isStalled = false;
      for (const [near, far] of pairs) pass(near, far);
    },
    forget() {
      for (const [near, far] of pairs) hold(near, far);
      pairs.clear();
    },
    connections: () => open.size,
    [Symbol.asyncDispose]: cut,
  };
}
