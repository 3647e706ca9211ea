import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createBothWays, type Question, transports } from '../../test/both-ways.ts';

const get = (url: string): Question => ({ method: 'GET', url });
const ofNumber = { response: { 200: { type: 'object', properties: { a: { type: 'number' } } } } };

class Teapot extends Error {
  statusCode = 418;
  code = 'E_TEAPOT';
}

function routes(app: FastifyInstance): void {
  app.get('/schema', { schema: ofNumber }, () => ({ a: '5', secret: 'left out' }));
  app.get('/unserialisable', { schema: ofNumber }, () => ({ a: 'no number' }));
  app.get('/circular', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    return circular;
  });
  app.get('/bigint', () => ({ big: 1n }));
  app.get('/own', (_request, reply) => reply.serializer(() => 'not json').send({ a: 1 }));
  app.get('/own-that-claims-json', (_request, reply) =>
    reply
      .type('application/json')
      .serializer(() => '{"a":} ,"statusCode":999}')
      .send({ a: 1 }),
  );
  app.get('/compiled', { schema: ofNumber, serializerCompiler: () => () => 'compiled, not json' }, () => ({
    a: 1,
  }));
  app.register(async (scope) => {
    scope.setReplySerializer(() => '{"an": "instance\'s}');
    scope.get('/of-instance', () => ({ a: 1 }));
  });
  app.register(async (scope) => {
    scope.addHook('preSerialization', async (_request, _reply, payload) => ({ wrapped: payload }));
    scope.get('/wrapped', () => ({ a: 1 }));
  });
  for (const [name, change] of Object.entries<() => unknown>({
    json: () => '{"changed":true}',
    text: () => 'changed to text',
    'half-json': () => '{"half":',
    buffer: () => Buffer.from([0xff, 0]),
    nothing: () => null,
  })) {
    app.register(async (scope) => {
      scope.addHook('onSend', async () => change());
      scope.get(`/on-send-${name}`, () => ({ a: 1 }));
    });
  }
  app.register(async (scope) => {
    scope.addHook('onSend', async () => {
      throw new Teapot('in onSend');
    });
    scope.get('/on-send-throws', () => ({ a: 1 }));
  });
  app.get('/throws', () => {
    throw new Teapot('short and stout');
  });
  app.get('/rejects', async () => {
    throw new Error('a plain one');
  });
  app.get('/throws-text', () => {
    throw 'just text';
  });
  app.get('/throws-nothing', async () => {
    throw undefined;
  });
  app.get('/sends-error', (_request, reply) => reply.code(409).send(new Error('conflict')));
  app.register(async (scope) => {
    scope.setErrorHandler((error, _request, reply) =>
      reply
        .code(499)
        .header('x-handled', 'yes')
        .send({ handled: (error as Error).message }),
    );
    scope.get('/handled', () => {
      throw new Teapot('handled');
    });
  });
  app.register(async (scope) => {
    scope.setErrorHandler((_error, _request, reply) => reply.type('text/html').send('<p>sorry</p>'));
    scope.get('/handled-as-page', () => {
      throw new Teapot('as a page');
    });
    scope.get('/handled-after-serialising', () => ({ big: 1n }));
  });
  app.register(
    async (scope) => {
      scope.setNotFoundHandler((_request, reply) => reply.code(404).send({ nothing: 'here' }));
    },
    { prefix: '/scope' },
  );
  app.addHook('preHandler', async (request) => {
    if (request.url === '/hook-throws') throw new Teapot('in a hook');
  });
  app.get('/hook-throws', () => 'never');
  app.get('/header-with-line-break', (_request, reply) => reply.header('x-bad', 'a\r\nb').send('x'));
  app.get('/header-of-nothing', (_request, reply) => {
    reply.raw.setHeader('x-bad', undefined as unknown as string);
    return 'x';
  });
  app.get('/header-name', (_request, reply) => reply.header('no name', 'a').send('x'));
  app.get('/header-constructor', (_request, reply) => ({
    has: reply.raw.hasHeader('constructor'),
  }));
  app.get('/header-twice', (_request, reply) => {
    reply.raw.writeHead(200).setHeader('x-late', '1');
    return 'x';
  });
  app.get('/raw-status', (_request, reply) => {
    reply.raw.statusCode = Number.NaN;
    reply.raw.end('x');
  });
  app.get('/raw-chunk', (_request, reply) => {
    reply.raw.end(5);
  });
  app.get('/breaks-before', async (_request, reply) => {
    const { Readable } = await import('node:stream');
    return reply.send(
      new Readable({
        read() {
          this.destroy(new Teapot('before the first byte'));
        },
      }),
    );
  });
}

