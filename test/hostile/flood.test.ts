import { setTimeout as after } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import { createParty, type Party } from '../../packages/realtime/test/party.ts';
import { RawSocket } from '../../packages/realtime/test/raw-socket.ts';
import { seed as chosenSeed } from '../random-seed.ts';
import { NastyClient, randomFrom } from './nasty.ts';

const MESSAGES = 100_000;
const CONNECTIONS = 8;
const BATCH = 250;
const WARM_UP = 10_000;
/** What the heap may have grown by when all is over. */
const GROWTH = 4 * 1024 * 1024;

const options = { limits: { messagesPerSecond: 10_000_000, requestTimeout: 250, roomsPerSocket: 50 } };

function routes(app: FastifyInstance): void {
  app.get('/hi', () => ({ hi: true }));
  app.all('/echo', ({ body, query, headers }) => ({ body, query, headers: { ...headers } }));
  app.all('/join', async (request) => {
    const { data, ...others } = request.body as Record<string, unknown>;
    await app.sockets.join(request, Object.keys(others));
    app.sockets.broadcast(Object.keys(others)[0] ?? 'nobody', 'joined', { data });
    return app.sockets.rooms(request);
  });
  app.all('/throw', () => {
    throw new Error('thrown');
  });
  app.all('/stream', (_request, reply) => reply.send(new Blob(['streamed']).stream()));
  app.all('/slow', async () => {
    await new Promise(setImmediate);
    return 'slow';
  });
  app.all('/never', () => new Promise(() => {}));
  app.all('/bytes', (_request, reply) => reply.send(Buffer.from([0xff, 0, 0xfe])));
}

/** Sends `count` nasty things, on as many connections in turn as it takes. */
async function attack(party: Party, seed: number, count: number): Promise<void> {
  const client = new NastyClient(randomFrom(seed));
  let left = count;
  while (left > 0) {
    await using socket = await RawSocket.connect(party.url);
    for (let isOpen = true; isOpen && left > 0; ) {
      const batch: Buffer[] = [];
      let mayEnd = false;
      while (left > 0 && batch.length < BATCH && !mayEnd) {
        const next = client.next();
        batch.push(next.bytes);
        mayEnd = next.mayEnd;
        left -= 1;
      }
      socket.write(Buffer.concat(batch));
      // The answer to a last request says that all before has been read; a connection that ended gives none.
      const answered = socket.ask('get', { url: '/hi' }).then(
        () => true,
        () => false,
      );
      isOpen = await Promise.race([
        answered,
        socket.closing.then(() => false),
        ...(mayEnd ? [after(20, false)] : []),
      ]);
      socket.messages.length = 0;
    }
  }
}

/** Asks one thing after another until told to stop, and counts; throws at an answer that is not the right one. */
async function beHonest(party: Party, hasEnded: () => boolean): Promise<number> {
  await using socket = await RawSocket.connect(party.url);
  let answers = 0;
  for (; !hasEnded(); answers += 1) {
    const { text } = await socket.ask('post', { url: '/echo', data: { n: answers } });
    const answer = JSON.parse(text);
    if (answer.statusCode !== 200 || answer.body.body.n !== answers)
      throw new Error(`answer ${answers}: ${text}`);
  }
  return answers;
}

async function heapUsed(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    await after(10);
    (globalThis as unknown as { gc(): void }).gc();
  }
  return process.memoryUsage().heapUsed;
}

/** Until all connections are gone, and with them what they held. */
async function quiet(party: Party): Promise<void> {
  while (party.app.io.engine.clientsCount > 0) await after(10);
}

// A failure prints its seed; `SEED=… vitest run flood` repeats it.
test('should answer an honest client and keep nothing when 100,000 random hostile messages come beside it', async () => {
  const seed = chosenSeed ?? Math.floor(Math.random() * 2 ** 31);
  let [interpreted, connections] = [0, 0];
  const counted = (app: FastifyInstance) => {
    app.addHook('onRequest', async () => {
      interpreted += 1;
    });
    routes(app);
  };
  await using party = await createParty(options, counted, { logger: false });
  party.app.io.on('connection', () => {
    connections += 1;
  });
  const run = async (count: number): Promise<number> => {
    let hasEnded = false;
    const honest = beHonest(party, () => hasEnded);
    const attacks = Array.from({ length: CONNECTIONS }, (_, index) =>
      attack(party, seed + count + index, count / CONNECTIONS),
    );
    await Promise.all(attacks).finally(() => {
      hasEnded = true;
    });
    return honest;
  };
  try {
    await run(WARM_UP);
    await quiet(party);
    const before = await heapUsed();
    expect(await run(MESSAGES)).toBeGreaterThan(100);
    // Else the messages would have been refused at the door, and the test would say little.
    expect(interpreted).toBeGreaterThan(MESSAGES / 4);
    expect(connections).toBeGreaterThan(MESSAGES / 1_000);
    await quiet(party);
    expect(party.app.io.of('/').sockets.size).toBe(0);
    expect(party.app.io.of('/').adapter.rooms.size).toBe(0);
    expect(party.app.io.of('/').adapter.sids.size).toBe(0);
    const growth = (await heapUsed()) - before;
    expect(growth).toBeLessThan(GROWTH);
  } catch (error) {
    throw new Error(`with SEED=${seed}`, { cause: error });
  }
}, 120_000);
