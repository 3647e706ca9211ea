/** Requests and their answers: promises, callbacks, what is sent, and what goes wrong. @module */
import { connect, errors, ResponseError, TelltaleError } from '@telltale/client';
import { PARSE_ERROR_CODE, requestMethods } from '@telltale/protocol';
import { describe, expect, test } from 'vitest';
import { startFakeServer } from '../../test/fake-server.ts';
import { nextEvent, openSocket } from '../../test/open-socket.ts';

interface Echo {
  event: string;
  url: string;
  data: unknown;
  headers: Record<string, string>;
}

for (const method of requestMethods) {
  test(`should send ${method} with url, data and headers when the shortcut is used`, async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const send = socket[method] as typeof socket.get;
    const { body } = await send<Echo>('/echo?x=1', { a: 1 }, { headers: { 'x-n': 5 } });
    expect(body).toEqual({ event: method, url: '/echo?x=1', data: { a: 1 }, headers: { 'x-n': '5' } });
  });

  test(`should send ${method} when request() names it in capitals`, async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const { body } = await socket.request<Echo>({
      method: method.toUpperCase() as 'GET',
      url: '/echo',
      params: { b: 2 },
    });
    expect(body).toMatchObject({ event: method, data: { b: 2 } });
  });
}

test('should give body, status and headers when it is awaited', async () => {
  await using server = await startFakeServer();
  await using socket = await openSocket(server.url);
  const { body, statusCode, headers } = await socket.get('/echo', [1, 2]);
  expect({ statusCode, headers }).toEqual({ statusCode: 200, headers: { 'x-test': 'yes' } });
  expect(body).toMatchObject({ data: [1, 2] });
});

describe('callbacks', () => {
  for (const [how, send] of [
    ['(url, callback)', (s: Socket, cb: Callback) => s.get('/hello', cb)],
    ['(url, data, callback)', (s: Socket, cb: Callback) => s.get('/hello', { a: 1 }, cb)],
    [
      '(url, data, options, callback)',
      (s: Socket, cb: Callback) => s.get('/hello', null, { timeout: 5_000 }, cb),
    ],
    ['request(options, callback)', (s: Socket, cb: Callback) => s.request({ url: '/hello' }, cb)],
  ] as const) {
    test(`should call back with body and response, and return nothing, when called as ${how}`, async () => {
      await using server = await startFakeServer();
      await using socket = await openSocket(server.url);
      const given = await new Promise<unknown[]>((resolve) => {
        expect(send(socket, (...args) => resolve(args))).toBeUndefined();
      });
      expect(given[0]).toEqual({ hi: 1 });
      expect(given[1]).toMatchObject({ statusCode: 200, body: { hi: 1 }, headers: {} });
      expect(given[1]).not.toHaveProperty('error');
    });
  }

  test('should call back with the body of the failure and an error in the response when the status is 404', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const [body, response] = await call(socket, '/nowhere');
    expect(body).toBe('Not Found');
    expect(response).toMatchObject({ statusCode: 404, body: 'Not Found' });
    expect(response.error).toBeInstanceOf(Error);
    expect(response.error?.message).toContain('404');
  });

  test('should answer the other requests when one callback throws', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const thrown = new Promise((resolve) => interceptUncaught(resolve));
    socket.get('/hello', () => {
      throw new Error('bad listener');
    });
    expect((await socket.get('/hello')).statusCode).toBe(200);
    expect(await thrown).toMatchObject({ message: 'bad listener' });
  });
});

