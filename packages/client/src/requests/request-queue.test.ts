/** Requests made without a connection. @module */
import { describe, expect, test } from 'vitest';
import { startFakeServer } from '../../test/fake-server.ts';
import { nextEvent, openSocket, startSocket } from '../../test/open-socket.ts';

test('should send waiting requests in order when the socket connects', async () => {
  await using server = await startFakeServer();
  await using socket = startSocket(server.url);
  const answers = Promise.all(['/hello', '/hello?2', '/hello?3'].map((url) => socket.get(url)));
  expect(server.urls).toEqual([]);
  await answers;
  expect(server.urls).toEqual(['/hello', '/hello?2', '/hello?3']);
});

test('should send requests of the connect listener before those that waited', async () => {
  await using server = await startFakeServer();
  await using socket = startSocket(server.url);
  socket.on('connect', () => socket.post('/hello?sign-in'));
  await socket.get('/hello?waited');
  expect(server.urls).toEqual(['/hello?sign-in', '/hello?waited']);
});

test('should use the headers of the time of sending when a request waited', async () => {
  await using server = await startFakeServer();
  await using socket = startSocket(server.url, { headers: { token: 'old' } });
  const answer = socket.get<{ headers: unknown }>('/echo');
  socket.headers = { token: 'new' };
  expect((await answer).body.headers).toEqual({ token: 'new' });
});

test('should keep waiting requests when the socket disconnects, and send them once after reconnect()', async () => {
  await using server = await startFakeServer();
  await using socket = await openSocket(server.url);
  socket.disconnect();
  const answer = socket.get('/hello');
  socket.reconnect();
  expect(await answer).toMatchObject({ statusCode: 200 });
  expect(server.urls).toEqual(['/hello']);
});

test('should send waiting requests after an automatic reconnect', async () => {
  await using server = await startFakeServer();
  await using socket = await openSocket(server.url);
  const lost = nextEvent(socket, 'disconnect');
  server.cutLines();
  await lost;
  expect((await socket.get('/hello')).statusCode).toBe(200);
});

test('should reject with E_REQUEST_QUEUE_FULL, and keep what waits, when more requests wait than allowed', async () => {
  await using server = await startFakeServer();
  await using socket = startSocket(server.url, { maxQueuedRequests: 2 });
  const waiting = [socket.get('/hello?1'), socket.get('/hello?2')];
  await expect(socket.get('/hello?3')).rejects.toMatchObject({ code: 'E_REQUEST_QUEUE_FULL', status: 0 });
  const called = new Promise((resolve) => socket.get('/hello?4', (error) => resolve(error)));
  expect(await called).toMatchObject({ code: 'E_REQUEST_QUEUE_FULL' });
  await Promise.all(waiting);
  expect(server.urls).toEqual(['/hello?1', '/hello?2']);
});

describe('should not send a waiting request later', () => {
  test('when its signal aborts', async () => {
    await using server = await startFakeServer();
    await using socket = startSocket(server.url);
    const controller = new AbortController();
    const waiting = socket.get('/hello?aborted', {}, { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await socket.get('/hello');
    expect(server.urls).toEqual(['/hello']);
  });

  test('when its timeout ends', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    socket.disconnect();
    await expect(socket.get('/hello?late', {}, { timeout: 5 })).rejects.toMatchObject({
      code: 'E_REQUEST_TIMEOUT',
    });
    socket.reconnect();
    await socket.get('/hello');
    expect(server.urls).toEqual(['/hello']);
  });
});

test('should report a request on a line whose ping has expired as failed, and not run it after the reconnect', async () => {
  // Story: a laptop wakes up. Socket.IO sees that the last ping is too old, buffers the message, and then drops the
  // line. Without care the caller hears of a failure, tries again, and the server runs both.
  await using server = await startFakeServer({ socketIo: { pingInterval: 60_000, pingTimeout: 60_000 } });
  await using socket = await openSocket(server.url);
  const realNow = Date.now;
  Date.now = () => realNow() + 300_000;
  const late = socket.post('/hello?once').catch((error: unknown) => error);
  const back = nextEvent(socket, 'connect');
  Date.now = realNow;
  expect(await late).toMatchObject({ code: 'E_REQUEST_DISCONNECTED' });
  await back;
  await socket.get('/hello');
  expect(server.urls).toEqual(['/hello']);
});
