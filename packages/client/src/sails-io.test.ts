/** `io.sails` and the eager `io.socket`, as they are in Node.js; pages have tests of their own in a browser. @module */
import { createSailsIo, type SailsIo } from '@telltale/client';
import { io as socketIo } from 'socket.io-client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startFakeServer } from '../test/fake-server.ts';
import { disposable, nextEvent } from '../test/open-socket.ts';

/** A socket.io client that nobody has augmented yet. */
function freshIo(): typeof socketIo {
  const copy = (...given: Parameters<typeof socketIo>) => socketIo(...given);
  return Object.assign(copy, socketIo) as typeof socketIo;
}

/** An augmented client that says nothing on the console. */
function quietIo(settings: Partial<SailsIo['sails']> = {}): SailsIo {
  return createSailsIo(freshIo(), { environment: 'production', ...settings });
}

const nextTick = () => new Promise((resolve) => setTimeout(resolve, 0));

afterEach(() => vi.restoreAllMocks());

describe('createSailsIo', () => {
  test('should augment the client in place', () => {
    const io = freshIo();
    const augmented = createSailsIo(io, { autoConnect: false });
    expect(augmented).toBe(io);
    expect(augmented.sails).toMatchObject({
      autoConnect: false,
      reconnection: true,
      useCORSRouteToGetCookie: true,
      environment: 'development',
      transports: ['websocket'],
      sdk: {
        version: '1.2.1',
        platform: 'node',
        language: 'javascript',
        versionString:
          '__sails_io_sdk_version=1.2.1&__sails_io_sdk_platform=node&__sails_io_sdk_language=javascript',
      },
    });
  });

  test('should throw E_ALREADY_AUGMENTED when it is given a client twice', () => {
    const io = quietIo({ autoConnect: false });
    expect(() => createSailsIo(io)).toThrow(expect.objectContaining({ code: 'E_ALREADY_AUGMENTED' }));
  });

  test('should throw E_SOCKET_IO_MISSING when it is given no client, or one of version 2', async () => {
    const old = await import('socket.io-client-2' as string);
    for (const given of [undefined, null, {}, () => {}, old.default]) {
      expect(() => createSailsIo(given)).toThrow(expect.objectContaining({ code: 'E_SOCKET_IO_MISSING' }));
    }
  });
});

describe('the eager socket', () => {
  test('should wait one tick, so that settings of the same tick count', async () => {
    await using server = await startFakeServer();
    const io = quietIo();
    await using socket = disposable(io.socket);
    expect([socket.isConnected(), socket.isConnecting(), socket.mightBeAboutToAutoConnect()]).toEqual([
      false,
      false,
      true,
    ]);
    io.sails.url = server.url;
    io.sails.query = 'late=1';
    io.sails.headers = { 'x-all': 'yes' };
    const answer = socket.get<{ headers: unknown }>('/echo');
    await nextTick();
    expect([socket.isConnecting(), socket.mightBeAboutToAutoConnect()]).toEqual([true, false]);
    expect((await answer).body.headers).toEqual({ 'x-all': 'yes' });
    expect(server.connections[0]?.handshake.query).toMatchObject({ late: '1' });
  });

  for (const name of ['autoConnect', 'autoconnect'] as const) {
    test(`should be deleted after the tick, and never connect, when io.sails.${name} is false`, async () => {
      await using server = await startFakeServer();
      const io = quietIo({ url: server.url });
      const { socket } = io;
      socket.on('connect', () => expect.fail('must not connect'));
      io.sails[name] = false;
      expect(io.socket).toBe(socket);
      await nextTick();
      expect('socket' in io).toBe(false);
      await using mine = disposable(io.sails.connect());
      await nextEvent(mine, 'connect');
      expect(server.connections).toHaveLength(1);
      expect(socket.status).toBe('disconnected');
    });
  }

  for (const value of [null, undefined, 0, 'false'] as never[]) {
    test(`should connect when io.sails.autoConnect is ${JSON.stringify(value)}, since only false turns it off`, async () => {
      await using server = await startFakeServer();
      const io = quietIo({ url: server.url });
      io.sails.autoConnect = value;
      await using socket = disposable(io.socket);
      await nextEvent(socket, 'connect');
      expect(server.connections).toHaveLength(1);
    });
  }

  test('should never connect when disconnect() is called before its tick', async () => {
    await using server = await startFakeServer();
    const io = quietIo({ url: server.url });
    io.socket.disconnect();
    expect(io.socket.mightBeAboutToAutoConnect()).toBe(false);
    await using mine = disposable(io.sails.connect());
    await nextEvent(mine, 'connect');
    expect(server.connections).toHaveLength(1);
  });
});

