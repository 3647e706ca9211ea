/** The released sails.io.js 1.2.1 in Node.js, with socket.io-client 2, against a lifted Telltale app. @module */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { liftCompatible } from './app.ts';
import { ask, askWith, heard, openReleased, type ReleasedSocket, startReleased } from './released-client.ts';

/** What the socket hears of an event until the server has answered one more request. */
async function heardUntilNow(socket: ReleasedSocket, seen: unknown[]): Promise<unknown[]> {
  await ask(socket, { url: '/ok' });
  return seen.splice(0);
}

describe('requests of the released client', () => {
  test('should print 200 and the body in a callback when it asks with get', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    const { body, response } = await askWith(socket, 'get', '/hello');
    expect(body).toEqual({ hi: 1 });
    expect(response).toMatchObject({ statusCode: 200, headers: {}, body: { hi: 1 } });
    expect(response.error).toBeUndefined();
    expect(response.toPOJO?.()).toEqual({ body: { hi: 1 }, headers: {}, statusCode: 200 });
    expect(String(response)).toContain('Status: 200');
  });

  for (const method of ['get', 'delete'] as const) {
    test(`should find its data in query and body with ${method}`, async () => {
      await using app = await liftCompatible();
      await using socket = await openReleased(app.url);
      const { body } = await askWith(socket, method, '/echo?x=1', { a: 'b' });
      expect(body).toEqual({
        method: method.toUpperCase(),
        query: { x: '1', a: 'b' },
        body: { a: 'b' },
        isSocket: true,
        token: null,
      });
    });
  }

  for (const method of ['post', 'put', 'patch'] as const) {
    test(`should find its data in the body with ${method}`, async () => {
      await using app = await liftCompatible();
      await using socket = await openReleased(app.url);
      const { body } = await askWith(socket, method, '/echo?x=1', { a: { b: [1, null, true] } });
      expect(body).toEqual({
        method: method.toUpperCase(),
        query: { x: '1' },
        body: { a: { b: [1, null, true] } },
        isSocket: true,
        token: null,
      });
    });
  }

  test('should carry an array as the body', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    expect((await askWith(socket, 'post', '/list', [1, 'two', { three: 3 }])).body).toEqual([
      1,
      'two',
      { three: 3 },
    ]);
  });

  for (const key of ['data', 'params']) {
    test(`should carry method, headers and ${key} with request()`, async () => {
      await using app = await liftCompatible();
      await using socket = await openReleased(app.url);
      const { body } = await ask(socket, {
        method: 'PUT',
        url: '/echo',
        [key]: { a: 1 },
        headers: { 'X-Token': 'abc' },
      });
      expect(body).toMatchObject({ method: 'PUT', body: { a: 1 }, token: 'abc' });
    });
  }

  test('should carry the headers of the socket, each request its own over them', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url, { headers: { 'x-token': 'from the socket' } });
    expect((await ask(socket, { url: '/echo' })).body).toMatchObject({ token: 'from the socket' });
    expect(
      (await ask(socket, { url: '/echo', headers: { 'x-token': 'from the request' } })).body,
    ).toMatchObject({ token: 'from the request' });
  });

  test('should run a request that has no callback', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    socket.post('/rooms/silent');
    await ask(socket, { url: '/ok' });
    expect(app.app.sockets.subscribers('silent')).toHaveLength(1);
  });
});

