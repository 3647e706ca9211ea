import { PassThrough, Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createBothWays, type Question, transports } from '../../test/both-ways.ts';

const get = (url: string, more: Partial<Question> = {}): Question => ({ method: 'GET', url, ...more });
const notText = Buffer.from([0xff, 0x00, 0xfe, 0x80]);

function routes(app: FastifyInstance): void {
  app.get('/object', (_request, reply) => reply.send({ text: 'ü "quoted" \u2028', list: [1, null, true] }));
  app.get('/returned', async () => ({ a: 1, dropped: undefined, at: new Date(0) }));
  app.get('/null', (_request, reply) => reply.type('application/json').send(null));
  app.get('/number', (_request, reply) => reply.send(7));
  app.get('/false', (_request, reply) => reply.send(false));
  app.get('/string', (_request, reply) => reply.send('plain "text" ü'));
  app.get('/json-text', (_request, reply) => reply.type('application/json').send('{ "spaced": 1 }'));
  app.get('/json-string', (_request, reply) => reply.type('application/json').send('"str"'));
  app.get('/html', (_request, reply) => reply.type('text/html; charset=utf-8').send('<p>ü</p>'));
  app.get('/empty-string', (_request, reply) => reply.send(''));
  app.get('/nothing', (_request, reply) => reply.send());
  app.get('/no-content', (_request, reply) => reply.code(204).send());
  app.get('/no-content-with-body', (_request, reply) => reply.code(204).send({ a: 1 }));
  app.get('/not-modified', (_request, reply) => reply.code(304).send('must not travel'));
  app.get('/text-buffer', (_request, reply) => reply.type('text/plain').send(Buffer.from('text ü')));
  app.get('/json-buffer', (_request, reply) => reply.type('application/json').send(Buffer.from('{"a": 1}')));
  app.get('/buffer', (_request, reply) => reply.send(notText));
  app.get('/buffer-that-could-be-text', (_request, reply) => reply.send(Buffer.from('abc')));
  app.get('/typed-array', (_request, reply) => reply.send(new Uint8Array(notText)));
  app.get('/image', (_request, reply) => reply.type('image/png').send(notText));
  app.get('/stream', (_request, reply) =>
    reply.type('text/plain').send(Readable.from(['one ', 'two ', 'ü'])),
  );
  app.get('/json-stream', (_request, reply) =>
    reply.type('application/json').send(Readable.from(['{"a"', ': 1}'])),
  );
  app.get('/binary-stream', (_request, reply) =>
    reply.type('application/octet-stream').send(Readable.from([notText, notText])),
  );
  app.get('/split-character', (_request, reply) => {
    const bytes = Buffer.from('ü');
    return reply.type('text/plain').send(Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]));
  });
  app.get('/empty-stream', (_request, reply) => reply.send(Readable.from([])));
  app.get('/slow-stream', (_request, reply) => {
    const stream = new PassThrough();
    setImmediate(() => {
      stream.write('late ');
      setImmediate(() => stream.end('and later'));
    });
    return reply.type('text/plain').send(stream);
  });
  app.get('/web-stream', (_request, reply) =>
    reply.type('text/plain').send(new Blob(['from the web']).stream()),
  );
  app.get('/response', (_request, reply) =>
    reply.send(new Response('made of a response', { status: 202, headers: { 'x-made-of': 'response' } })),
  );
  app.get('/redirect', (_request, reply) => reply.redirect('/object'));
  app.get('/moved', (_request, reply) => reply.redirect('/object', 301));
  app.get('/late', async () => {
    await new Promise(setImmediate);
    return { late: true };
  });
  app.get('/late-send', (_request, reply) => {
    setImmediate(() => reply.send({ late: true }));
  });
  app.get('/headers', (_request, reply) =>
    reply.header('X-Mixed-Case', 'kept').header('x-number', 5).header('x-list', ['a', 'b']).send('h'),
  );
  app.get('/raw-end', (_request, reply) => {
    reply.raw.statusCode = 201;
    reply.raw.setHeader('X-Raw', 'yes');
    reply.raw.end('raw text');
  });
  app.get('/raw-writes', (_request, reply) => {
    reply.raw.writeHead(202, 'Taken', { 'Content-Type': 'text/plain', 'X-Raw': '1' });
    reply.raw.write('one ');
    reply.raw.write(Buffer.from('two '), () =>
      reply.raw.end(Buffer.from('three').toString('base64'), 'base64'),
    );
  });
  app.get('/raw-pairs', (_request, reply) => {
    reply.raw.writeHead(200, ['x-a', '1', 'x-b', '2']).end('pairs');
  });
  app.get('/hijack', (_request, reply) => {
    reply.hijack();
    setImmediate(() => reply.raw.writeHead(200, { 'x-hijacked': 'yes' }).end('mine now'));
  });
  app.get('/trailer', (_request, reply) => {
    reply.trailer('x-sum', (_reply, _payload, done) => done(null, 'abc'));
    reply.send('with a trailer');
  });
  app.get('/early-hints', async (_request, reply) => {
    reply.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    return 'after the hints';
  });
  app.head('/own-head', (_request, reply) => reply.header('x-head', 'own').send('no body'));
  app.options('/own-options', (_request, reply) => reply.header('allow', 'GET').send({ options: 1 }));
  app.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/echo',
    handler: (request) => ({ method: request.method, body: request.body }),
  });
}