describe('a reply that is serialised, changed or fails on its way', () => {
  const paths =
    'schema circular bigint own own-that-claims-json compiled of-instance wrapped on-send-json on-send-text on-send-half-json on-send-buffer on-send-nothing on-send-throws throws rejects throws-text throws-nothing sends-error handled handled-as-page handled-after-serialising scope/nowhere hook-throws header-with-line-break header-of-nothing header-name header-constructor raw-status breaks-before unserialisable';

  test.each(paths.split(' '))('should be the same on both ways when it is that of /%s', async (path) => {
    await using party = await createBothWays({}, routes);
    const overHttp = await party.ask.http(get(`/${path}`));
    const overSocket = await party.ask.socket(get(`/${path}`));
    expect(overSocket).toEqual(overHttp);
  });

  test.each(transports)('should be what the app made of it over %s', async (transport) => {
    await using party = await createBothWays({}, routes);
    const ask = (path: string) => party.ask[transport](get(path));
    expect(await ask('/schema')).toMatchObject({ raw: '{"a":5}' });
    expect(await ask('/wrapped')).toMatchObject({ raw: '{"wrapped":{"a":1}}' });
    expect(await ask('/on-send-json')).toMatchObject({ raw: '{"changed":true}' });
    expect(await ask('/on-send-nothing')).toMatchObject({ raw: undefined });
    expect(await ask('/throws')).toMatchObject({
      status: 418,
      body: { code: 'E_TEAPOT', message: 'short and stout' },
    });
    expect(await ask('/rejects')).toMatchObject({ status: 500, body: { message: 'a plain one' } });
    expect(await ask('/sends-error')).toMatchObject({ status: 409, body: { message: 'conflict' } });
    expect(await ask('/handled')).toMatchObject({
      status: 499,
      headers: { 'x-handled': 'yes' },
      body: { handled: 'handled' },
    });
    expect(await ask('/handled-as-page')).toMatchObject({ body: '<p>sorry</p>' });
    expect(await ask('/handled-after-serialising')).toMatchObject({ body: '<p>sorry</p>' });
    expect(await ask('/scope/nowhere')).toMatchObject({ status: 404, body: { nothing: 'here' } });
    expect(await ask('/hook-throws')).toMatchObject({ status: 418 });
    expect(await ask('/raw-chunk')).toMatchObject({ status: 500, body: { code: 'ERR_INVALID_ARG_TYPE' } });
    expect(await ask('/bigint')).toMatchObject({ status: 500 });
    expect(await ask('/header-constructor')).toMatchObject({ body: { has: false } });
  });

  test.each([
    ['/own', 'not json'],
    ['/own-that-claims-json', '{"a":} ,"statusCode":999}'],
    ['/compiled', 'compiled, not json'],
    ['/of-instance', '{"an": "instance\'s}'],
    ['/on-send-text', 'changed to text'],
    ['/on-send-half-json', '{"half":'],
  ])('should travel as text, whatever it claims to be, when %s makes no JSON', async (path, text) => {
    await using party = await createBothWays({}, routes);
    expect(await party.ask.socket(get(path))).toMatchObject({ status: 200, body: text });
  });
});
