import type { AppOptions, Handler } from 'telltale';
import { describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

const secret = 'the password is swordfish';

/** Each way in which a step of a route can fail. */
const failures: Record<string, Handler> = {
  throws: () => {
    throw new Error(secret);
  },
  rejects: async () => {
    throw new Error(secret);
  },
  'passes an error on': (_req, _res, next) => next(new Error(secret)),
  'throws a text': () => {
    throw secret;
  },
  'throws an object': () => {
    throw { secret };
  },
  'calls res.serverError()': (_req, res) => res.serverError(new Error(secret)),
};

const browser = { accept: 'text/html' };

for (const transport of transports) {
  describe(`${transport}: a failed request`, () => {
    test.each(Object.keys(failures))('should be readable in development when a step %s', async (name) => {
      await using lifted = await lift({ routes: { 'GET /x': failures[name] as Handler } });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer.status).toBe(500);
      expect(JSON.stringify(answer.body)).toContain(secret);
      expect(lifted.log.error.join()).toContain('GET /x failed');
    });

    test.each(Object.keys(failures))('should say nothing in production when a step %s', async (name) => {
      await using lifted = await lift({
        environment: 'production',
        routes: { 'GET /x': failures[name] as Handler },
      });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 500, body: 'Internal Server Error' });
      expect(JSON.stringify(answer)).not.toContain('swordfish');
    });

    test('should answer with the status, code and message of an error that the client caused', async () => {
      const error = Object.assign(new Error('no more than 7'), { statusCode: 429, code: 'E_TOO_MANY' });
      const routes: AppOptions['routes'] = {
        'GET /x': () => {
          throw error;
        },
      };
      for (const environment of ['development', 'production']) {
        await using lifted = await lift({ environment, routes });
        expect(await lifted.via(transport)('GET /x')).toMatchObject({
          status: 429,
          body: { code: 'E_TOO_MANY', message: 'no more than 7' },
        });
        expect(lifted.log.error).toEqual([]);
      }
    });

    test('should keep the message of an error to itself that says so', async () => {
      const error = Object.assign(new Error(secret), { statusCode: 422, expose: false });
      await using lifted = await lift({ routes: { 'GET /x': (_req, _res, next) => next(error) } });
      expect(await lifted.via(transport)('GET /x')).toMatchObject({
        status: 422,
        body: { message: 'Unprocessable Entity' },
      });
    });

    test('should answer with the status alone, and the headers, of an error that the server is not available', async () => {
      const error = { statusCode: 503, message: 'swordfish', headers: { 'retry-after': '7' } };
      await using lifted = await lift({ routes: { 'GET /x': (_req, _res, next) => next(error) } });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 503, body: 'Service Unavailable' });
      expect(answer.headers['retry-after']).toBe('7');
    });

    test('should answer for what a callback of res.sendFile() or a choice of res.format() throws', async () => {
      await using lifted = await lift({
        routes: {
          'GET /file': (_req, res) =>
            res.sendFile('/nowhere/file', () => {
              throw new Error('in the callback');
            }),
          'GET /format': (_req, res) =>
            res.format({
              default: async () => {
                throw new Error('in the choice');
              },
            }),
        },
      });
      const ask = lifted.via(transport);
      expect((await ask('GET /file')).body).toContain('in the callback');
      expect((await ask('GET /format')).body).toContain('in the choice');
    });

    test('should stay answered, and be logged, when it fails after the answer', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': async (_req, res) => {
            res.ok();
            throw new Error('too late');
          },
        },
      });
      expect(await lifted.via(transport)('GET /x')).toMatchObject({ status: 200, body: 'OK' });
      expect(lifted.log.error.join()).toContain('too late');
    });

    test('should still be answered when the app’s own serverError fails', async () => {
      await using lifted = await lift({
        routes: { 'GET /x': failures.throws as Handler },
        responses: {
          moduleDefinitions: {
            serverError() {
              throw new Error('this too');
            },
          },
        },
      } as AppOptions);
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 500, body: 'Internal Server Error' });
      expect(lifted.log.error.join()).toContain('this too');
    });

    test('should answer 500 when a hook of a Fastify plugin fails', async () => {
      const plugin = Object.assign(
        async (fastify: { addHook(...given: unknown[]): void }) => {
          fastify.addHook('onRequest', async () => {
            throw new Error(secret);
          });
        },
        { [Symbol.for('skip-override')]: true },
      );
      await using lifted = await lift({ http: { plugins: [plugin as never] }, routes: {} });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer.status).toBe(500);
      expect(answer.body).toContain(secret);
    });

    test('should answer 500 when the last hook before sending fails', async () => {
      const plugin = Object.assign(
        async (fastify: { addHook(...given: unknown[]): void }) => {
          fastify.addHook('onSend', async (_request: unknown, reply: { statusCode: number }) => {
            if (reply.statusCode === 200) throw new Error(secret);
          });
        },
        { [Symbol.for('skip-override')]: true },
      );
      await using lifted = await lift({
        http: { plugins: [plugin as never] },
        routes: { 'GET /x': (_req, res) => res.json({ a: 1 }) },
      });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer.status).toBe(500);
      expect(answer.body).toContain(secret);
    });
  });
}

describe('http: a failed request of a browser', () => {
  test('should get a page with the escaped error in development, and without it in production', async () => {
    const routes: AppOptions['routes'] = {
      'GET /x': () => {
        throw new Error('<script>alert(1)</script>');
      },
    };
    await using development = await lift({ routes });
    const page = await development.via('http')('GET /x', { headers: browser });
    expect(page.status).toBe(500);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('&lt;script&gt;alert(1)');
    expect(page.body).not.toContain('<script>');

    await using production = await lift({ environment: 'production', routes });
    const bare = await production.via('http')('GET /x', { headers: browser });
    expect(bare.status).toBe(500);
    expect(bare.body).toContain('500 Internal Server Error');
    expect(bare.body).not.toContain('alert');
  });

  test('should get a page when it sent something wrong', async () => {
    await using lifted = await lift({ routes: {} });
    const answer = await lifted.via('http')('POST /x', {
      headers: { ...browser, 'content-type': 'application/x-nobody' },
      data: {},
    });
    expect(answer.status).toBe(415);
    expect(answer.body).toContain('<h1>415 Unsupported Media Type</h1>');
  });
});
