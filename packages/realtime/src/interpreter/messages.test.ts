import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createParty, next, request } from '../../test/party.ts';
import { RawSocket } from '../../test/raw-socket.ts';

interface Echo {
  isSocket: boolean;
  method: string;
  url: string;
  query: unknown;
  body: unknown;
  params: unknown;
  headers: Record<string, string>;
  ip: string;
  protocol: string;
  socketId: string;
}

function routes(app: FastifyInstance): void {
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    url: '/echo/*',
    handler(request, reply) {
      const { isSocket, method, url, query, body, params, headers, ip, protocol } = request;
      const socketId = (request.socket as unknown as { id: string }).id;
      reply.header('x-method', method);
      return { isSocket, method, url, query, body, params, headers: { ...headers }, ip, protocol, socketId };
    },
  });
}

const parseError = (code: string, details: string | RegExp) => ({
  code: 'SAILS:HOOK:SOCKETS:PARSE_VIRTUAL_REQ',
  name: 'Error (SAILS:HOOK:SOCKETS:PARSE_VIRTUAL_REQ):',
  status: 400,
  statusCode: 400,
  message: 'Failed to parse incoming socket.io request.',
  details: typeof details === 'string' ? details : expect.stringMatching(details),
  body: { code, message: expect.any(String) },
});

