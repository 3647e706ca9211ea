import { get as httpGet } from 'node:http';
import cors from '@fastify/cors';
import type { Handler, ResponseContext, RoutesConfig } from 'telltale';
import { describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

/** Answers with its name and what the route captured. */
const say =
  (name: string): Handler =>
  (req, res) =>
    res.json({ name, params: req.params });
const passOn: Handler = (_req, _res, next) => next();

for (const transport of transports) {
  describe(`${transport}: a route's address`, () => {
    test.each<[address: string, request: string, params: Record<string, string>]>([
      ['GET /a', 'GET /a', {}],
      ['get /a', 'GET /a', {}],
      ['  GeT    /a  ', 'GET /a', {}],
      ['/a', 'POST /a', {}],
      ['/a', 'PATCH /a', {}],
      ['all /a', 'DELETE /a', {}],
      ['ALL /a', 'GET /a', {}],
      ['GET /a', 'GET /a/', {}],
      ['GET /a/', 'GET /a', {}],
      ['GET /a', 'GET /A', {}],
      ['GET /a/b', 'GET /%61/%42', {}],
      ['GET /Say/Hello', 'GET /say/hello', {}],
      ['GET /', 'GET /', {}],
      ['GET /user/:id', 'GET /user/7', { id: '7' }],
      ['GET /user/:id', 'GET /user/Ann%20B%2FC', { id: 'Ann B/C' }],
      ['GET /user/:id/pet/:name', 'GET /user/7/pet/Rex', { id: '7', name: 'Rex' }],
      ['GET /user/:id?', 'GET /user', {}],
      ['GET /user/:id?', 'GET /user/7', { id: '7' }],
      ['GET /user/:id?/pet', 'GET /user/pet', {}],
      ['GET /user/:id?/pet', 'GET /user/7/pet', { id: '7' }],
      ['GET /files/*', 'GET /files/a/b', { 0: 'a/b' }],
      ['GET /files/*', 'GET /files/', { 0: '' }],
      ['GET /files/*/edit', 'GET /files/a/b/edit', { 0: 'a/b' }],
      ['GET /*', 'GET /any/thing', { 0: 'any/thing' }],
      ['*', 'GET /any', { 0: 'any' }],
      ['GET /:from-:to', 'GET /oslo-new-york', { from: 'oslo', to: 'new-york' }],
      ['GET /v*', 'GET /version/2', { 0: 'ersion/2' }],
      ['GET /café', 'GET /caf%C3%A9', {}],
      ['GET r|^/item/(\\d+)/(\\w+)$|id,part', 'GET /item/12/name', { id: '12', part: 'name' }],
      ['r|^/item/(\\d+)/(\\w+)$|id', 'PUT /item/12/name', { id: '12', 1: 'name' }],
    ])("should let '%s' answer %s", async (address, request, params) => {
      await using lifted = await lift({ routes: { [address]: say('it') } });
      const { status, body } = await lifted.via(transport)(request);
      expect(status).toBe(200);
      expect(body).toEqual({ name: 'it', params });
    });

    test.each([
      ['GET /a', 'POST /a'],
      ['GET /a', 'GET /a/b'],
      ['GET /a/b', 'GET /a%2Fb'],
      ['GET /a/b', 'GET /a%252Fb'],
      ['GET /a/b-:c', 'GET /a%2Fb-c'],
      ['r|^/a/b$|', 'GET /a%2Fb'],
      ['GET /a', 'GET //a'],
      ['GET /a/b', 'GET /a'],
      ['GET /user/:id', 'GET /user'],
      ['GET /user/:id', 'GET /user/'],
      ['GET /user/:id', 'GET /user//'],
      ['GET /user/:id', 'GET /user/1/2'],
      ['GET /files/*', 'GET /files'],
      ['GET /:from-:to', 'GET /oslo'],
      ['GET /:from-:to', 'GET /a-b/c'],
      ['/a', 'OPTIONS /b'],
      ['GET r|^/item/(\\d+)$|id', 'GET /item/x'],
    ])("should not let '%s' answer %s", async (address, request) => {
      await using lifted = await lift({ routes: { [address]: say('it') } });
      const { status, body } = await lifted.via(transport)(request);
      if (request.startsWith('OPTIONS')) expect({ status, body }).toEqual({ status: 200, body: undefined });
      else expect({ status, body }).toEqual({ status: 404, body: 'Not Found' });
    });

    test('should answer 400 when the path is not percent-encoded rightly', async () => {
      await using lifted = await lift({ routes: { '/*': say('it') } });
      for (const path of ['/%', '/a%2', '/%E0%A4', '/x/%zz']) {
        const { status, body } = await lifted.via(transport)(`GET ${path}`);
        expect({ status, body }).toEqual({
          status: 400,
          body: 'Bad request: Could not decode requested URL.',
        });
      }
    });

    test('should answer long paths in no time when a route has many wildcards', async () => {
      const address = '/*a*b*c*d/:x-:y-:z/*';
      await using lifted = await lift({ routes: { [address]: say('it'), '/:a-:b-:c-:d-:e': say('it') } });
      const started = performance.now();
      for (const path of [
        `/${'abcd'.repeat(1_500)}`,
        `/${'-'.repeat(6_000)}/x`,
        `/${'a-'.repeat(3_000)}/x`,
      ]) {
        expect((await lifted.via(transport)(`GET ${path}`)).status).toBe(404);
      }
      expect(performance.now() - started).toBeLessThan(2_000);
    });
  });

  describe(`${transport}: a route's target`, () => {
    test('should run each of a list in order, and go on with next()', async () => {
      const seen: string[] = [];
      const step =
        (name: string): Handler =>
        (_req, _res, next) => {
          seen.push(name);
          next();
        };
      await using lifted = await lift({
        routes: {
          'GET /a': [step('one'), { fn: step('two') }, [step('three')], (_req, res) => res.ok(seen)],
        },
      });
      expect((await lifted.via(transport)('GET /a')).body).toEqual(['one', 'two', 'three']);
    });

    test('should reach actions in each spelling', async () => {
      const spellings = {
        'GET /1': 'user/find',
        'GET /2': 'user.find',
        'GET /3': 'UserController.find',
        'GET /4': 'userController.FIND',
        'GET /5': { action: 'user/find' },
        'GET /6': { controller: 'UserController', action: 'find' },
        'GET /7': { controller: 'user', action: 'find' },
        'GET /8': { target: 'user/find' },
        'GET /9': [passOn, 'user/find'],
      } satisfies RoutesConfig;
      await using lifted = await lift({
        routes: spellings,
        controllers: {
          moduleDefinitions: { 'user/find': ((req, res) => res.ok(req.options.action)) as Handler },
        },
      });
      for (const address of Object.keys(spellings)) {
        expect(await lifted.via(transport)(address)).toMatchObject({ status: 200, body: 'user/find' });
      }
    });

    test('should redirect to a path and to another site', async () => {
      await using lifted = await lift({
        routes: { 'GET /a': '/b', 'GET /c': 'https://example.com/', 'GET /d': { redirect: '/e' } },
      });
      const ask = lifted.via(transport);
      for (const [address, location] of [
        ['GET /a', '/b'],
        ['GET /c', 'https://example.com/'],
        ['GET /d', '/e'],
      ] as const) {
        expect(await ask(address)).toMatchObject({ status: 302, headers: { location } });
      }
    });

    test('should use a response by name', async () => {
      await using lifted = await lift({
        routes: { 'GET /a': { response: 'forbidden' }, 'GET /b': { response: 'Forbidden' } },
      });
      const ask = lifted.via(transport);
      expect(await ask('GET /a')).toMatchObject({ status: 403, body: 'Forbidden' });
      expect((await ask('GET /b')).status).toBe(500);
      expect(lifted.log.error.join()).toContain("{ response: 'Forbidden' }");
    });

    test('should let a policy decide', async () => {
      const policies = {
        moduleDefinitions: {
          isAdmin: ((req, res, next) => (req.param('admin') ? next() : res.forbidden())) as Handler,
        },
      };
      await using lifted = await lift({
        policies: policies as never,
        routes: { 'GET /a': [{ policy: 'isAdmin' }, say('in')] },
      });
      const ask = lifted.via(transport);
      expect((await ask('GET /a')).status).toBe(403);
      expect((await ask('GET /a?admin=1')).status).toBe(200);
    });

    test('should hand its options to the request, and a copy to each', async () => {
      const handler: Handler = (req, res) => {
        req.options.count = Number(req.options.count) + 1;
        return res.json(req.options);
      };
      await using lifted = await lift({ routes: { 'GET /a': { fn: handler, count: 1, locals: { a: 1 } } } });
      const ask = lifted.via(transport);
      for (const _ of [1, 2]) expect((await ask('GET /a')).body).toEqual({ count: 2, locals: { a: 1 } });
    });

    test('should let no request see what another one did to its options', async () => {
      const handler: Handler = (req, res) => {
        const { locals = {}, own } = req.options as {
          locals?: Record<string, unknown>;
          own: { list: unknown[] };
        };
        locals.visits = Number(locals.visits ?? 0) + 1;
        own.list.push('seen');
        return res.json([locals, own.list]);
      };
      await using lifted = await lift({
        routes: { 'GET /a': { fn: handler, locals: { a: 1 }, own: { list: [] } } },
      });
      const ask = lifted.via(transport);
      for (const _ of [1, 2]) expect((await ask('GET /a')).body).toEqual([{ a: 1, visits: 1 }, ['seen']]);
    });

    test('should leave files alone when a GET route ends in a parameter', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x/:name': say('parameter'),
          'GET /y/:name': { skipAssets: false, fn: say('all') },
          'GET /z/*': { skipAssets: true, fn: say('star') },
          'POST /x/:name': say('post'),
          'GET /w/*': { skipRegex: /secret/g, fn: say('rest') },
        },
      });
      const ask = lifted.via(transport);
      const statuses: Record<string, number> = {};
      for (const address of [
        'GET /x/a',
        'GET /x/a.js',
        'POST /x/a.js',
        'GET /y/a.js',
        'GET /z/a.js',
        'GET /z/a',
        'GET /w/open',
        'GET /w/secret',
      ]) {
        statuses[address] = (await ask(address)).status;
      }
      // A global expression has a memory; the second request must not depend on the first.
      statuses['GET /w/secret again'] = (await ask('GET /w/secret')).status;
      expect(statuses).toEqual({
        'GET /x/a': 200,
        'GET /x/a.js': 404,
        'POST /x/a.js': 200,
        'GET /y/a.js': 200,
        'GET /z/a.js': 404,
        'GET /z/a': 200,
        'GET /w/open': 200,
        'GET /w/secret': 404,
        'GET /w/secret again': 404,
      });
    });
  });

  describe(`${transport}: routes that match together`, () => {
    test('should run from the most to the least specific, whatever their order in the settings', async () => {
      const seen: string[] = [];
      const note =
        (name: string): Handler =>
        (_req, _res, next) => {
          seen.push(name);
          next();
        };
      await using lifted = await lift({
        routes: {
          '/*': note('star'),
          'ALL /user/new': note('literal, every method'),
          'GET /user/:id?': note('optional'),
          'GET /user/:id': note('parameter'),
          'GET /user/n:rest': note('partial'),
          'GET /user/new': note('literal'),
        },
      });
      expect((await lifted.via(transport)('GET /user/new')).status).toBe(404);
      expect(seen).toEqual(['literal', 'literal, every method', 'partial', 'parameter', 'optional', 'star']);
    });

    test('should let a regular expression keep its place', async () => {
      await using lifted = await lift({
        routes: { '/*': say('star'), 'r|^/a|': say('expression'), '/a': say('literal') },
      });
      expect((await lifted.via(transport)('GET /a')).body).toMatchObject({ name: 'literal' });
      expect((await lifted.via(transport)('GET /ab')).body).toMatchObject({ name: 'expression' });
    });

    test("should skip the rest of a route when next('route') is called", async () => {
      await using lifted = await lift({
        routes: { 'GET /a': [(_req, _res, next) => next('route'), say('never')], 'GET /:x': say('second') },
      });
      expect((await lifted.via(transport)('GET /a')).body).toEqual({ name: 'second', params: { x: 'a' } });
    });

    test('should go on once only when next() is called twice', async () => {
      let runs = 0;
      await using lifted = await lift({
        routes: {
          'GET /a': [
            (_req, _res, next) => {
              next();
              next();
            },
            (_req, res) => {
              runs += 1;
              return res.ok();
            },
          ],
        },
      });
      expect((await lifted.via(transport)('GET /a')).status).toBe(200);
      expect(runs).toBe(1);
    });
  });

  describe(`${transport}: routes bound by calls`, () => {
    test('should answer when they are bound after lift, in any of the ways', async () => {
      await using lifted = await lift();
      const { app } = lifted;
      app.get('/a', say('get')).post('/a', say('post')).put('/a', say('put')).patch('/a', say('patch'));
      app.delete('/a', say('delete')).del('/b', say('del')).all('/c', say('all'));
      app.router.bind('get /d', say('address'));
      app.router.bind('/e', say('verb'), 'post');
      app.router.bind('/f', [passOn, say('list')], null, { note: 1 });
      const ask = lifted.via(transport);
      const names: Record<string, unknown> = {};
      for (const address of [
        'GET /a',
        'POST /a',
        'PUT /a',
        'PATCH /a',
        'DELETE /a',
        'DELETE /b',
        'PATCH /c',
        'GET /d',
        'POST /e',
        'GET /e',
        'PUT /f',
      ]) {
        const { body } = await ask(address);
        names[address] = (body as { name?: string }).name ?? body;
      }
      expect(names).toEqual({
        'GET /a': 'get',
        'POST /a': 'post',
        'PUT /a': 'put',
        'PATCH /a': 'patch',
        'DELETE /a': 'delete',
        'DELETE /b': 'del',
        'PATCH /c': 'all',
        'GET /d': 'address',
        'POST /e': 'verb',
        'GET /e': 'Not Found',
        'PUT /f': 'list',
      });
    });

    test('should run in the order of binding, after the explicit and before the shadow routes', async () => {
      const note =
        (name: string): Handler =>
        (req, _res, next) => {
          const seen = (req.body as { seen?: string[] }) ?? {};
          seen.seen = [...(seen.seen ?? []), name];
          next();
        };
      await using lifted = await lift({
        blueprints: { actions: true },
        controllers: {
          moduleDefinitions: {
            'user/find': ((req, res) => res.json((req.body as { seen: string[] }).seen)) as Handler,
          },
        },
        routes: { 'POST /user/find': note('explicit') },
      });
      lifted.app.router.bind('/*', note('bound first')).bind('POST /user/find', note('bound second'));
      expect((await lifted.via(transport)('POST /user/find')).body).toEqual([
        'explicit',
        'bound first',
        'bound second',
      ]);
    });

    test('should be gone when they are unbound or flushed', async () => {
      await using lifted = await lift({ routes: { 'GET /kept': say('explicit'), '/both': say('explicit') } });
      const { app } = lifted;
      const ask = lifted.via(transport);
      app.get('/a', say('a')).get('/b', say('b'));
      app.router.unbind('GET /a');
      app.router.unbind({ path: '/both', verb: 'get' });
      expect((await ask('GET /a')).status).toBe(404);
      expect((await ask('GET /b')).status).toBe(200);
      expect((await ask('GET /both')).status).toBe(404);
      expect((await ask('POST /both')).status).toBe(200);
      app.router.flush();
      expect((await ask('GET /b')).status).toBe(404);
      expect((await ask('GET /kept')).status).toBe(200);
      app.router.flush({ 'GET /new': say('new') });
      expect((await ask('GET /kept')).status).toBe(404);
      expect((await ask('GET /new')).status).toBe(200);
    });
  });

  describe(`${transport}: a step that fails`, () => {
    test.each<[string, Handler]>([
      [
        'throws',
        () => {
          throw new Error('kaput');
        },
      ],
      [
        'rejects',
        async () => {
          throw new Error('kaput');
        },
      ],
      ['passes on an error', (_req, _res, next) => next(new Error('kaput'))],
      ['passes on an error later', (_req, _res, next) => void setImmediate(() => next(new Error('kaput')))],
    ])('should answer 500 when it %s, and tell nothing in production', async (_how, handler) => {
      for (const environment of ['development', 'production']) {
        await using lifted = await lift({ environment, routes: { 'GET /a': handler, 'GET /b': say('b') } });
        const ask = lifted.via(transport);
        const { status, body } = await ask('GET /a');
        expect(status).toBe(500);
        if (environment === 'production') expect(body).toBe('Internal Server Error');
        else expect(String(body)).toContain('kaput');
        expect((await ask('GET /b')).status).toBe(200);
      }
    });

    test('should only be logged when the answer was given already', async () => {
      await using lifted = await lift({
        routes: {
          'GET /a': (_req, res) => {
            res.ok('fine');
            throw new Error('too late');
          },
        },
      });
      expect(await lifted.via(transport)('GET /a')).toMatchObject({ status: 200, body: 'fine' });
      expect(lifted.log.error.join()).toContain('too late');
    });
  });

  describe(`${transport}: HEAD and OPTIONS`, () => {
    test('should answer HEAD with the GET route, without a body', async () => {
      await using lifted = await lift({
        routes: { 'GET /a': (_req, res) => res.set('x-seen', 'yes').ok('body') },
      });
      const { status, body, headers } = await lifted.via(transport)('HEAD /a');
      expect({ status, body, seen: headers['x-seen'] }).toEqual({
        status: 200,
        body: undefined,
        seen: 'yes',
      });
    });

    test('should answer OPTIONS with the methods of the path, unless a route does', async () => {
      await using lifted = await lift({
        routes: { 'GET /a': say('a'), 'POST /:x': say('x'), 'OPTIONS /own': (_req, res) => res.ok('mine') },
      });
      const ask = lifted.via(transport);
      expect(await ask('OPTIONS /a')).toMatchObject({ status: 200, headers: { allow: 'GET, HEAD, POST' } });
      expect(await ask('OPTIONS /unknown/path')).toMatchObject({
        status: 200,
        headers: { allow: 'DELETE, GET, HEAD, PATCH, POST, PUT' },
      });
      expect((await ask('OPTIONS /own')).body).toBe('mine');
    });
  });

  test(`${transport}: /__getcookie should answer a script, unless the app answers, or the settings turn it off`, async () => {
    const answers: unknown[] = [];
    for (const options of [
      {},
      { routes: { 'GET /__getcookie': say('own') } },
      { sockets: { grant3rdPartyCookie: false } },
    ]) {
      await using lifted = await lift(options);
      const { status, body } = await lifted.via(transport)('GET /__getcookie');
      answers.push([status, body]);
    }
    expect(answers).toEqual([
      [200, '_sailsIoJSConnect();'],
      [200, { name: 'own', params: {} }],
      [404, 'Not Found'],
    ]);
  });

  test(`${transport}: a route of a Fastify plugin should win over the route table`, async () => {
    await using lifted = await lift({
      http: {
        plugins: [
          async (fastify) => {
            fastify.get('/native', () => ({ by: 'fastify' }));
          },
        ],
      },
      routes: { 'GET /native': say('table'), 'POST /native': say('table') },
    });
    const ask = lifted.via(transport);
    expect((await ask('GET /native')).body).toEqual({ by: 'fastify' });
    expect((await ask('HEAD /native')).status).toBe(200);
    expect((await ask('POST /native')).body).toMatchObject({ name: 'table' });
  });
}

