/** A line between a client and a server that is not good: slow, uneven, in pieces, or cut when it is silent. @module */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import type { Random } from '../hostile/nasty.ts';

/** What is wrong with a line. */
export interface Quality {
  /** Milliseconds for which a piece is held back, at the most, and what draws the number and the pieces. */
  jitter?: { most: number; random: Random };
  /** Milliseconds of silence after which both ends are cut, as many proxies do. */
  idle?: number;
}

/** The line; it is taken down with the block that made it. */
export interface BadLine extends AsyncDisposable {
  /** Where clients connect. */
  url: string;
  /** How often something has come from a client. */
  heard(): number;
}

/** Puts a line before a server. */
export async function openBadLine(server: string, { jitter, idle }: Quality): Promise<BadLine> {
  const open = new Set<Socket>();
  let heard = 0;
  const line = createServer((near) => {
    const { hostname, port } = new URL(server);
    const far = connect(Number(port), hostname);
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on('error', cut).on('close', cut);
      if (idle !== undefined) from.setTimeout(idle, cut);
      let last = Promise.resolve();
      from.on('data', (bytes: Buffer) => {
        if (from === near) heard += 1;
        last = last.then(() => carry(bytes, to, jitter));
      });
    }
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    heard: () => heard,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      line.close();
      await once(line, 'close');
    },
  };
}

/** Hands bytes on: in order, as on any line, but late and in pieces of any size. */
async function carry(bytes: Buffer, to: Socket, jitter: Quality['jitter']): Promise<void> {
  if (jitter === undefined) {
    to.write(bytes);
    return;
  }
  const { most, random } = jitter;
  for (let start = 0; start < bytes.length; ) {
    const end = start + 1 + Math.floor(random() * bytes.length);
    await after(random() * most);
    to.write(bytes.subarray(start, end));
    start = end;
  }
}