describe('io.sails.connect', () => {
  test('should take (url), (url, options) and (options), and connect at once', async () => {
    await using server = await startFakeServer();
    const io = quietIo({ autoConnect: false, query: 'from=sails' });
    for (const connect of [
      () => io.sails.connect(server.url),
      () => io.sails.connect(server.url, { query: 'from=options' }),
      () => io.sails.connect({ url: server.url, query: 'from=options' }),
      () => io.sails.connect(undefined, { url: server.url }),
    ]) {
      await using socket = disposable(connect());
      expect(socket.isConnecting()).toBe(true);
      await nextEvent(socket, 'connect');
    }
    const given = server.connections.map((socket) => socket.handshake.query.from);
    expect(given).toEqual(['sails', 'options', 'options', 'sails']);
  });

  test('should turn reconnection off for sockets that connect after io.sails.reconnection = false', async () => {
    await using server = await startFakeServer();
    const io = quietIo({ autoConnect: false, url: server.url });
    io.sails.reconnection = false;
    await using socket = disposable(io.sails.connect());
    await nextEvent(socket, 'connect');
    server.cutLines();
    await nextEvent(socket, 'disconnect');
    expect(socket.status).toBe('disconnected');
  });

  test('should let options change while connected when io.sails.strict is false', async () => {
    await using server = await startFakeServer();
    const io = quietIo({ autoConnect: false });
    await using socket = disposable(io.sails.connect(server.url));
    await nextEvent(socket, 'connect');
    expect(() => Object.assign(socket, { query: 'x=1' })).toThrow(
      expect.objectContaining({ code: 'E_OPTION_LOCKED' }),
    );
    io.sails.strict = false;
    socket.query = 'x=1';
    expect(socket.query).toBe('x=1');
  });
});

describe('the console', () => {
  for (const [environment, isHeard] of [
    ['development', true],
    ['production', false],
  ] as const) {
    test(`should ${isHeard ? '' : 'not '}tell of connection, loss, attempts and parse errors in ${environment}`, async () => {
      await using server = await startFakeServer();
      const lines = vi.spyOn(console, 'log').mockImplementation(() => {});
      const io = createSailsIo(freshIo(), { environment, url: server.url, reconnectionDelay: 5 });
      await using socket = disposable(io.socket);
      await nextEvent(socket, 'connect');
      const told = nextEvent(socket, 'sails:parseError');
      server.io.emit('sails:parseError', { details: 'no url' });
      await told;
      server.cutLines();
      await nextEvent(socket, 'connect');
      await socket.get('/hello');
      const text = lines.mock.calls.join('\n');
      for (const said of [
        `connected to ${server.url}`,
        'disconnected',
        'attempt 1',
        'reconnected after',
        'no url',
      ]) {
        expect(text.includes(said)).toBe(isHeard);
      }
    });
  }

  test('should tell why the first connection failed', async () => {
    const lines = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const io = createSailsIo(freshIo(), { url: 'http://localhost:1', reconnection: false });
    await nextEvent(io.socket, 'connect_error');
    await nextTick();
    expect(lines.mock.calls.join('\n')).toMatch(
      /http:\/\/localhost:1.*offline.*onlyAllowOrigins.*beforeConnect/s,
    );
  });

  for (const [environment, times] of [
    ['development', 2],
    ['production', 0],
  ] as const) {
    test(`should say ${times} times in ${environment} that nobody answers, when there are two outages of several attempts`, async () => {
      vi.spyOn(console, 'log').mockImplementation(() => {});
      const lines = vi.spyOn(console, 'warn').mockImplementation(() => {});
      await using server = await startFakeServer();
      const { url } = server;
      await server.stop();
      const io = createSailsIo(freshIo(), {
        environment,
        url,
        reconnectionDelay: 5,
        reconnectionDelayMax: 5,
      });
      await using socket = disposable(io.socket);
      for (const outage of [1, 2]) {
        for (let attempt = 0; attempt < 3; attempt += 1) await nextEvent(socket, 'connect_error');
        expect(lines.mock.calls).toHaveLength(Math.min(outage, times));
        const back = nextEvent(socket, 'connect');
        await server.start();
        await back;
        await server.stop();
      }
      expect(lines.mock.calls.filter(([line]) => String(line).includes(`${url} (`))).toHaveLength(
        lines.mock.calls.length,
      );
    });
  }
});