test('a plugin that answers a method at every path should be taken, as @fastify/cors is for OPTIONS', async () => {
  await using lifted = await lift({
    http: { plugins: [[cors, { origin: 'https://example.com', methods: ['GET', 'PATCH'] }]] },
    routes: { 'GET /hello': say('table') },
  });
  const preflight = await fetch(`${lifted.url}/hello`, {
    method: 'OPTIONS',
    headers: { origin: 'https://example.com', 'access-control-request-method': 'PATCH' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, PATCH');
  for (const transport of transports) {
    const { body, headers } = await lifted.via(transport)('GET /hello');
    expect(body).toMatchObject({ name: 'table' });
    expect(headers['access-control-allow-origin']).toBe('https://example.com');
  }
});

test.each(['PROPFIND', 'REPORT', 'MKCOL', 'UNSUBSCRIBE'])(
  'a route for %s should answer that',
  async (method) => {
    await using lifted = await lift({
      routes: {
        [`${method} /a`]: (req, res) => res.json({ method: req.method, body: req.body }),
        'ALL /b': (_req, res) => res.json('all'),
        '/c': (_req, res) => res.json('usual'),
      },
    });
    const ask = lifted.via('http');
    const data = { a: 1 };
    expect(await ask(`${method} /a`, { data })).toMatchObject({ status: 200, body: { method, body: data } });
    expect((await ask(`${method} /b`)).body).toBe('all');
    expect(await ask(`${method} /c`)).toMatchObject({ status: 404, body: 'Not Found' });
  },
);

test("a method that nobody has heard of should get the app's own answer", async () => {
  await using lifted = await lift({
    responses: { moduleDefinitions: { notFound: respondNothing } },
  } as never);
  for (const method of ['PURGE', 'M-SEARCH', 'LINK'])
    expect(await lifted.via('http')(`${method} /a`)).toMatchObject({ status: 404, body: { nothing: true } });
});

function respondNothing(this: ResponseContext) {
  return this.res.status(404).json({ nothing: true });
}

describe('a route for every path', () => {
  const page: Handler = (_req, res) => res.send('page');

  test.each<[string, RoutesConfig]>([
    ['GET /*', { 'GET /*': page }],
    ['GET /:a/:b/:c', { 'GET /:a/:b/:c': { fn: page, skipAssets: false } }],
    ['GET r|^/.*$|', { 'GET r|^/.*$|': page }],
  ])('should be warned of when %s takes the client script, too', async (address, routes) => {
    await using lifted = await lift({ routes });
    const told = lifted.log.warn.filter((line) => line.includes('skipAssets'));
    if (address.includes(':')) expect(told).toEqual([]);
    else expect(told).toEqual([expect.stringContaining(`'${address}'`)]);
  });

  test.each<[string, RoutesConfig]>([
    ['says that it skips files', { 'GET /*': { fn: page, skipAssets: true } }],
    ['says that it takes them', { 'GET /*': { fn: page, skipAssets: false } }],
    ['skips them by an expression', { 'GET /*': { fn: page, skipRegex: /^\/js\// } }],
    ['is for another part', { 'GET /docs/*': page }],
    ['is for every method, as what stands before all routes is', { '/*': (_req, _res, next) => next() }],
  ])('should not be warned of when it %s', async (_what, routes) => {
    await using lifted = await lift({ routes });
    expect(lifted.log.warn.filter((line) => line.includes('skipAssets'))).toEqual([]);
  });
});

test('a full URL should lead where its path leads, whatever its host', async () => {
  await using lifted = await lift({ routes: { 'GET /a/b': say('it') } });
  const client = await lifted.client();
  const url = 'http://other.example/a/b?x=1';
  expect(await client.emitWithAck('get', { url })).toMatchObject({ statusCode: 200, body: { name: 'it' } });
  const status = await new Promise((resolve, reject) => {
    httpGet({ port: new URL(lifted.url).port, path: url, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once('error', reject);
  });
  expect(status).toBe(200);
});

describe('a route that can not be', () => {
  const fn: Handler = (_req, res) => res.ok();
  test.each<[string, RoutesConfig, string]>([
    ['is called length', { 'GET /a/:length': fn }, 'E_ROUTE_WITH_LENGTH'],
    ['is called length in a regular expression', { 'r|^/(a)$|length': fn }, 'E_ROUTE_WITH_LENGTH'],
    ['is given twice', { '/:a/:a': fn }, 'E_ROUTE_PARAMETER'],
    ['is called __proto__', { '/:__proto__': fn }, 'E_ROUTE_PARAMETER'],
    ['has a pattern', { '/:id(\\d+)': fn }, 'E_ROUTE_PARAMETER'],
    ['has no slash', { 'GET hello': fn }, 'E_ROUTE_ADDRESS'],
    ['has an unknown verb', { 'GTE /hello': fn }, 'E_ROUTE_ADDRESS'],
    ['is a broken expression', { 'r|^/(|a': fn }, 'E_ROUTE_REGEXP'],
    ['is an open expression', { 'r|^/a': fn }, 'E_ROUTE_REGEXP'],
    ['is an expression that a hostile path makes slow', { 'r|^/(a+)+$|a': fn }, 'E_ROUTE_REGEXP'],
    ['leads nowhere', { '/a': {} }, 'E_ROUTE_TARGET'],
    ['leads to a number', { '/a': 7 as never }, 'E_ROUTE_TARGET'],
    ['leads to an empty list', { '/a': [] }, 'E_ROUTE_TARGET'],
    ['asks an unknown policy', { '/a': { policy: 'nobody' } }, 'E_ROUTE_TARGET'],
    ['names an action in other letters', { '/a': 'user find!' }, 'E_NOT_ACTION_TARGET'],
  ])('should fail the lift when it %s', async (_what, routes, code) => {
    await expect(lift({ routes })).rejects.toMatchObject({ code });
  });

  test('should be left out with a warning when its action does not exist', async () => {
    await using lifted = await lift({ routes: { 'GET /a': 'user/find', 'GET /b': fn } });
    expect((await lifted.via('http')('GET /a')).status).toBe(404);
    expect((await lifted.via('http')('GET /b')).status).toBe(200);
    expect(lifted.log.warn.join()).toContain("there is no action 'user/find'");
  });

  test('should name the action that may be meant when its action does not exist', async () => {
    const controllers = { moduleDefinitions: { 'party/say': () => {} } };
    await using lifted = await lift({ controllers, routes: { 'POST /say': 'party/sya' } });
    expect(lifted.log.warn).toContain(
      "Route 'POST /say' is left out: there is no action 'party/sya'. Did you mean 'party/say'?",
    );
  });
});