describe('a message', () => {
  test.each(['get', 'post', 'put', 'patch', 'delete', 'options'])(
    'should become a request of its method when its event is %s',
    async (method) => {
      await using party = await createParty({}, routes);
      const client = await party.join();
      const { body, statusCode } = await request<Echo>(client, method, '/echo/a?x=1&y=2&y=3', {
        z: 3,
        id: 99,
      });
      const bodyless = method === 'get' || method === 'delete';
      expect(statusCode).toBe(200);
      expect(body).toMatchObject({
        isSocket: true,
        method: method.toUpperCase(),
        url: '/echo/a?x=1&y=2&y=3',
        query: bodyless ? { x: '1', y: ['2', '3'], z: 3, id: 99 } : { x: '1', y: ['2', '3'] },
        body: { z: 3, id: 99 },
        params: { '*': 'a' },
        ip: '127.0.0.1',
        protocol: 'http',
        socketId: client.id,
      });
    },
  );

  test('should be answered without a body when its event is head', async () => {
    await using party = await createParty({}, routes);
    const answer = await request(await party.join(), 'head', '/echo/a', { a: 1 });
    expect(answer).toEqual({ statusCode: 200, headers: { 'x-method': 'HEAD' } });
  });

  test.each<[string, Record<string, unknown>, unknown, string?]>([
    ['an object', { data: { a: 1 } }, { a: 1 }],
    ['nothing', {}, {}],
    ['null', { data: null }, {}],
    ['an array, for a method with a body', { data: [1, { a: 2 }] }, [1, { a: 2 }]],
    ['an array, for a method without', { data: ['a', 'b'] }, { 0: 'a', 1: 'b' }, 'get'],
    ['a string', { data: 'str' }, { 0: 's', 1: 't', 2: 'r' }],
    ['a number', { data: 7 }, {}],
    ['true', { data: true }, {}],
    ['params alone', { params: { a: 1 } }, { a: 1 }],
    ['params and data', { params: { a: 1, b: 1 }, data: { b: 2 } }, { a: 1, b: 2 }],
    ['params as an array', { params: ['a'] }, { 0: 'a' }],
    ['params and an array', { params: { a: 1 }, data: [1] }, [1]],
    ['params and null', { params: { a: 1 }, data: null }, { a: 1 }],
    [
      'keys of the language',
      { data: { toJSON: 1, length: 3, toString: 4, constructor: 5 } },
      {
        toJSON: 1,
        length: 3,
        toString: 4,
        constructor: 5,
      },
    ],
    [
      'numbers at their ends',
      { data: { zero: -0, large: 2 ** 53 + 1, tiny: 5e-324 } },
      { zero: 0, large: 2 ** 53 + 1, tiny: 5e-324 },
    ],
  ])('should carry its data as the body when that is %s', async (_what, message, body, method = 'post') => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    const answer = await client.emitWithAck(method, { url: '/echo/a', ...message });
    expect(answer.body.body).toEqual(body);
  });

  test('should carry bytes inside its data as a buffer', async () => {
    await using party = await createParty({}, (app) => {
      app.post('/bytes', (request) => {
        const { file } = request.body as { file: Buffer };
        return { isBuffer: Buffer.isBuffer(file), text: file.toString() };
      });
    });
    const client = await party.join();
    expect(await request(client, 'post', '/bytes', { file: Buffer.from('bytes') })).toMatchObject({
      body: { isBuffer: true, text: 'bytes' },
    });
  });

  test.each([
    ['a full url', 'http://elsewhere:99/echo/a?x=1', '/echo/a?x=1'],
    ['a full url of a WebSocket', 'wss://elsewhere/echo/a', '/echo/a'],
    ['a fragment', '/echo/a?x=1#part', '/echo/a?x=1'],
    ['escapes', '/echo/%C3%BC%20', '/echo/%C3%BC%20'],
    ['unescaped letters', '/echo/ü b', '/echo/ü b'],
    ['dots', '/echo/../echo/a', '/echo/../echo/a'],
    ['many slashes', '/echo///a', '/echo///a'],
  ])('should go to its path when its url has %s', async (_what, url, reached) => {
    await using party = await createParty({}, routes);
    const { body } = await request<Echo>(await party.join(), 'get', url);
    expect(body.url).toBe(reached);
  });

  test.each([
    ['no leading slash', 'echo/a', 404],
    ['only a query', '?x=1', 404],
    ['a query after nothing else', '?', 404],
    ['two leading slashes', '//evil', 404],
    ['only a host', 'http://host', 404],
    ['half an escape', '/echo/%', 400],
    ['an escape that is no text', '/echo/%E0%A4%A', 400],
    ['an escaped zero', '/%00', 404],
  ])('should be answered with a status when its url has %s', async (_what, url, statusCode) => {
    await using party = await createParty({}, routes);
    expect(await request(await party.join(), 'get', url)).toMatchObject({ statusCode });
  });

  test('should run whatever its own field `method` says', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    const answer = await client.emitWithAck('get', { url: '/echo/a', method: 'delete' });
    expect(answer.body.method).toBe('GET');
  });

  test('should be refused by a schema as by HTTP', async () => {
    await using party = await createParty({}, (app) => {
      const schema = { body: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } };
      app.post('/schema', { schema }, (request) => request.body);
      const querystring = { type: 'object', properties: { n: { type: 'integer', default: 5 } } };
      app.get('/query', { schema: { querystring } }, (request) => request.query);
      const headers = { type: 'object', required: ['x-must'], properties: { 'x-must': { type: 'string' } } };
      app.get('/headers', { schema: { headers } }, () => 'has it');
    });
    const client = await party.join();
    expect(await request(client, 'post', '/schema', { a: 'x' })).toMatchObject({
      statusCode: 400,
      body: { code: 'FST_ERR_VALIDATION' },
    });
    expect(await request(client, 'post', '/schema', { a: '7' })).toMatchObject({ body: { a: 7 } });
    expect(await request(client, 'get', '/query', { n: '8' })).toMatchObject({ body: { n: 8 } });
    expect(await request(client, 'get', '/query')).toMatchObject({ body: { n: 5 } });
    expect(await request(client, 'get', '/headers')).toMatchObject({ statusCode: 400 });
    expect(await client.emitWithAck('get', { url: '/headers', headers: { 'X-Must': '1' } })).toMatchObject({
      body: 'has it',
    });
  });
});

