/** Our client against a released Sails 1.5 server with its sockets hook. @module */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type ConnectOptions, connect, ResponseError, type SailsSocket } from '@telltale/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const sails = new URL('../../benchmarks/node_modules/sails-hook-sockets/package.json', import.meta.url);
const isMissing = !existsSync(sails);
const reason = 'Sails 1.5 is not installed: run `npm ci --prefix benchmarks`';
const title = isMissing && !process.env.CI ? `Sails 1.5.18 (skipped: ${reason})` : 'Sails 1.5.18';

describe.skipIf(isMissing && !process.env.CI)(title, () => {
  let child: ChildProcess;
  let url: string;

  beforeAll(async () => {
    if (isMissing) throw new Error(reason);
    child = fork(new URL('./sails-server.mjs', import.meta.url), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the Sails server ended with code ${code} before it was lifted`);
    });
    const [{ port }] = (await Promise.race([once(child, 'message'), ended])) as [{ port: number }];
    ended.catch(() => {});
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(() => child?.kill());

  function open(options: ConnectOptions = {}): SailsSocket & AsyncDisposable {
    const socket = connect(url, { reconnectionDelay: 5, reconnectionDelayMax: 20, ...options });
    const dispose = async () => {
      if (socket.status !== 'disconnected') socket.disconnect();
    };
    return Object.assign(socket, { [Symbol.asyncDispose]: dispose });
  }

  function next(socket: SailsSocket, event: string): Promise<unknown[]> {
    return new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)));
  }

  test('should answer a request that was made before the socket connected', async () => {
    await using socket = open();
    const { body, statusCode, headers } = await socket.get('/hello');
    expect({ body, statusCode, headers }).toEqual({ body: { hi: 1 }, statusCode: 200, headers: {} });
  });

  test('should answer a callback with body and response', async () => {
    await using socket = open();
    const [body, response] = await new Promise<unknown[]>((resolve) => {
      socket.get('/hello', (...args) => resolve(args));
    });
    expect(body).toEqual({ hi: 1 });
    expect(response).toMatchObject({ statusCode: 200 });
  });

  for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
    test(`should carry data, query and headers with ${method}`, async () => {
      await using socket = open({ headers: { 'x-token': 'abc' } });
      const send = socket[method] as typeof socket.get;
      const { body } = await send('/echo?x=1', { a: 1 });
      expect(body).toEqual({
        method: method.toUpperCase(),
        body: { a: 1 },
        query: { x: '1' },
        isSocket: true,
        token: 'abc',
      });
    });
  }

  for (const [path, status, body] of [
    ['/nowhere', 404, 'Not Found'],
    ['/forbidden', 403, 'Forbidden'],
  ] as const) {
    test(`should reject with status ${status} when asked for ${path}`, async () => {
      await using socket = open();
      const error = await socket.get(path).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ResponseError);
      expect((error as ResponseError).response).toMatchObject({ statusCode: status, body });
    });
  }

  test('should reject with status 500 when the action throws', async () => {
    await using socket = open();
    await expect(socket.get('/throws')).rejects.toMatchObject({ code: 'E_RESPONSE', status: 500 });
  });

  test('should resolve with a redirect, an empty reply and plain text', async () => {
    await using socket = open();
    expect(await socket.get('/moved')).toMatchObject({ statusCode: 302, headers: { Location: '/hello' } });
    expect((await socket.get('/nothing')).toPOJO()).toEqual({
      body: undefined,
      statusCode: 204,
      headers: {},
    });
    expect((await socket.get('/plain')).body).toBe('plain text');
  });

  test('should reject with status 400 when the server can not read the message', async () => {
    await using socket = open();
    await expect(socket.get('')).rejects.toMatchObject({ code: 'E_RESPONSE', status: 400 });
  });

  test('should keep one session for the life of the connection', async () => {
    await using socket = open();
    await socket.get('/count');
    expect((await socket.get('/count')).body).toEqual({ session: true, count: 2 });
  });

  test('should share the session of an HTTP request when its cookie is given', async () => {
    const response = await fetch(`${url}/count`);
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    await using socket = open({ initialConnectionHeaders: { cookie } });
    expect((await socket.get('/count')).body).toEqual({ session: true, count: 2 });
  });

  test('should hear a broadcast to a room that its request joined', async () => {
    await using socket = open();
    const heard = next(socket, 'hello');
    await socket.get('/join');
    expect(await heard).toEqual([{ id: socket.id }]);
  });

  test('should come back by itself when the line breaks, and fail what was in flight', async () => {
    await using socket = open();
    await next(socket, 'connect');
    const back = next(socket, 'reconnect');
    await expect(socket.get('/cut')).rejects.toMatchObject({ code: 'E_REQUEST_DISCONNECTED' });
    expect(await back).toEqual([1]);
    expect((await socket.get('/hello')).statusCode).toBe(200);
  });

  test('should stay away when the server disconnects the socket', async () => {
    await using socket = open();
    const gone = next(socket, 'disconnect');
    await expect(socket.get('/kick')).rejects.toMatchObject({ code: 'E_REQUEST_DISCONNECTED' });
    expect(await gone).toEqual(['io server disconnect']);
    expect(socket.status).toBe('disconnected');
  });
});
