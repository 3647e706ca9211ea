import { EventEmitter, once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createParty, next, type Party, request } from '../../test/party.ts';
import { RawSocket } from '../../test/raw-socket.ts';

const MEGABYTE = 1_048_576;

/** Routes with large answers, and how often they have run. */
class Large {
  runs = 0;
  readonly ran = new EventEmitter();
  readonly text = 'x'.repeat(MEGABYTE);

  readonly routes = (app: FastifyInstance): void => {
    app.get('/large', () => this.#run());
    app.get('/late', async () => {
      await new Promise(setImmediate);
      return this.#run();
    });
    app.get('/hi', () => ({ hi: true }));
  };

  #run(): string {
    this.runs += 1;
    this.ran.emit('run');
    return this.text;
  }
}

/** Resolves when the server has read all that `socket` has sent. */
async function arrived(socket: RawSocket, { app }: Party): Promise<void> {
  const [mine] = app.io.of('/').sockets.values();
  const heard = next(mine as never, 'all sent');
  socket.emit('all sent');
  await heard;
}

/** The ids of the answers among messages, with their status. */
function answers(messages: (string | Buffer)[]): [id: number, status: number][] {
  return messages.flatMap((given) => {
    const [, id, status] = /^43(\d+)\[.*"statusCode":(\d+)/.exec(String(given)) ?? [];
    return id === undefined ? [] : [[Number(id), Number(status)] as [number, number]];
  });
}

describe('requests of a client that does not read', () => {
  test.each(['/large', '/late'])(
    'should wait, and be answered in order once it reads again, when they are for %s',
    async (url) => {
      const large = new Large();
      await using party = await createParty({ limits: { requestsInFlight: 60 } }, large.routes);
      await using client = await RawSocket.connect(party.url);
      client.tcp.pause();
      for (let id = 0; id < 50; id += 1) client.send(`42${id}["get",{"url":"${url}"}]`);
      await arrived(client, party);
      const neighbour = await party.join();
      expect(await request(neighbour, 'get', '/hi')).toMatchObject({ statusCode: 200 });
      // What is on its way already is finished. What the kernel takes for a peer that does not read is a few megabytes.
      if (url === '/large') expect(large.runs).toBeLessThan(20);
      client.tcp.resume();
      await client.take((given) => String(given).startsWith('4349['));
      expect(large.runs).toBe(50);
      expect(answers(client.messages)).toEqual(Array.from({ length: 49 }, (_, id) => [id, 200]));
      expect(party.log.warn).toEqual([]);
    },
  );

  test('should be refused with 429 when more wait than limits.requestsInFlight', async () => {
    const large = new Large();
    await using party = await createParty({ limits: { requestsInFlight: 5 } }, large.routes);
    await using client = await RawSocket.connect(party.url);
    client.tcp.pause();
    for (let id = 0; id < 60; id += 1) client.send(`42${id}["get",{"url":"/large"}]`);
    await arrived(client, party);
    const runs = large.runs;
    client.tcp.resume();
    const all = Array.from({ length: 60 }, (_, id) =>
      client.take((given) => String(given).startsWith(`43${id}[`)),
    );
    const statuses = answers(await Promise.all(all)).map(([, status]) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(runs + 5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(55 - runs);
    expect(large.runs).toBe(runs + 5);
  });

  test.each(['the client goes', 'the server closes'])('should not be run when %s', async (what) => {
    const large = new Large();
    await using party = await createParty({}, large.routes);
    await using client = await RawSocket.connect(party.url);
    client.tcp.pause();
    const [socket] = party.app.io.of('/').sockets.values();
    const runs = new Promise<number>((resolve) => socket?.once('disconnect', () => resolve(large.runs)));
    for (let id = 0; id < 50; id += 1) client.send(`42${id}["get",{"url":"/large"}]`);
    await arrived(client, party);
    if (what === 'the client goes') client.tcp.destroy();
    else await party.app.close();
    expect(await runs).toBeLessThan(20);
    await new Promise(setImmediate);
    expect(large.runs).toBe(await runs);
    expect(party.log.error).toEqual([]);
  });

  test('should not be run when it never reads again, and is ended', async () => {
    const large = new Large();
    await using party = await createParty({ limits: { unreadTimeout: 100 } }, large.routes);
    await using client = await RawSocket.connect(party.url);
    client.tcp.pause();
    const [socket] = party.app.io.of('/').sockets.values();
    const gone = once(socket as unknown as EventEmitter, 'disconnect');
    for (let id = 0; id < 50; id += 1) client.send(`42${id}["get",{"url":"/large"}]`);
    await gone;
    expect(party.log.warn.join()).toMatch(/bytes unread/);
    expect(large.runs).toBeLessThan(20);
  });
});
