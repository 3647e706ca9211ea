/** The same cases for the released client and for ours, and the released one's bugs beside their repair. @module */
import { PARSE_ERROR_CODE } from '@telltale/protocol';
import { describe, expect, test } from 'vitest';
import { answerOf, startFakeServer } from './fake-server.ts';
import { clients, type EitherSocket, heard, openEither, startEither } from './released-client.ts';

const startServer = (options: Parameters<typeof startFakeServer>[0] = {}) =>
  startFakeServer({ ...options, socketIo: { allowEIO3: true, ...options.socketIo } });

interface Answer {
  body: unknown;
  response: { statusCode: number; headers: unknown; body: unknown; error?: Error };
}

function ask(socket: EitherSocket, url: string, data?: unknown): Promise<Answer> {
  return new Promise((resolve) =>
    socket.get(url, data, (body: unknown, response: Answer['response']) => resolve({ body, response })),
  );
}

for (const client of clients) {
  describe(client.name, () => {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      test(`should send ${method} with data, and call back with body and response`, async () => {
        await using server = await startServer();
        await using socket = await openEither(client, server.url);
        const [body, response] = await new Promise<unknown[]>((resolve) => {
          socket[method]('/echo?x=1', { a: 1 }, (...args: unknown[]) => resolve(args));
        });
        expect(body).toMatchObject({ event: method, url: '/echo?x=1', data: { a: 1 } });
        expect(response).toMatchObject({ statusCode: 200, headers: { 'x-test': 'yes' } });
      });
    }

    for (const method of ['head', 'options', 'GET']) {
      test(`should send ${method} through request()`, async () => {
        await using server = await startServer();
        await using socket = await openEither(client, server.url);
        const body = await new Promise((resolve) =>
          socket.request({ method, url: '/echo', params: { a: 1 } }, resolve),
        );
        expect(body).toMatchObject({ event: method.toLowerCase(), data: { a: 1 } });
      });
    }

    test('should set error for a status of 400 and above, and not for a redirect', async () => {
      await using server = await startServer();
      await using socket = await openEither(client, server.url);
      for (const [status, isError] of [
        [200, false],
        [302, false],
        [400, true],
        [404, true],
        [500, true],
      ] as const) {
        const { body, response } = await ask(socket, `/status/${status}`);
        expect(body).toBe(`status ${status}`);
        expect(response).toMatchObject({ statusCode: status, body });
        expect(response.error instanceof Error).toBe(isError);
      }
    });

    test('should send in order what was asked before it connected', async () => {
      await using server = await startServer();
      await using socket = startEither(client, server.url);
      socket.get('/hello?1');
      socket.post('/hello?2', { a: 1 });
      await ask(socket, '/hello?3');
      expect(server.urls).toEqual(['/hello?1', '/hello?2', '/hello?3']);
    });

    test('should emit disconnect, reconnecting, reconnect and connect in this order', async () => {
      await using server = await startServer();
      await using socket = await openEither(client, server.url);
      const order: unknown[] = [];
      for (const event of ['disconnect', 'reconnecting', 'reconnect', 'connect']) {
        socket.on(event, (value?: unknown) => order.push(value === undefined ? event : `${event} ${value}`));
      }
      server.cutLines();
      await heard(socket, 'connect');
      expect(order).toEqual(['disconnect transport close', 'reconnecting 1', 'reconnect 1', 'connect']);
    });

    test('should keep listeners through an automatic reconnect', async () => {
      await using server = await startServer();
      await using socket = await openEither(client, server.url);
      const message = heard(socket, 'user');
      const back = heard(socket, 'connect');
      server.cutLines();
      await back;
      server.io.emit('user', { verb: 'created', id: 1 });
      expect(await message).toEqual([{ verb: 'created', id: 1 }]);
    });

    test('should call back once, with an error and status 0, when the line breaks before the answer', async () => {
      await using server = await startServer();
      await using socket = await openEither(client, server.url);
      const answer = ask(socket, '/silent');
      await server.requestTo('/silent');
      server.cutLines();
      const { body, response } = await answer;
      expect(body).toBeInstanceOf(Error);
      expect(response).toMatchObject({ body: null, statusCode: 0, headers: {} });
    });

    test('should add the headers of the socket to those of a request', async () => {
      await using server = await startServer();
      await using socket = await openEither(client, server.url, { headers: { a: '1', b: '2' } });
      const body = await new Promise((resolve) =>
        socket.request({ url: '/echo', headers: { b: '3' } }, (given: unknown) => resolve(given)),
      );
      expect(body).toMatchObject({ headers: { a: '1', b: '3' } });
    });

    test('should introduce itself in the handshake', async () => {
      await using server = await startServer();
      await using _socket = await openEither(client, `${server.url}/`, { query: '?a=1' });
      expect(server.connections[0]?.handshake.query).toMatchObject({
        a: '1',
        __sails_io_sdk_version: '1.2.1',
        __sails_io_sdk_platform: 'node',
        __sails_io_sdk_language: 'javascript',
      });
    });

    test('should throw at once when it is misused', async () => {
      await using server = await startServer();
      await using socket = startEither(client, server.url);
      for (const [given, callback] of [
        [{ url: '/x' }, 7],
        ['/x'],
        [{}],
        [{ url: '/x', method: 7 }],
        [{ url: '/x', headers: 7 }],
        [{ url: '/x', params: 7 }],
        [{ url: '/x', data: 7 }],
        [{ url: '/x', data: {}, params: {} }],
      ]) {
        expect(() => socket.request(given, callback)).toThrow(Error);
      }
      expect(() => client.connect(server.url, { query: { a: 1 } })).toThrow(Error);
      expect(() => socket.reconnect()).toThrow(Error);
      await heard(socket, 'connect');
      expect(() => socket.reconnect()).toThrow(Error);
      expect(() => Object.assign(socket, { query: 'other' })).toThrow(Error);
      socket.disconnect();
      expect(() => socket.disconnect()).toThrow(Error);
    });
  });
}