describe('a message that is no request', () => {
  test.each<[string, unknown, string, string | RegExp]>([
    ['null', null, 'E_MESSAGE', "A request is an object with a url, as in { url: '/hello' }; got null."],
    ['a string', '/echo/a', 'E_MESSAGE', /got '\/echo\/a'/],
    ['a number', 7, 'E_MESSAGE', /got 7/],
    ['an array', [], 'E_MESSAGE', /got an array of 0/],
    ['bytes', Buffer.from('x'), 'E_MESSAGE', /got an object/],
    ['without a url', { method: 'get' }, 'E_NO_URL', /^No url provided in request.*the keys "method"/],
    ['without anything', {}, 'E_NO_URL', /no keys/],
    ['with an empty url', { url: '' }, 'E_NO_URL', /^No url provided/],
    ['with a url of zero', { url: 0 }, 'E_NO_URL', /^No url provided/],
    ['with a number for a url', { url: 7 }, 'E_URL', /^Invalid url provided: 7\./],
    ['with an object for a url', { url: { toString: '' } }, 'E_URL', /^Invalid url provided: an object\./],
    ['with an array for a url', { url: ['/a'] }, 'E_URL', /an array of 1/],
    ['with a line break in its url', { url: '/a\r\nx: y' }, 'E_URL', /no control characters/],
    ['with a zero in its url', { url: '/a\0' }, 'E_URL', /no control characters/],
    ['with half a character in its url', { url: '/a\ud800' }, 'E_URL', /well-formed/],
    ['with bytes as data', { url: '/echo/a', data: Buffer.from('x') }, 'E_DATA', /got bytes/],
    ['with headers as an array', { url: '/echo/a', headers: [] }, 'E_HEADERS', /got an array/],
    ['with headers as a string', { url: '/echo/a', headers: 'x' }, 'E_HEADERS', /got string/],
    [
      'with an object as a header',
      { url: '/echo/a', headers: { a: {} } },
      'E_HEADERS',
      /header a .* got object/,
    ],
    [
      'with a list as a header',
      { url: '/echo/a', headers: { a: ['b'] } },
      'E_HEADERS',
      /header a .* an array/,
    ],
    [
      'with a line break in a header',
      { url: '/echo/a', headers: { a: 'b\r\nc: d' } },
      'E_HEADERS',
      /header a has/,
    ],
    ['with a header that has no name', { url: '/echo/a', headers: { '': 'x' } }, 'E_HEADERS', /"" is not/],
    ['with a name that is none', { url: '/echo/a', headers: { 'a b': 'x' } }, 'E_HEADERS', /"a b" is not/],
    [
      'with a name like a symbol',
      { url: '/echo/a', headers: { '@@iterator': 'x' } },
      'E_HEADERS',
      /is not a header/,
    ],
  ])('should be answered as a parse error when it is %s', async (_what, message, code, details) => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    expect(await client.emitWithAck('get', message)).toEqual(parseError(code, details));
    const event = next(client, 'sails:parseError');
    client.emit('get', message);
    expect(await event).toEqual(parseError(code, details));
    expect(await request(client, 'get', '/echo/a')).toMatchObject({ statusCode: 200 });
    expect(party.log.error).toEqual([]);
  });

  test('should be answered as a parse error when it is only an acknowledgement', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    expect(await client.emitWithAck('get')).toEqual(parseError('E_MESSAGE', /got undefined/));
  });

  test('should be answered by an event when the acknowledgement is no function', async () => {
    await using party = await createParty({}, routes);
    const client = await party.join();
    for (const args of [['no function'], [{}], [null], ['one', 'two']]) {
      const event = next(client, 'sails:parseError');
      client.emit('get', { url: '/echo/a' }, ...args);
      expect(await event).toEqual(parseError('E_ACK', /callback/));
    }
  });

  test('should be answered as a parse error when a key would reach a prototype', async () => {
    await using party = await createParty({}, routes);
    await using client = await RawSocket.connect(party.url);
    for (const data of [
      '{"__proto__":{"admin":true}}',
      '{"a":[{"b":{"__proto__":{"admin":true}}}]}',
      '{"constructor":{"prototype":{"admin":true}}}',
      '{"a":{"constructor":{"prototype":{"admin":true}}}}',
    ]) {
      for (const part of ['data', 'params']) {
        client.send(`421["post",{"url":"/echo/a","${part}":${data}}]`);
        const answer = await client.take((given) => String(given).startsWith('431['));
        expect(JSON.parse(String(answer).slice(3))[0]).toEqual(parseError('E_DATA', /data has a key/));
      }
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('should be taken as data when such a key is harmless', async () => {
    await using party = await createParty({}, routes);
    await using client = await RawSocket.connect(party.url);
    const { text } = await client.ask('post', {
      url: '/echo/a',
      data: { constructor: { name: 'x' }, prototype: {} },
    });
    expect(JSON.parse(text).body.body).toEqual({ constructor: { name: 'x' }, prototype: {} });
  });
});