describe('a reply', () => {
  const questions: Question[] = [
    ...'object returned null number false string json-text json-string html empty-string nothing no-content no-content-with-body not-modified text-buffer json-buffer buffer buffer-that-could-be-text typed-array image stream json-stream binary-stream split-character empty-stream slow-stream web-stream response redirect moved late late-send headers raw-end raw-writes raw-pairs hijack early-hints nowhere %E0%A4%A'
      .split(' ')
      .map((path) => get(`/${path}`)),
    { method: 'HEAD', url: '/object' },
    { method: 'HEAD', url: '/stream' },
    { method: 'HEAD', url: '/own-head' },
    { method: 'HEAD', url: '/nowhere' },
    { method: 'OPTIONS', url: '/own-options' },
    { method: 'OPTIONS', url: '/nowhere' },
    { method: 'POST', url: '/object', body: {} },
    ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({ method, url: '/echo', body: { a: [1] } })),
    { method: 'POST', url: '/echo', body: ['a', { b: 1 }] },
  ];

  test.each(questions)(
    'should be the same on both ways when it is that of $method $url',
    async (question) => {
      await using party = await createBothWays({}, routes);
      const [overHttp, overSocket] = [await party.ask.http(question), await party.ask.socket(question)];
      expect(overSocket).toEqual(overHttp);
    },
  );

  test.each(transports)('should be what the handler sent over %s', async (transport) => {
    await using party = await createBothWays({}, routes);
    const ask = (url: string) => party.ask[transport](get(url));
    expect(await ask('/object')).toEqual({
      status: 200,
      raw: '{"text":"ü \\"quoted\\" \u2028","list":[1,null,true]}',
      body: { text: 'ü "quoted" \u2028', list: [1, null, true] },
      headers: {},
    });
    expect(await ask('/returned')).toMatchObject({ body: { a: 1, at: '1970-01-01T00:00:00.000Z' } });
    expect(await ask('/null')).toMatchObject({ raw: 'null', body: null });
    expect(await ask('/string')).toMatchObject({ body: 'plain "text" ü' });
    expect(await ask('/json-text')).toMatchObject({ raw: '{ "spaced": 1 }' });
    expect(await ask('/html')).toMatchObject({ headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(await ask('/nothing')).toMatchObject({ status: 200, raw: undefined });
    expect(await ask('/no-content')).toMatchObject({ status: 204, raw: undefined });
    expect(await ask('/not-modified')).toMatchObject({ status: 304, raw: undefined });
    expect(await ask('/text-buffer')).toMatchObject({ body: 'text ü' });
    expect(await ask('/buffer')).toMatchObject({
      raw: notText,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(await ask('/buffer-that-could-be-text')).toMatchObject({ raw: Buffer.from('abc') });
    expect(await ask('/stream')).toMatchObject({ body: 'one two ü' });
    expect(await ask('/split-character')).toMatchObject({ body: 'ü' });
    expect(await ask('/binary-stream')).toMatchObject({ raw: Buffer.concat([notText, notText]) });
    expect(await ask('/web-stream')).toMatchObject({ body: 'from the web' });
    expect(await ask('/response')).toMatchObject({ status: 202, body: 'made of a response' });
    expect(await ask('/redirect')).toMatchObject({ status: 302, headers: { location: '/object' } });
    expect(await ask('/moved')).toMatchObject({ status: 301, headers: { location: '/object' } });
    expect(await ask('/headers')).toMatchObject({ headers: { 'x-mixed-case': 'kept', 'x-number': '5' } });
    expect(await ask('/raw-end')).toMatchObject({
      status: 201,
      body: 'raw text',
      headers: { 'x-raw': 'yes' },
    });
    expect(await ask('/raw-writes')).toMatchObject({ status: 202, body: 'one two three' });
    expect(await ask('/hijack')).toMatchObject({ body: 'mine now', headers: { 'x-hijacked': 'yes' } });
    expect(await ask('/nowhere')).toMatchObject({ status: 404, body: { error: 'Not Found' } });
  });

  test('should carry its trailers as headers when it goes over a socket', async () => {
    await using party = await createBothWays({}, routes);
    expect(await party.ask.socket(get('/trailer'))).toMatchObject({
      body: 'with a trailer',
      headers: { 'x-sum': 'abc' },
    });
  });

  test('should leave out what the options leave out', async () => {
    await using party = await createBothWays({ sendResponseHeaders: false, sendStatusCode: false }, routes);
    expect((await party.socket.ask('get', { url: '/object' })).text).toMatch(/^\{"body":\{[^}]*\}\}$/);
    expect((await party.socket.ask('get', { url: '/nothing' })).text).toBe('{}');
    expect((await party.socket.ask('get', { url: '/buffer' })).text).toBe(
      '{"body":{"_placeholder":true,"num":0}}',
    );
    expect(JSON.parse((await party.socket.ask('get', {})).text)).toMatchObject({ statusCode: 400 });
  });

  test('should keep its headers when only the status is left out', async () => {
    await using party = await createBothWays({ sendStatusCode: false }, routes);
    expect((await party.socket.ask('get', { url: '/raw-end' })).text).toBe(
      '{"body":"raw text","headers":{"x-raw":"yes"}}',
    );
  });

  test('should run without an answer when the message asks for none', async () => {
    let ran = 0;
    await using party = await createBothWays({}, (app) => {
      app.get('/run', () => {
        ran += 1;
        return { ran };
      });
    });
    party.socket.emit('get', { url: '/run' });
    expect(await party.ask.socket(get('/run'))).toMatchObject({ body: { ran: 2 } });
    expect(party.socket.messages).toEqual([]);
  });
});