describe('bugs of sails.io.js 1.2.1 that are not repeated', () => {
  for (const client of clients) {
    const { isReleased } = client;

    test(`${client.name} should ${isReleased ? 'lose' : 'keep'} listeners added while connected through disconnect() and reconnect()`, async () => {
      await using server = await startServer();
      await using socket = await openEither(client, server.url);
      const seen: string[] = [];
      socket.on('hello', () => seen.push('hello'));
      socket.disconnect();
      socket.reconnect();
      await server.nextConnection();
      await ask(socket, '/hello');
      server.io.emit('hello');
      await ask(socket, '/hello');
      expect(seen).toEqual(isReleased ? [] : ['hello']);
    });

    test(`${client.name} should ${isReleased ? 'never' : 'still'} answer what was in flight when removeAllListeners() is called and the line breaks`, async () => {
      await using server = await startServer();
      await using socket = await openEither(client, server.url);
      const answers: unknown[] = [];
      ask(socket, '/silent').then(({ response }) => answers.push(response.statusCode));
      await server.requestTo('/silent');
      socket.removeAllListeners();
      const back = heard(socket, 'connect');
      server.cutLines();
      await back;
      await ask(socket, '/hello');
      expect(answers).toEqual(isReleased ? [] : [0]);
    });

    test(`${client.name} should ${isReleased ? 'go on connecting' : 'stop'} when disconnect() is called while connecting`, async () => {
      await using server = await startServer();
      const socket = client.connect(server.url);
      let thrown: unknown;
      try {
        socket.disconnect();
      } catch (error) {
        thrown = error;
      }
      await using other = await openEither(client, server.url);
      await ask(other, '/hello');
      expect([thrown instanceof Error, socket.isConnected()]).toEqual([isReleased, isReleased]);
      if (socket.isConnected()) socket.disconnect();
    });

    test(`${client.name} should take the parse error of a Sails 1.x server as ${isReleased ? 'success' : 'status 400'}`, async () => {
      const parseError = { code: PARSE_ERROR_CODE, status: 400, message: 'Failed', details: 'No url' };
      await using server = await startServer({ answer: () => parseError });
      await using socket = await openEither(client, server.url);
      const { response } = await ask(socket, '/x');
      expect([response.statusCode, response.error instanceof Error]).toEqual(
        isReleased ? [200, false] : [400, true],
      );
    });

    test(`${client.name} should ${isReleased ? 'leave out' : 'set'} the error of a response when the line breaks`, async () => {
      await using server = await startServer();
      await using socket = await openEither(client, server.url);
      const answer = ask(socket, '/silent');
      await server.requestTo('/silent');
      server.cutLines();
      expect('error' in (await answer).response).toBe(!isReleased);
    });

    test(`${client.name} should throw ${isReleased ? 'a raw TypeError' : 'a coded error'} when given null as a request`, async () => {
      await using server = await startServer({ answer: answerOf });
      await using socket = await openEither(client, server.url);
      const expected = isReleased ? TypeError : expect.objectContaining({ code: 'E_REQUEST_URL' });
      expect(() => socket.request(null)).toThrow(expected);
    });
  }
});