describe('answers to the released client', () => {
  for (const [path, status, body] of [
    ['/ok', 200, 'OK'],
    ['/text', 200, 'plain text'],
    ['/null', 200, null],
    ['/nothing', 204, undefined],
    ['/moved', 302, 'Redirecting to /hello'],
  ] as const) {
    test(`should have no error when ${path} answers ${status}`, async () => {
      await using app = await liftCompatible();
      await using socket = await openReleased(app.url);
      const { response } = await ask(socket, { url: path });
      expect([response.statusCode, response.body]).toEqual([status, body]);
      expect(response.error).toBeUndefined();
    });
  }

  for (const [path, status, body] of [
    ['/bad', 400, { why: 'on purpose' }],
    ['/forbidden', 403, 'Forbidden'],
    ['/nowhere', 404, 'Not Found'],
    ['/throws', 500, expect.stringContaining('on purpose')],
    ['', 400, expect.anything()],
  ] as const) {
    test(`should have an error when '${path}' answers ${status}`, async () => {
      await using app = await liftCompatible();
      await using socket = await openReleased(app.url);
      const { body: given, response } = await ask(socket, { url: path });
      expect([response.statusCode, response.body]).toEqual([status, body]);
      expect(given).toEqual(response.body);
      expect(response.error).toBeInstanceOf(Error);
      expect(response.error?.message).toContain(String(status));
    });
  }

  test('should carry headers, and where a redirect leads', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    const headers = (await ask(socket, { url: '/header' })).response.headers;
    expect(
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    ).toMatchObject({ 'x-answer': '42' });
    expect((await ask(socket, { url: '/moved' })).response.headers).toMatchObject({ location: '/hello' });
  });

  test('should never carry a cookie, which the next request sends by itself', async () => {
    await using app = await liftCompatible({ hooks: { session: false } });
    await using socket = await openReleased(app.url);
    const { response } = await ask(socket, { url: '/set-cookie' });
    expect(response.headers).not.toHaveProperty('set-cookie');
    expect((await ask(socket, { url: '/cookie' })).body).toEqual({ cookie: 'seen=yes' });
  });

  test('should know the cookie of the handshake', async () => {
    await using app = await liftCompatible({ hooks: { session: false } });
    await using socket = await openReleased(app.url, { initialConnectionHeaders: { cookie: 'a=1; b=2' } });
    expect((await ask(socket, { url: '/cookie' })).body).toEqual({ cookie: 'a=1; b=2' });
  });
});

describe('events and rooms of the released client', () => {
  test('should hear what its room is told, until it leaves', async () => {
    await using app = await liftCompatible();
    await using inside = await openReleased(app.url);
    await using outside = await openReleased(app.url);
    const [heardInside, heardOutside]: unknown[][] = [[], []];
    inside.on('news', (data: unknown) => heardInside?.push(data));
    outside.on('news', (data: unknown) => heardOutside?.push(data));
    await askWith(inside, 'post', '/rooms/fun');
    app.app.sockets.broadcast('fun', 'news', { n: 1 });
    app.app.sockets.broadcast('fun', 'news', 'text');
    expect(await heardUntilNow(inside, heardInside ?? [])).toEqual([{ n: 1 }, 'text']);
    await askWith(inside, 'delete', '/rooms/fun');
    app.app.sockets.broadcast('fun', 'news', { n: 2 });
    expect(await heardUntilNow(inside, heardInside ?? [])).toEqual([]);
    expect(await heardUntilNow(outside, heardOutside ?? [])).toEqual([]);
  });

  test('should hear a broadcast without a name as message, and a blast', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    const seen: unknown[] = [];
    socket.on('message', (data: unknown) => seen.push(['message', data]));
    socket.on('all', (data: unknown) => seen.push(['all', data]));
    await askWith(socket, 'post', '/rooms/fun');
    app.app.sockets.broadcast('fun', { n: 1 });
    app.app.sockets.blast('all', { n: 2 });
    expect(await heardUntilNow(socket, seen)).toEqual([
      ['message', { n: 1 }],
      ['all', { n: 2 }],
    ]);
  });

  test('should hear a burst in order', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    const seen: unknown[] = [];
    socket.on('count', (n: unknown) => seen.push(n));
    await askWith(socket, 'post', '/rooms/fun');
    for (let n = 0; n < 100; n += 1) app.app.sockets.broadcast('fun', 'count', n);
    expect(await heardUntilNow(socket, seen)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  test('should not hear it any more when it took its listener off', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    const seen: unknown[] = [];
    const listener = (data: unknown) => seen.push(data);
    socket.on('all', listener).off('all', listener);
    app.app.sockets.blast('all', {});
    expect(await heardUntilNow(socket, seen)).toEqual([]);
  });
});

