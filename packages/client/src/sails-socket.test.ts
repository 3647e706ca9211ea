/** A socket's own methods: listeners, options, disconnect and reconnect. @module */
import { connect } from '@telltale/client';
import { describe, expect, test } from 'vitest';
import { startFakeServer } from '../test/fake-server.ts';
import { nextEvent, openSocket, startSocket, statusOf } from '../test/open-socket.ts';

describe('events', () => {
  test('should reach listeners with everything that the server sent, in order', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const seen: unknown[] = [];
    socket.on('user', (...args) => seen.push(args)).on('user', (data) => seen.push(data));
    const done = nextEvent(socket, 'done');
    server.io.emit('user', { verb: 'created', id: 1 }, { at: '1.2' });
    server.io.emit('done');
    await done;
    expect(seen).toEqual([[{ verb: 'created', id: 1 }, { at: '1.2' }], { verb: 'created', id: 1 }]);
  });

  test('should not reach a listener that was removed, and reach one that was added twice once per place', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const seen: string[] = [];
    const twice = () => seen.push('twice');
    socket.on('x', twice).on('x', twice).on('x', twice).off('x', twice);
    socket.on('y', () => seen.push('y')).off('y');
    socket.off('never-listened', twice);
    socket.once('x', () => seen.push('once'));
    const done = nextEvent(socket, 'done');
    for (const event of ['x', 'x', 'y', 'done']) server.io.emit(event);
    await done;
    expect(seen).toEqual(['twice', 'twice', 'once', 'twice', 'twice']);
  });

  test('should reach the other listeners and leave the socket working when one throws', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
    const second = new Promise((resolve) => {
      socket.on('x', () => {
        throw new Error('bad');
      });
      socket.on('x', resolve);
    });
    server.io.emit('x', 7);
    expect(await second).toBe(7);
    expect(await uncaught).toMatchObject({ message: 'bad' });
    for (const listener of others) process.on('uncaughtException', listener);
    expect(socket.status).toBe('connected');
  });

  test('should not let a server forge the events of the client itself', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const forged: string[] = [];
    for (const event of ['reconnect', 'reconnecting', 'reconnect_failed', 'sails:status'] as const) {
      socket.on(event, () => forged.push(event));
      server.io.emit(event, 1);
    }
    const done = nextEvent(socket, 'done');
    server.io.emit('done');
    await done;
    expect(forged).toEqual([]);
  });

  test('should take names of Object members as ordinary events', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    for (const event of ['constructor', '__proto__', 'toString']) {
      const seen = nextEvent(socket, event);
      server.io.emit(event, event);
      expect(await seen).toEqual([event]);
    }
  });

  test('should throw E_EVENT_LISTENER when the listener is not a function', () => {
    const socket = connect('http://localhost:1', { reconnection: false });
    socket.disconnect();
    for (const given of [undefined, null, 'f', {}]) {
      expect(() => socket.on('x', given as never)).toThrow(
        expect.objectContaining({ code: 'E_EVENT_LISTENER' }),
      );
    }
  });
});

describe('listeners outlive the connection', () => {
  test('when it is lost and comes back by itself', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const heard = nextEvent(socket, 'hello');
    const back = nextEvent(socket, 'connect');
    server.cutLines();
    await back;
    server.io.emit('hello', 1);
    expect(await heard).toEqual([1]);
  });

  test('when disconnect() and reconnect() make a new one, whenever they were added', async () => {
    await using server = await startFakeServer();
    await using socket = startSocket(server.url);
    const heard: unknown[] = [];
    socket.on('hello', (data) => heard.push(['before', data]));
    await nextEvent(socket, 'connect');
    socket.on('hello', (data) => heard.push(['after', data]));
    socket.disconnect().reconnect();
    await nextEvent(socket, 'connect');
    const done = nextEvent(socket, 'done');
    server.io.emit('hello', 2);
    server.io.emit('done');
    await done;
    expect(heard).toEqual([
      ['before', 2],
      ['after', 2],
    ]);
  });

  test('but not removeAllListeners(), which leaves the client itself at work', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    socket.on('hello', () => expect.fail('was removed')).removeAllListeners();
    server.io.emit('hello');
    server.cutLines();
    await statusOf(socket, 'reconnecting');
    await statusOf(socket, 'connected');
    expect((await socket.get('/hello')).statusCode).toBe(200);
  });
});

