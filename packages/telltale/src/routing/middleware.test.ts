import { type AppOptions, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

type Middleware = (req: never, res: never, next: () => void) => unknown;

const quiet = { appPath: '/nowhere', log: { level: 'silent' } } as const;
const withMiddleware = (middleware: unknown, more: AppOptions = {}): AppOptions => ({
  http: { middleware: middleware as never },
  ...more,
});

describe('middleware', () => {
  const note =
    (name: string): Middleware =>
    (_req, res: { locals: { seen?: string[] } }, next) => {
      res.locals.seen = [...(res.locals.seen ?? []), name];
      next();
    };
  const routes: AppOptions['routes'] = {
    'GET /seen': (_req, res) => res.json(res.locals.seen ?? []),
    'GET /passed': (_req, _res, next) => next(),
  };

  test('should run before the routes, in its order, over HTTP only', async () => {
    const order = ['cookieParser', 'second', 'bodyParser', 'first', 'router', 'www'];
    await using lifted = await lift(
      withMiddleware({ order, first: note('first'), second: note('second') }, { routes }),
    );
    expect((await lifted.via('http')('GET /seen')).body).toEqual(['second', 'first']);
    expect((await lifted.via('socket')('GET /seen')).body).toEqual([]);
    expect(lifted.log.warn).toEqual([]);
  });

  test('should run after the routes when it stands behind the router', async () => {
    const last: Middleware = (_req, res: { send(text: string): unknown }) => res.send('nobody else answered');
    await using lifted = await lift(withMiddleware({ order: ['router', 'last'], last }, { routes }));
    const ask = lifted.via('http');
    expect((await ask('GET /passed')).body).toBe('nobody else answered');
    expect((await ask('GET /elsewhere')).body).toBe('nobody else answered');
    expect((await ask('GET /seen')).body).toEqual([]);
    expect((await lifted.via('socket')('GET /passed')).status).toBe(404);
  });

  test('should answer, fail and set headers as Express middleware does', async () => {
    const gate: Middleware = (
      req: { url: string; headers: Record<string, string> },
      res: { setHeader(name: string, value: string): void; statusCode: number; end(text: string): void },
      next: (error?: Error) => void,
    ) => {
      res.setHeader('x-gate', 'passed');
      if (req.headers['x-broken']) return next(new Error('broken gate'));
      if (req.url !== '/closed') return next();
      res.statusCode = 403;
      return res.end('closed');
    };
    await using lifted = await lift(withMiddleware({ order: ['gate'], gate }, { routes }));
    const ask = lifted.via('http');
    expect(await ask('GET /closed')).toMatchObject({
      status: 403,
      body: 'closed',
      headers: { 'x-gate': 'passed' },
    });
    expect(await ask('GET /seen')).toMatchObject({ status: 200, headers: { 'x-gate': 'passed' } });
    expect((await ask('GET /seen', { headers: { 'x-broken': 'yes' } })).status).toBe(500);
  });

  test.each(transports)('should leave requests over %s alone when there is none', async (transport) => {
    await using lifted = await lift(withMiddleware({}, { routes }));
    expect((await lifted.via(transport)('GET /seen')).body).toEqual([]);
  });

  test('should be named by a warning when it means nothing', async () => {
    const bodyParser = () => {};
    await using lifted = await lift(
      withMiddleware({ order: ['bodyParser', 'router'], bodyParser, poweredBy: false, idle: bodyParser }),
    );
    expect(lifted.log.warn).toEqual([
      'config.http.middleware.bodyParser means nothing. Bodies are always read: see http.bodyLimit and config.uploads.',
      'config.http.middleware.idle is never run: http.middleware.order does not name it.',
    ]);
  });

  test.each<[string, unknown, string]>([
    ['is no object', 7, 'config.http.middleware is 7'],
    ['has an order that is no list', { order: 'a' }, "config.http.middleware.order is 'a'"],
    ['orders what is not there', { order: ['a'] }, 'there is no http.middleware.a'],
    ['is no function', { order: ['a'], a: 7 }, 'config.http.middleware.a is 7'],
    [
      'takes an error',
      { order: ['a'], a: (_1: unknown, _2: unknown, _3: unknown, _4: unknown) => {} },
      'a function (req, res, next)',
    ],
  ])('should fail the load when it %s', async (_what, middleware, message) => {
    await expect(new Sails().load({ ...quiet, ...withMiddleware(middleware) })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining(message),
    });
  });
});
