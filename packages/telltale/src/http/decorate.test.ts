import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { AppOptions, FastifyPlugin } from 'telltale';
import { describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

/** Routes of a Fastify plugin, beside those of the framework. */
const native: FastifyPlugin = async (fastify: FastifyInstance) => {
  fastify.get('/native/text', (_request, reply) => reply.send('<b>text</b>'));
  fastify.get('/native/returned', async () => ({ returned: true }));
  fastify.get('/native/redirect', (_request, reply) => reply.redirect('/ok', 307));
  fastify.get('/native/type', (_request, reply) => reply.type('application/x-own').send('x'));
  fastify.get('/native/members', async (request, reply) => ({
    request: 'allParams' in request,
    reply: 'json' in reply || 'ok' in reply,
  }));
  fastify.get('/native/fails', async () => {
    throw new Error('native');
  });
  fastify.post('/native/body', async (request) => ({ body: request.body ?? null }));
};

for (const transport of transports) {
  describe(`${transport}: a native Fastify route`, () => {
    test('should keep the meaning that Fastify gives its replies', async () => {
      await using lifted = await lift({ http: { plugins: [native] } });
      const ask = lifted.via(transport);
      const text = await ask('GET /native/text');
      expect(text.body).toBe('<b>text</b>');
      if (transport === 'http') expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect((await ask('GET /native/returned')).body).toEqual({ returned: true });
      expect(await ask('GET /native/redirect')).toMatchObject({ status: 307, body: undefined });
      expect((await ask('GET /native/type')).headers['content-type']).toBe('application/x-own');
      expect((await ask('GET /native/members')).body).toEqual({ request: false, reply: false });
      expect(await ask('GET /native/fails')).toMatchObject({ status: 500, body: { message: 'native' } });
    });

    test('should win over the route table', async () => {
      await using lifted = await lift({
        http: { plugins: [native] },
        routes: { 'GET /native/returned': (_req, res) => res.send('framework') },
      });
      expect((await lifted.via(transport)('GET /native/returned')).body).toEqual({ returned: true });
    });
  });

  describe(`${transport}: a hook of a Fastify plugin before a framework route`, () => {
    test('should answer with the meaning that Fastify gives its replies', async () => {
      const guard = Object.assign(
        async (fastify: FastifyInstance) => {
          fastify.addHook('onRequest', async (request, reply) => {
            if (request.url === '/x') return reply.code(401).send('<b>who are you</b>');
          });
        },
        { [Symbol.for('skip-override')]: true },
      );
      await using lifted = await lift({
        http: { plugins: [guard as FastifyPlugin] },
        routes: { 'GET /x': (_req, res) => res.ok() },
      });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 401, body: '<b>who are you</b>' });
      expect(answer.headers['content-type'] ?? 'text/plain; charset=utf-8').toBe('text/plain; charset=utf-8');
    });
  });
}

test('http: should set and read cookies beside @fastify/cookie, when a plugin needs that', async () => {
  await using lifted = await lift({
    http: { plugins: [[cookie as FastifyPlugin, {}]] },
    routes: {
      'GET /x': (req, res) => {
        (res as unknown as { setCookie(name: string, value: string): void }).setCookie('theirs', '1');
        return res
          .cookie('ours', '2', { signed: true })
          .json({ cookies: req.cookies, signed: req.signedCookies });
      },
    },
  });
  const first = await lifted.via('http')('GET /x');
  expect(first.headers['set-cookie']).toHaveLength(2);
  const header = (first.headers['set-cookie'] as string[]).map((line) => line.split(';')[0]).join('; ');
  const { body } = await lifted.via('http')('GET /x', { headers: { cookie: header } });
  expect(body).toMatchObject({ cookies: { theirs: '1' }, signed: { ours: '2' } });
});

test('should keep the responses of the framework when a plugin has replies of the same names', async () => {
  const sensible = Object.assign(
    async (fastify: FastifyInstance) => {
      fastify.decorateReply('notFound', function notFound(this: { code(status: number): { send(): void } }) {
        this.code(418).send();
      } as never);
    },
    { [Symbol.for('skip-override')]: true },
  );
  await using lifted = await lift({
    http: { plugins: [sensible as FastifyPlugin] },
    routes: { 'GET /x': (_req, res) => res.notFound() },
  } satisfies AppOptions);
  expect((await lifted.via('http')('GET /x')).status).toBe(404);
});
