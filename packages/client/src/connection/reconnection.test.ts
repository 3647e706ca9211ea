/** Status, loss, coming back, and the server's last word. @module */
import { closeEvent } from '@telltale/protocol';
import { describe, expect, test } from 'vitest';
import { FakeServer, startFakeServer } from '../../test/fake-server.ts';
import { nextEvent, openSocket, startSocket, statusOf } from '../../test/open-socket.ts';
import { backoffDelay } from './backoff.ts';

test('should tell each status when it connects, is lost, comes back and disconnects', async () => {
  await using server = await startFakeServer();
  const socket = startSocket(server.url);
  const changes: unknown[] = [];
  expect(socket.status).toBe('connecting');
  expect(socket.isConnecting()).toBe(true);
  socket.on('sails:status', (...change) => changes.push(change));
  await nextEvent(socket, 'connect');
  expect([socket.isConnecting(), socket.isConnected()]).toEqual([false, true]);
  server.cutLines();
  await nextEvent(socket, 'connect');
  socket.disconnect();
  expect(changes).toEqual([
    ['connected', 'connecting'],
    ['reconnecting', 'connected'],
    ['connected', 'reconnecting'],
    ['disconnected', 'connected'],
  ]);
});

test('should emit disconnect, reconnecting, reconnect and connect in this order, then send what waited', async () => {
  await using server = await startFakeServer();
  await using socket = await openSocket(server.url);
  const order: unknown[] = [];
  socket.on('disconnect', (reason) => {
    order.push(['disconnect', reason]);
    socket.get('/hello', () => order.push('answer'));
  });
  socket.on('reconnecting', (attempt) => order.push(['reconnecting', attempt]));
  socket.on('reconnect', (attempt) => order.push(['reconnect', attempt]));
  socket.on('connect', () => order.push(['connect', server.urls.length]));
  server.cutLines();
  await nextEvent(socket, 'connect');
  await socket.get('/hello');
  expect(order).toEqual([
    ['disconnect', 'transport close'],
    ['reconnecting', 1],
    ['reconnect', 1],
    ['connect', 0],
    'answer',
  ]);
});

test('should try again until the server is there when the first attempt fails', async () => {
  const server = await startFakeServer();
  const { port } = server;
  await server.stop();
  await using socket = startSocket(`http://localhost:${port}`);
  const [error] = await nextEvent(socket, 'connect_error');
  expect(error).toBeInstanceOf(Error);
  expect(socket.status).toBe('reconnecting');
  expect(socket.isConnecting()).toBe(false);
  await nextEvent(socket, 'reconnecting');
  const later = new FakeServer({});
  later.port = port;
  await using _later = await later.start();
  expect((await socket.get('/hello')).statusCode).toBe(200);
});

test('should come back when the server restarts on the same port', async () => {
  const server = await startFakeServer();
  await using socket = await openSocket(server.url);
  await server.stop();
  await statusOf(socket, 'reconnecting');
  await using _again = await server.start();
  await statusOf(socket, 'connected');
  expect((await socket.get('/hello')).statusCode).toBe(200);
});

test('should give up with reconnect_failed when no attempt is left', async () => {
  await using socket = startSocket('http://localhost:1', { reconnectionAttempts: 2 });
  const attempts: number[] = [];
  socket.on('reconnecting', (attempt) => attempts.push(attempt));
  await nextEvent(socket, 'reconnect_failed');
  expect(attempts).toEqual([1, 2]);
  expect(socket.status).toBe('disconnected');
});

test('should not come back when reconnection is false', async () => {
  await using server = await startFakeServer();
  await using socket = await openSocket(server.url, { reconnection: false });
  server.cutLines();
  await nextEvent(socket, 'disconnect');
  expect(socket.status).toBe('disconnected');
  expect(socket.reconnect().status).toBe('connecting');
  await nextEvent(socket, 'connect');
});

test('should try at once when reconnect() is called while it waits', async () => {
  await using server = await startFakeServer();
  await using socket = await openSocket(server.url, {
    reconnectionDelay: 60_000,
    reconnectionDelayMax: 60_000,
  });
  server.cutLines();
  await statusOf(socket, 'reconnecting');
  socket.reconnect();
  await statusOf(socket, 'connected');
  expect(server.connections).toHaveLength(2);
});

test('should make one connection only when reconnect() is called during an attempt', async () => {
  await using server = await startFakeServer();
  await using socket = await openSocket(server.url);
  socket.on('reconnecting', () => queueMicrotask(() => socket.reconnect()));
  server.cutLines();
  await statusOf(socket, 'reconnecting');
  await statusOf(socket, 'connected');
  await socket.get('/hello');
  expect(server.io.sockets.sockets.size).toBe(1);
});

test('should end the attempts when disconnect() is called in the middle of one', async () => {
  await using server = await startFakeServer();
  const socket = await openSocket(server.url);
  const stopped = new Promise<void>((resolve) => {
    socket.on('reconnecting', () => {
      socket.disconnect();
      resolve();
    });
  });
  server.cutLines();
  await stopped;
  await using other = await openSocket(server.url);
  await other.get('/hello');
  expect(socket.status).toBe('disconnected');
  expect(server.io.sockets.sockets.size).toBe(1);
});