describe('the released client and its line', () => {
  test('should send what was asked before it connected, in order', async () => {
    await using app = await liftCompatible();
    await using socket = startReleased(app.url);
    expect(socket.isConnected()).toBe(false);
    const answers = await Promise.all(
      [1, 2, 3].map((n) => askWith(socket, 'get', '/echo', { n: String(n) })),
    );
    expect(answers.map(({ body }) => (body as { query: object }).query)).toEqual([
      { n: '1' },
      { n: '2' },
      { n: '3' },
    ]);
  });

  test('should fail a request with status 0 when the line breaks before its answer', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    const answer = ask(socket, { url: '/waits' });
    const [id] = await once(app.app, 'waiting');
    app.app.sockets.get(id).conn.close();
    const { body, response } = await answer;
    expect(body).toBeInstanceOf(Error);
    expect(response).toMatchObject({ statusCode: 0, body: null });
    app.app.emit('answer');
    await using another = await openReleased(app.url);
    expect((await ask(another, { url: '/hello' })).response.statusCode).toBe(200);
  });

  test('should come back, in the usual order of events, and send what waited, when the line breaks', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url, {
      reconnection: true,
      reconnectionDelay: 5,
      reconnectionDelayMax: 20,
    });
    const events: string[] = [];
    for (const name of ['disconnect', 'reconnecting', 'reconnect', 'connect']) {
      socket.on(name, () => events.push(name));
    }
    const id = socket._raw?.id ?? '';
    const gone = heard(socket, 'disconnect');
    app.app.sockets.get(id).conn.close();
    await gone;
    const { response } = await ask(socket, { url: '/hello' });
    expect(response.statusCode).toBe(200);
    expect(events).toEqual(['disconnect', 'reconnecting', 'reconnect', 'connect']);
    expect(socket._raw?.id).not.toBe(id);
  });

  test('should leave its rooms when it disconnects, and be answered again after reconnect()', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    await askWith(socket, 'post', '/rooms/fun');
    const serverSide = app.app.sockets.get(socket._raw?.id ?? '');
    const left = once(serverSide, 'disconnect');
    socket.disconnect();
    await left;
    expect(app.app.sockets.subscribers('fun')).toEqual([]);
    socket.reconnect();
    expect((await ask(socket, { url: '/hello' })).response.statusCode).toBe(200);
  });

  test('should be told, and let the app end, when the app lowers', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    const gone = heard(socket, 'disconnect');
    await app.app.lower();
    await gone;
    expect(socket.isConnected()).toBe(false);
  });

  test('should be answered in flight before the app lowers', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url);
    const answer = ask(socket, { url: '/waits' });
    await once(app.app, 'waiting');
    const lowered = app.app.lower();
    app.app.emit('answer');
    expect((await answer).response.statusCode).toBe(200);
    await lowered;
  });

  test('should hear an error when beforeConnect refuses', async () => {
    await using app = await liftCompatible({
      sockets: { beforeConnect: (_handshake, proceed) => proceed(null, false) },
    });
    await using socket = startReleased(app.url);
    const [error] = await heard(socket, 'connect_error');
    expect(error).toBeInstanceOf(Error);
    expect(socket.isConnected()).toBe(false);
  });

  test('should say its version, platform and language when it connects', async () => {
    await using app = await liftCompatible();
    await using socket = await openReleased(app.url, { query: 'a=1' });
    const { handshake } = app.app.sockets.get(socket._raw?.id ?? '');
    expect(handshake.query).toMatchObject({ a: '1', EIO: '3' });
    expect(app.app.getSDKMetadata(handshake)).toMatchObject({
      version: '1.2.1',
      platform: 'node',
      language: 'javascript',
    });
  });
});
