import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import type { Socket } from 'socket.io';
import { describe, expect, test } from 'vitest';
import { createParty, type Party, request } from '../../test/party.ts';
import { frame, RawSocket } from '../../test/raw-socket.ts';

const hi = (app: FastifyInstance) => app.get('/hi', () => ({ hi: true }));

/** Goes as far as Engine.IO, so that the test joins by itself. */
async function openEngine({ url }: Party): Promise<RawSocket> {
  const socket = await RawSocket.upgrade(url, { headers: 'Cookie: a=1\r\n' });
  socket.tcp.setNoDelay();
  await socket.take((given) => String(given).startsWith('0{'));
  return socket;
}

async function join(socket: RawSocket): Promise<void> {
  socket.send('40');
  await socket.take((given) => String(given).startsWith('40{'));
}

/** Leaves, and waits until the server knows. */
async function leave(socket: RawSocket, { app }: Party): Promise<void> {
  const [mine] = [...app.io.of('/').sockets.values()].slice(-1);
  const left = once(mine as unknown as NodeJS.EventEmitter, 'disconnect');
  socket.send('41');
  await left;
}

describe('one connection', () => {
  test('should be ended, and have been few sockets, when it joins thousands of times at once', async () => {
    await using party = await createParty({}, hi);
    const neighbour = await party.join();
    let [sockets, most] = [0, 0];
    party.app.io.on('connection', () => {
      sockets += 1;
      most = Math.max(most, party.app.io.of('/').sockets.size);
    });
    await using hostile = await openEngine(party);
    // Together, so that all arrive before the first is answered.
    hostile.write(Buffer.concat(Array.from({ length: 5_000 }, () => frame({ payload: '40' }))));
    await hostile.closing;
    expect(sockets).toBeLessThan(10);
    expect(most).toBeLessThan(10);
    while (party.app.io.engine.clientsCount > 1) await new Promise(setImmediate);
    expect([...party.app.io.of('/').sockets.keys()]).toEqual([neighbour.id]);
    expect(await request(neighbour, 'get', '/hi')).toMatchObject({ statusCode: 200 });
  });

  test('should be ended when it joins a second time before the first is answered', async () => {
    await using party = await createParty({}, hi);
    await using hostile = await openEngine(party);
    hostile.write(Buffer.concat([frame({ payload: '40' }), frame({ payload: '40' })]));
    await hostile.closing;
    while (party.app.io.engine.clientsCount > 0) await new Promise(setImmediate);
    expect(party.app.io.of('/').sockets.size).toBe(0);
  });

  test('should be ended when it knocks again and again at namespaces that are not there', async () => {
    await using party = await createParty({}, hi);
    await using hostile = await openEngine(party);
    for (let count = 0; count < 1_000; count += 1) hostile.send(`40/n${count},`);
    await hostile.closing;
    // A hundred more than the first.
    expect(hostile.messages.length).toBeLessThanOrEqual(101);
    expect(party.log.warn).toEqual([
      expect.stringContaining('joined namespaces more than 10 times a second'),
    ]);
  });

  test('should be a new socket when it has left and joins again, and be ended when it does nothing else', async () => {
    await using party = await createParty({}, hi);
    await using client = await openEngine(party);
    let joined = 0;
    const ended = client.closing.then(() => true);
    while (
      !(await Promise.race([
        ended,
        join(client).then(
          () => false,
          () => true,
        ),
      ]))
    ) {
      joined += 1;
      if (joined <= 3) {
        expect((await client.ask('get', { url: '/hi' })).text).toContain('"hi":true');
      }
      await leave(client, party);
    }
    expect(joined).toBeGreaterThan(50);
    expect(joined).toBeLessThan(1_000);
  });

  test('should tell another namespace, and itself when it joins again, what its handshake said', async () => {
    await using party = await createParty({}, hi);
    const { io } = party.app;
    const seen: object[] = [];
    const see = ({ handshake }: Socket) => {
      const { headers, query, secure, url } = handshake;
      seen.push({ cookie: headers.cookie, version: query.__sails_io_sdk_version, secure, url });
    };
    io.on('connection', see);
    io.of('/admin').on('connection', see);
    await using client = await openEngine(party);
    await join(client);
    client.send('40/admin,');
    await client.take((given) => String(given).startsWith('40/admin,{'));
    await leave(client, party);
    await join(client);
    const url = expect.stringMatching(/^\/socket\.io\/\?EIO=4/);
    expect(seen).toEqual(Array(3).fill({ cookie: 'a=1', version: '1.2.1', secure: false, url }));
  });

  test('should have one measure of messages, however often it joins', async () => {
    await using party = await createParty({ limits: { messagesPerSecond: 2 } }, hi);
    await using hostile = await openEngine(party);
    await join(hostile);
    for (let id = 0; id < 35; id += 1) hostile.send(`42${id}["get",{"url":"/hi"}]`);
    await hostile.take((given) => String(given).startsWith('4334['));
    await leave(hostile, party);
    await join(hostile);
    for (let id = 100; id < 110; id += 1) hostile.send(`42${id}["get",{"url":"/hi"}]`);
    const notice = String(await hostile.take((given) => String(given).startsWith('42["telltale:close"')));
    expect(notice).toContain('4501');
    await hostile.closing;
  });
});
