import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppOptions, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

const statuses = {
  ok: [200, 'OK'],
  created: [201, 'Created'],
  badRequest: [400, 'Bad Request'],
  unauthorized: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  notFound: [404, 'Not Found'],
  conflict: [409, 'Conflict'],
  serverError: [500, 'Internal Server Error'],
} as const;
type Name = keyof typeof statuses;
const names = Object.keys(statuses) as Name[];

/** One route per response, answering with what `data` gives. */
function routes(data?: () => unknown): NonNullable<AppOptions['routes']> {
  return Object.fromEntries(
    names.map((name) => [`GET /${name}`, (_req, res) => (data ? res[name](data()) : res[name]())]),
  );
}

for (const transport of transports) {
  describe(`${transport}: a standard response`, () => {
    test.each(names)('should be the words of its status when res.%s() is given nothing', async (name) => {
      await using lifted = await lift({ routes: routes() });
      const [status, body] = statuses[name];
      expect(await lifted.via(transport)(`GET /${name}`)).toMatchObject({ status, body });
    });

    test.each(names)('should be JSON, or nothing but words, when res.%s() is given data', async (name) => {
      await using lifted = await lift({ routes: routes(() => ({ why: 'because' })) });
      const [status, words] = statuses[name];
      const body = name === 'forbidden' || name === 'notFound' ? words : { why: 'because' };
      expect(await lifted.via(transport)(`GET /${name}`)).toMatchObject({ status, body });
    });

    test('should show an error in development, and its words alone in production', async () => {
      const options = { routes: routes(() => new Error('swordfish')) };
      await using development = await lift(options);
      await using production = await lift({ ...options, environment: 'production' });
      for (const name of ['badRequest', 'unauthorized', 'conflict', 'serverError'] as const) {
        const [status, words] = statuses[name];
        const open = await development.via(transport)(`GET /${name}`);
        expect(open.status).toBe(status);
        expect(open.body).toContain('swordfish');
        expect(await production.via(transport)(`GET /${name}`)).toMatchObject({ status, body: words });
      }
    });

    test('should be what an error says of itself when it has a toJSON', async () => {
      const told = Object.assign(new Error('raw'), { toJSON: () => ({ code: 'E_UNIQUE' }) });
      await using lifted = await lift({ environment: 'production', routes: routes(() => told) });
      const ask = lifted.via(transport);
      expect((await ask('GET /badRequest')).body).toEqual({ code: 'E_UNIQUE' });
      expect((await ask('GET /serverError')).body).toBe('Internal Server Error');
    });

    test.each([
      [{ status: 403 }, 403],
      [{ status: 404 }, 404],
      [{ status: 422 }, 400],
      [{ statusCode: 409 }, 400],
      [{ status: 503 }, 500],
      [new Error('no status'), 500],
      ['text', 500],
      [undefined, 500],
    ])('should follow the status when res.negotiate() is given %j', async (error, status) => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.negotiate(error) } });
      expect((await lifted.via(transport)('GET /x')).status).toBe(status);
    });

    test('should be the target of a route when it is named there', async () => {
      await using lifted = await lift({ routes: { 'GET /x': { response: 'forbidden' } } });
      expect(await lifted.via(transport)('GET /x')).toMatchObject({ status: 403, body: 'Forbidden' });
    });
  });

  describe(`${transport}: a response of the app`, () => {
    test('should be a method of res, with req and res as its own', async () => {
      await using lifted = await lift({
        responses: {
          moduleDefinitions: {
            teapot(
              this: { req: { path: string }; res: import('telltale').Response },
              data: unknown,
              more: unknown,
            ) {
              return this.res.status(418).json({ path: this.req.path, data, more });
            },
          },
        },
        routes: {
          'GET /x': { response: 'teapot' },
          'GET /y': (_req, res) => Reflect.get(res, 'teapot').call(res, 1, 2),
        },
      } as AppOptions);
      const ask = lifted.via(transport);
      expect(await ask('GET /x')).toMatchObject({ status: 418, body: { path: '/x' } });
      expect((await ask('GET /y')).body).toEqual({ path: '/y', data: 1, more: 2 });
    });

    test('should stand in for the standard one of its name', async () => {
      await using lifted = await lift({
        responses: {
          moduleDefinitions: {
            notFound(this: { res: import('telltale').Response }) {
              this.res.status(404).json({ lost: true });
            },
          },
        },
      } as AppOptions);
      expect(await lifted.via(transport)('GET /nowhere')).toMatchObject({
        status: 404,
        body: { lost: true },
      });
    });

    test('should answer 500 when it throws or rejects', async () => {
      await using lifted = await lift({
        responses: {
          moduleDefinitions: {
            throws() {
              throw new Error('thrown');
            },
            async rejects() {
              throw new Error('rejected');
            },
          },
        },
        routes: { 'GET /throws': { response: 'throws' }, 'GET /rejects': { response: 'rejects' } },
      } as AppOptions);
      const ask = lifted.via(transport);
      expect((await ask('GET /throws')).body).toContain('thrown');
      expect((await ask('GET /rejects')).body).toContain('rejected');
    });
  });
}

test('should be found in api/responses, in either module system', async () => {
  const appPath = await mkdtemp(join(tmpdir(), 'telltale-responses-'));
  await mkdir(join(appPath, 'api/responses'), { recursive: true });
  await writeFile(
    join(appPath, 'api/responses/teapot.js'),
    'module.exports = function teapot(data) { return this.res.status(418).json({ data, path: this.req.path }); };',
  );
  await writeFile(
    join(appPath, 'api/responses/badRequest.mjs'),
    'export default function badRequest() { return this.res.status(400).json({ own: true }); }',
  );
  try {
    await using lifted = await lift({
      appPath,
      routes: { 'GET /x': { response: 'teapot' }, 'GET /y': { response: 'badRequest' } },
    });
    const ask = lifted.via('socket');
    expect(await ask('GET /x')).toMatchObject({ status: 418, body: { path: '/x' } });
    expect(await ask('GET /y')).toMatchObject({ status: 400, body: { own: true } });
  } finally {
    await rm(appPath, { recursive: true });
  }
});

test.each([
  ['has a name that res has', { json: () => {} }, "'json'"],
  ['has a name that every object has', { constructor: () => {} }, "'constructor'"],
  ['has a name that no method has', { 'not-found': () => {} }, "'not-found'"],
  ['is no function', { teapot: { status: 418 } }, "'teapot'"],
])(
  'should refuse to load with E_INVALID_RESPONSE when a response %s',
  async (_what, moduleDefinitions, named) => {
    const app = new Sails();
    const loading = app.load({
      appPath: '/nowhere',
      log: { level: 'silent' },
      globals: false,
      responses: { moduleDefinitions },
    } as AppOptions);
    await expect(loading).rejects.toMatchObject({
      code: 'E_INVALID_RESPONSE',
      message: expect.stringContaining(named),
    });
    await app.lower();
  },
);