describe('failures', () => {
  test('should reject with an error that carries the response when the status is 400 and above', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    for (const status of [400, 403, 404, 409, 500, 503]) {
      const error = await rejection(socket.get(`/status/${status}`));
      expect(error).toBeInstanceOf(ResponseError);
      expect(error).toBeInstanceOf(TelltaleError);
      expect(error).toMatchObject({ code: 'E_RESPONSE', status });
      expect((error as ResponseError).response.toPOJO()).toEqual({
        body: `status ${status}`,
        headers: {},
        statusCode: status,
      });
    }
  });

  test('should not reject when the server redirects', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    expect(await socket.get('/status/302')).toMatchObject({ statusCode: 302 });
  });

  test('should leave no rejection unhandled when nobody waits for the answer', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    socket.get('/status/500');
    socket.get('/status/500', () => {});
    await rejection(socket.get('/status/500'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test('should reject with E_REQUEST_DISCONNECTED, once, when the line breaks before the answer', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const awaited = rejection(socket.get('/silent'));
    const calls: unknown[][] = [];
    const called = new Promise<void>((resolve) => {
      socket.get('/silent', (...args) => {
        calls.push(args);
        resolve();
      });
    });
    await server.requestTo('/silent');
    server.cutLines();
    expect(await awaited).toMatchObject({ code: 'E_REQUEST_DISCONNECTED', status: 0 });
    await called;
    await nextEvent(socket, 'connect');
    await socket.get('/hello');
    expect(calls).toHaveLength(1);
    expect(calls[0]?.[0]).toMatchObject({ code: 'E_REQUEST_DISCONNECTED' });
    expect(calls[0]?.[1]).toMatchObject({ body: null, statusCode: 0, headers: {}, error: calls[0]?.[0] });
    expect(server.urls).toEqual(['/silent', '/silent', '/hello']);
  });

  test('should reject with E_REQUEST_TIMEOUT when no answer comes in time', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    expect(await rejection(socket.get('/silent', {}, { timeout: 20 }))).toMatchObject({
      code: 'E_REQUEST_TIMEOUT',
    });
    socket.requestTimeout = 20;
    expect(await rejection(socket.get('/silent'))).toMatchObject({ code: 'E_REQUEST_TIMEOUT', status: 0 });
  });

  test('should reject with the reason of the signal when it aborts in flight', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const controller = new AbortController();
    const awaited = rejection(socket.get('/silent', {}, { signal: controller.signal }));
    const called = new Promise((resolve) => {
      socket.get('/silent', {}, { signal: controller.signal }, (error) => resolve(error));
    });
    await server.requestTo('/silent');
    const reason = new Error('no longer needed');
    controller.abort(reason);
    expect(await awaited).toBe(reason);
    expect(await called).toMatchObject({ code: 'E_REQUEST_ABORTED', status: 0, cause: reason });
  });

  test('should all reject, without a warning of a leak, when they have one signal', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const warnings: string[] = [];
    const warned = ({ name }: Error) => warnings.push(name);
    process.on('warning', warned);
    const controller = new AbortController();
    const { signal } = controller;
    const answered = await Promise.all(
      Array.from({ length: 30 }, () => socket.get('/hello', null, { signal })),
    );
    expect(answered.map(({ statusCode }) => statusCode)).toEqual(Array(30).fill(200));
    const asked = Array.from({ length: 30 }, () => socket.get('/silent', null, { signal }));
    controller.abort(new Error('enough'));
    for (const outcome of await Promise.allSettled(asked)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'enough' } });
    }
    await new Promise(setImmediate);
    process.off('warning', warned);
    expect(warnings).toEqual([]);
  });

  test('should not send the request when its signal has aborted before', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const error = await rejection(socket.get('/silent', {}, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: 'AbortError' });
    await socket.get('/hello');
    expect(server.urls).toEqual(['/hello']);
  });

  test('should reject with E_REQUEST_UNSENDABLE when the data has a cycle or a BigInt', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(await rejection(socket.post('/echo', cycle))).toMatchObject({ code: 'E_REQUEST_UNSENDABLE' });
    expect(await rejection(socket.post('/echo', { n: 1n }))).toMatchObject({ code: 'E_REQUEST_UNSENDABLE' });
    expect((await socket.get('/hello')).statusCode).toBe(200);
  });

  for (const acknowledgement of [null, 'text', 7, [], { statusCode: 'fine' }]) {
    test(`should reject with E_RESPONSE_MALFORMED when the server answers ${JSON.stringify(acknowledgement)}`, async () => {
      await using server = await startFakeServer({ answer: () => acknowledgement });
      await using socket = await openSocket(server.url);
      expect(await rejection(socket.get('/x'))).toMatchObject({ code: 'E_RESPONSE_MALFORMED', status: 0 });
    });
  }

  test('should take the status as 200 and the headers as none when the server leaves them out', async () => {
    await using server = await startFakeServer({ answer: () => ({ body: 1 }) });
    await using socket = await openSocket(server.url);
    expect((await socket.get('/x')).toPOJO()).toEqual({ body: 1, headers: {}, statusCode: 200 });
  });

  test('should take the parse error of a Sails 1.x server as status 400', async () => {
    const parseError = {
      code: PARSE_ERROR_CODE,
      status: 400,
      message: 'Failed to parse',
      details: 'No url provided',
    };
    await using server = await startFakeServer({ answer: () => parseError });
    await using socket = await openSocket(server.url);
    const error = await rejection(socket.get('/x'));
    expect(error).toMatchObject({ code: 'E_RESPONSE', status: 400 });
    expect((error as ResponseError).response.body).toEqual({
      code: PARSE_ERROR_CODE,
      message: 'No url provided',
    });
  });
});

describe('responses', () => {
  test('should give a line of text and a plain object when asked for them', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const response = await socket.get('/hello');
    expect(String(response)).toBe('[ResponseFromSails]  -- Status: 200  -- Headers: {}  -- Body: {"hi":1}');
    expect(response.toPOJO()).toEqual({ body: { hi: 1 }, headers: {}, statusCode: 200 });
    expect(response.pipe()).toBeInstanceOf(Error);
  });

  test('should be serialisable when it is a failure', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const [, response] = await call(socket, '/status/403');
    expect(JSON.parse(JSON.stringify(response))).toMatchObject({ statusCode: 403, body: 'status 403' });
  });
});