describe('disconnect() and reconnect()', () => {
  test('should not announce a connection that a listener of the status ended at once', async () => {
    await using server = await startFakeServer();
    const socket = connect(server.url);
    socket.on('connect', () => expect.fail('was disconnected'));
    await new Promise<void>((resolve) => {
      socket.on('disconnect', () => resolve());
      socket.on('sails:status', (status) => {
        if (status === 'connected') socket.disconnect();
      });
    });
    expect(socket.status).toBe('disconnected');
  });

  test('should throw when there is nothing to do', async () => {
    await using server = await startFakeServer();
    await using socket = startSocket(server.url);
    expect(() => socket.reconnect()).toThrow(expect.objectContaining({ code: 'E_ALREADY_CONNECTING' }));
    await nextEvent(socket, 'connect');
    expect(() => socket.reconnect()).toThrow(expect.objectContaining({ code: 'E_ALREADY_CONNECTED' }));
    socket.disconnect();
    expect(() => socket.disconnect()).toThrow(expect.objectContaining({ code: 'E_ALREADY_DISCONNECTED' }));
  });

  test('should end the attempt when it disconnects while connecting', async () => {
    await using server = await startFakeServer();
    const socket = connect(server.url);
    socket.on('connect', () => expect.fail('was disconnected'));
    socket.disconnect();
    expect([socket.status, socket.isConnecting(), socket.isConnected()]).toEqual([
      'disconnected',
      false,
      false,
    ]);
    await using other = await openSocket(server.url);
    await other.get('/hello');
    expect(server.io.sockets.sockets.size).toBe(1);
  });

  test('should tell the disconnect, once, and not come back', async () => {
    await using server = await startFakeServer();
    const socket = await openSocket(server.url);
    const reasons: string[] = [];
    socket.on('disconnect', (reason) => reasons.push(reason));
    const gone = new Promise((resolve) => server.connections[0]?.on('disconnect', resolve));
    socket.disconnect();
    await gone;
    expect(reasons).toEqual(['io client disconnect']);
    expect(socket.status).toBe('disconnected');
  });

  test('should fail what is in flight when it disconnects', async () => {
    await using server = await startFakeServer();
    const socket = await openSocket(server.url);
    const waiting = socket.get('/silent');
    await server.requestTo('/silent');
    socket.disconnect();
    await expect(waiting).rejects.toMatchObject({ code: 'E_REQUEST_DISCONNECTED' });
  });
});

describe('options', () => {
  test('should be locked while the socket is connected', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url, { query: 'a=1' });
    expect(() => {
      socket.query = 'a=2';
    }).toThrow(expect.objectContaining({ code: 'E_OPTION_LOCKED' }));
    socket.query = 'a=1';
    socket.headers = { any: 'time' };
    expect(socket.query).toBe('a=1');
  });

  test('should count for the next connection when strict is false', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url, { query: '?a=1', strict: false });
    expect(server.connections[0]?.handshake.query).toMatchObject({ a: '1' });
    socket.query = 'a=2&b=3';
    socket.disconnect().reconnect();
    await nextEvent(socket, 'connect');
    expect(server.connections[1]?.handshake.query).toMatchObject({ a: '2', b: '3' });
  });

  test('should stop the reconnection when one changes meanwhile', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url, {
      reconnectionDelay: 60_000,
      reconnectionDelayMax: 60_000,
    });
    server.cutLines();
    await statusOf(socket, 'reconnecting');
    socket.query = 'a=2';
    expect(socket.status).toBe('disconnected');
    socket.reconnect();
    await nextEvent(socket, 'connect');
    expect(server.connections[1]?.handshake.query).toMatchObject({ a: '2' });
  });

  test('should introduce the client in the handshake, with query and headers', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url, {
      query: 'nosession=true',
      initialConnectionHeaders: { cookie: 'sails.sid=1', 'x-number': 5 },
    });
    expect(socket.url).toBe(server.url);
    expect(server.connections[0]?.handshake).toMatchObject({
      headers: { cookie: 'sails.sid=1', 'x-number': '5' },
      query: {
        nosession: 'true',
        __sails_io_sdk_version: '1.2.1',
        __sails_io_sdk_platform: 'node',
        __sails_io_sdk_language: 'javascript',
      },
    });
  });

  test('should connect by polling, and by another path, when told so', async () => {
    await using server = await startFakeServer({ socketIo: { transports: ['polling'], path: '/live' } });
    await using socket = await openSocket(server.url, { transports: ['polling'], path: '/live' });
    expect((await socket.get('/hello')).statusCode).toBe(200);
    expect(server.connections[0]?.conn.transport.name).toBe('polling');
  });

  for (const [code, options] of [
    ['E_SOCKET_URL', {}],
    ['E_SOCKET_URL', { url: 7 }],
    ['E_SOCKET_URL', { url: 'ftp://localhost' }],
    ['E_SOCKET_URL', { url: 'http://localhost/some/path' }],
    ['E_SOCKET_URL', { url: 'http://' }],
    ['E_SOCKET_QUERY', { url: 'localhost:1', query: { a: 1 } }],
    ['E_SOCKET_QUERY', { url: 'localhost:1', query: 7 }],
    ['E_SOCKET_OPTION', { url: 'localhost:1', transports: ['smoke'] }],
    ['E_SOCKET_OPTION', { url: 'localhost:1', transports: [] }],
    ['E_SOCKET_OPTION', { url: 'localhost:1', reconnectionDelay: 'soon' }],
    ['E_SOCKET_OPTION', { url: 'localhost:1', reconnectionAttempts: -1 }],
    ['E_SOCKET_OPTION', { url: 'localhost:1', timeout: Number.NaN }],
    ['E_SOCKET_OPTION', { url: 'localhost:1', transports: 'websocket' }],
  ] as const) {
    test(`should throw ${code} when connecting with ${JSON.stringify(options)}`, () => {
      expect(() => connect(options as never)).toThrow(expect.objectContaining({ code }));
    });
  }

  test('should take a url with or without scheme and trailing slash', async () => {
    await using server = await startFakeServer();
    for (const url of [
      `localhost:${server.port}`,
      `//localhost:${server.port}/`,
      `ws://localhost:${server.port}/`,
    ]) {
      await using socket = await openSocket(url);
      expect((await socket.get('/hello')).statusCode).toBe(200);
    }
  });
});

test('should throw E_REMOVED_METHOD when the private _request() is called', () => {
  const socket = connect('http://localhost:1', { reconnection: false });
  socket.disconnect();
  expect(() => socket._request()).toThrow(expect.objectContaining({ code: 'E_REMOVED_METHOD' }));
});