test.each([2 ** 31, 1e12, Number.POSITIVE_INFINITY, 0])(
  'should let an attempt take as long as it takes when its timeout is %d, more than timers can hold or none',
  async (timeout) => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url, { timeout, reconnection: false });
    expect(socket.status).toBe('connected');
  },
);

test('should end an attempt that the server never answers when its timeout ends', async () => {
  // The server speaks Engine.IO, but never lets the socket in.
  await using server = await startFakeServer({ setUp: (io) => io.use(() => {}) });
  await using socket = startSocket(server.url, { timeout: 50, reconnection: false });
  const [error] = await nextEvent(socket, 'connect_error');
  expect(error.message).toBe('timeout');
  expect(socket.status).toBe('disconnected');
});

describe('when the server refuses', () => {
  test('should emit connect_error and error, and not insist, if it says so after the handshake', async () => {
    await using server = await startFakeServer({
      setUp: (io) => io.use((_socket, next) => next(new Error('not you'))),
    });
    await using socket = startSocket(server.url);
    const refused = nextEvent(socket, 'error');
    expect((await nextEvent(socket, 'connect_error'))[0].message).toBe('not you');
    expect((await refused)[0].message).toBe('not you');
    expect(socket.status).toBe('disconnected');
  });

  test('should try again if the handshake itself is turned down, as by a proxy that restarts', async () => {
    let refusals = 0;
    await using server = await startFakeServer({
      socketIo: {
        allowRequest: (_request, decide) => {
          refusals += 1;
          decide(null, refusals > 2);
        },
      },
    });
    await using socket = startSocket(server.url);
    await statusOf(socket, 'connected');
    expect(refusals).toBe(3);
  });
});

describe('when the server ends the connection', () => {
  test('should not come back without being told to', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const gone = nextEvent(socket, 'disconnect');
    server.connections[0]?.disconnect(true);
    expect(await gone).toEqual(['io server disconnect']);
    expect(socket.status).toBe('disconnected');
  });

  test('should come back if its notice allows it, not before retryAfter', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const notice = { code: 4001, reason: 'restarting', retryAfter: 100 };
    const gone = nextEvent(socket, 'disconnect');
    server.connections[0]?.emit(closeEvent, notice);
    server.connections[0]?.disconnect(true);
    const [, given] = await gone;
    const lostAt = performance.now();
    expect(given).toEqual(notice);
    expect(socket.status).toBe('reconnecting');
    await nextEvent(socket, 'connect');
    // Timers may fire up to a millisecond early.
    expect(performance.now() - lostAt).toBeGreaterThanOrEqual(98);
  });

  test('should stay away if its notice forbids to come back, however the line ends', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const told = nextEvent(socket, closeEvent);
    const gone = nextEvent(socket, 'disconnect');
    server.connections[0]?.emit(closeEvent, { code: 4508, reason: 'too slow' });
    await told;
    server.cutLines();
    expect(await gone).toEqual(['transport close', { code: 4508, reason: 'too slow' }]);
    expect(socket.status).toBe('disconnected');
  });

  for (const notice of [
    null,
    'bye',
    { code: '4001' },
    { code: 4001, retryAfter: Number.MAX_VALUE, reason: 7 },
  ]) {
    test(`should not stumble over the notice ${JSON.stringify(notice)}`, async () => {
      await using server = await startFakeServer();
      await using socket = await openSocket(server.url);
      const gone = nextEvent(socket, 'disconnect');
      server.connections[0]?.emit(closeEvent, notice);
      server.connections[0]?.disconnect(true);
      const [reason] = await gone;
      expect(reason).toBe('io server disconnect');
      const isNotice = typeof notice === 'object' && typeof notice?.code === 'number';
      expect(socket.status).toBe(isNotice ? 'reconnecting' : 'disconnected');
    });
  }
});

describe('several sockets', () => {
  test('should each have a connection, listeners and waiting requests of their own', async () => {
    await using server = await startFakeServer();
    await using one = await openSocket(server.url);
    await using two = await openSocket(server.url);
    const heard: string[] = [];
    one.on('hello', () => heard.push('one'));
    two.on('hello', () => heard.push('two'));
    const done = nextEvent(two, 'done');
    server.connections[1]?.emit('hello');
    server.connections[1]?.emit('done');
    await done;
    expect(heard).toEqual(['two']);
    one.disconnect();
    expect((await two.get('/hello')).statusCode).toBe(200);
    expect(server.connections).toHaveLength(2);
  });
});

describe('backoff', () => {
  test('should double the delay up to the maximum when there is no jitter', () => {
    const delays = [1, 2, 3, 4, 9].map((attempt) => backoffDelay(attempt, { randomizationFactor: 0 }));
    expect(delays).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  test('should spread clients over the random share of the delay, also at the maximum', () => {
    expect(backoffDelay(9, {}, 0, () => 0)).toBe(5_000);
    expect(backoffDelay(9, {}, 0, () => 1)).toBe(2_500);
    const spread = new Set(Array.from({ length: 50 }, () => backoffDelay(1, {})));
    expect(spread.size).toBeGreaterThan(40);
  });

  test('should add its delay to what the server asked for, within what a timer can hold', () => {
    expect(backoffDelay(1, {}, 10_000, () => 0)).toBe(11_000);
    expect(backoffDelay(1, {}, Number.MAX_VALUE)).toBe(2 ** 31 - 1);
  });
});