describe('headers', () => {
  test('should send those of the socket where the request has none of that name, whatever its case', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url, { headers: { 'X-Token': 'a', 'x-lang': 'en' } });
    const { body } = await socket.get<Echo>('/echo', {}, { headers: { 'x-token': 'b' } });
    expect(body.headers).toEqual({ 'x-token': 'b', 'x-lang': 'en' });
    socket.headers = { 'x-token': 'c' };
    expect((await socket.get<Echo>('/echo')).body.headers).toEqual({ 'x-token': 'c' });
  });

  test('should name the socket for fetch when it is connected, and nothing when it is not', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    expect(socket.id).toBe(server.connections[0]?.id);
    expect(socket.fetchHeaders()).toEqual({ 'x-socket-id': socket.id });
    socket.disconnect();
    expect(socket.id).toBeUndefined();
    expect(socket.fetchHeaders()).toEqual({});
  });
});

describe('misuse', () => {
  const valid = { url: '/hello' };
  for (const [code, given, callback] of [
    ['E_REQUEST_CALLBACK', null, 7],
    ['E_REQUEST_CALLBACK', { url: 7, method: 7 }, 'callback'],
    ['E_REQUEST_URL', null],
    ['E_REQUEST_URL', undefined],
    ['E_REQUEST_URL', '/hello'],
    ['E_REQUEST_URL', { method: 7 }],
    ['E_REQUEST_METHOD', { ...valid, method: 7, headers: 7 }],
    ['E_REQUEST_METHOD', { ...valid, method: 'connect' }],
    ['E_REQUEST_METHOD', { ...valid, method: 'constructor' }],
    ['E_REQUEST_HEADERS', { ...valid, headers: 'x', params: 7 }],
    ['E_REQUEST_HEADERS', { ...valid, headers: [] }],
    ['E_REQUEST_HEADERS', { ...valid, headers: { toString: {} } }],
    ['E_REQUEST_DATA', { ...valid, params: 7, data: 7 }],
    ['E_REQUEST_DATA', { ...valid, data: 'text', params: {} }],
    ['E_REQUEST_DATA_TWICE', { ...valid, data: {}, params: {} }],
    ['E_REQUEST_SIGNAL', { ...valid, signal: {} }],
    ['E_REQUEST_TIMEOUT_OPTION', { ...valid, timeout: -1 }],
    ['E_REQUEST_TIMEOUT_OPTION', { ...valid, timeout: '5' }],
  ] as const) {
    test(`should throw ${code} at once, without a connection, when given ${JSON.stringify(given)}`, () => {
      const socket = connect('http://localhost:1', { reconnection: false });
      socket.disconnect();
      expect(() => socket.request(given as never, callback as never)).toThrow(
        expect.objectContaining({ code }),
      );
    });
  }

  test.each(['5s', -1, Number.NaN])('should throw at once when requestTimeout is %j', (requestTimeout) => {
    const socket = connect('http://localhost:1', { reconnection: false });
    socket.disconnect();
    socket.requestTimeout = requestTimeout as never;
    expect(() => socket.get('/hello')).toThrow(expect.objectContaining({ code: 'E_REQUEST_TIMEOUT_OPTION' }));
  });

  test('should check the arguments of a shortcut as those of a request', () => {
    const socket = connect('http://localhost:1', { reconnection: false });
    socket.disconnect();
    expect(() => socket.get(7 as never)).toThrow(expect.objectContaining({ code: 'E_REQUEST_URL' }));
    expect(() => socket.get('/x', 7 as never)).toThrow(expect.objectContaining({ code: 'E_REQUEST_DATA' }));
    expect(() => socket.get('/x', {}, {}, 7 as never)).toThrow(
      expect.objectContaining({ code: 'E_REQUEST_CALLBACK' }),
    );
  });

  test('should allow null as data, params, headers and callback', async () => {
    await using server = await startFakeServer();
    await using socket = await openSocket(server.url);
    const options = { url: '/hello', data: null, params: null, headers: null };
    expect(await socket.request(options as never, null as never)).toMatchObject({ statusCode: 200 });
  });

  test('should say what was given and what was expected in every message', () => {
    expect(errors.E_REQUEST_METHOD('connect').message).toMatch(/get, post.*'connect'.*socket\.request/s);
  });
});

test('should hold on to no response or callback once a request is answered', async () => {
  await using server = await startFakeServer();
  await using socket = await openSocket(server.url);
  const collect = globalThis.gc;
  if (!collect) throw new Error('run with --expose-gc');
  const held: WeakRef<object>[] = [];
  for (let count = 0; count < 50; count += 1) {
    const response = await socket.get('/hello', {}, { timeout: 60_000, signal: AbortSignal.timeout(60_000) });
    held.push(new WeakRef(response));
  }
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  // The last ones may still be on the stack.
  expect(held.filter((reference) => reference.deref()).length).toBeLessThanOrEqual(2);
});

type Socket = ReturnType<typeof connect>;
type Callback = (...args: [body: unknown, response: { statusCode: number; error?: Error }]) => void;

function call(socket: Socket, url: string): Promise<Parameters<Callback>> {
  return new Promise((resolve) => socket.get(url, (...args) => resolve(args)));
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`resolved with ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}

/** Catches the next uncaught exception in place of the test runner. */
function interceptUncaught(take: (error: Error) => void): void {
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', (error) => {
    for (const listener of others) process.on('uncaughtException', listener);
    take(error);
  });
}
