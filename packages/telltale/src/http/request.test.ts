import type { Handler, RoutesConfig } from 'telltale';
import { describe, expect, test } from 'vitest';
import { askHttp, lift, sendRaw, transports } from '../../test/transports.ts';

const showParams: Handler = (req, res) =>
  res.json({ all: req.allParams(), query: req.query, body: req.body, params: req.params });

for (const transport of transports) {
  describe(`${transport}: a request`, () => {
    test('should know where it was sent and how it came', async () => {
      await using lifted = await lift({
        routes: {
          'GET /a/:id': (req, res) =>
            res.json({
              isSocket: req.isSocket,
              method: req.method,
              url: req.url,
              originalUrl: req.originalUrl,
              path: req.path,
              hostname: req.hostname,
              port: req.port,
              baseUrl: req.baseUrl,
              protocol: req.protocol,
              secure: req.secure,
              transport: req.transport,
              ips: req.ips,
              ip: req.ip,
              app: req._sails === lifted.app,
              pair: req.res === res && res.req === req,
            }),
        },
      });
      const { host, port } = new URL(lifted.url);
      expect((await lifted.via(transport)('GET /a/7?x=1')).body).toEqual({
        isSocket: transport === 'socket',
        method: 'GET',
        url: '/a/7?x=1',
        originalUrl: '/a/7?x=1',
        path: '/a/7',
        hostname: '127.0.0.1',
        port: Number(port),
        baseUrl: `http://${host}`,
        protocol: 'http',
        secure: false,
        transport: transport === 'http' ? 'http' : 'socket.io',
        ips: [],
        ip: '127.0.0.1',
        app: true,
        pair: true,
      });
    });

    test('should have the same path when the full address is asked for', async () => {
      await using lifted = await lift({ routes: { 'GET /:name': (req, res) => res.send(req.path) } });
      const { host } = new URL(lifted.url);
      const answer =
        transport === 'http'
          ? await sendRaw(
              { host: '127.0.0.1', port: host.split(':')[1], path: 'http://other.com/a%20b?x' },
              { method: 'GET', headers: {} },
            )
          : await lifted.via('socket')('GET http://other.com/a%20b?x');
      expect(answer).toMatchObject({ status: 200, body: '/a%20b' });
    });

    test('should believe a proxy about addresses and encryption when the app trusts it', async () => {
      await using lifted = await lift({
        http: { trustProxy: true },
        routes: { 'GET /x': (req, res) => res.json({ ip: req.ip, ips: req.ips, secure: req.secure }) },
      });
      const headers = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' };
      const ask = transport === 'http' ? lifted.via('http') : await lifted.over({ extraHeaders: headers });
      expect((await ask('GET /x', transport === 'http' ? { headers } : {})).body).toEqual({
        ip: '203.0.113.7',
        ips: ['127.0.0.1', '203.0.113.7'],
        secure: true,
      });
    });

    test('should overlay the query by the body, and that by the route', async () => {
      await using lifted = await lift({ routes: { 'POST /x/:c': showParams } });
      const answer = await lifted.via(transport)('POST /x/route?a=query&b=query&c=query', {
        data: { b: 'body', c: 'body', d: [1, { e: null }] },
      });
      expect(answer.body).toMatchObject({
        all: { a: 'query', b: 'body', c: 'route', d: [1, { e: null }] },
        query: { a: 'query', b: 'query', c: 'query' },
        params: { c: 'route' },
      });
    });

    test('should find one value in the route, the body, then the query', async () => {
      await using lifted = await lift({
        routes: {
          'POST /x/:c': (req, res) =>
            res.json(['a', 'b', 'c', 'none', 'constructor'].map((name) => req.param(name, 'fallback'))),
        },
      });
      const answer = await lifted.via(transport)('POST /x/route?a=query&b=query&c=query', {
        data: { b: 0, c: 'body' },
      });
      expect(answer.body).toEqual(['query', 0, 'route', 'fallback', 'fallback']);
    });

    test('should have data of GET in its query, and an empty body when nothing was sent', async () => {
      await using lifted = await lift({ routes: { 'GET /x': showParams } });
      const ask = lifted.via(transport);
      expect((await ask('GET /x', { data: { z: 'z' } })).body).toMatchObject({
        query: { z: 'z' },
        all: { z: 'z' },
      });
      expect((await ask('GET /x')).body).toEqual({ all: {}, query: {}, body: {}, params: {} });
    });

    test('should read nested and repeated parameters of the query', async () => {
      await using lifted = await lift({ routes: { 'GET /x': (req, res) => res.json(req.query) } });
      const { body } = await lifted.via(transport)(
        'GET /x?tag=a&tag=b&where[name][contains]=%C3%A4&broken=%zz&plus=a+b',
      );
      expect(body).toEqual({
        tag: ['a', 'b'],
        where: { name: { contains: 'ä' } },
        broken: '%zz',
        plus: 'a b',
      });
    });

    test('should keep a list as body', async () => {
      await using lifted = await lift({ routes: { 'POST /x': showParams } });
      expect((await lifted.via(transport)('POST /x', { data: ['a', 'b'] })).body).toMatchObject({
        body: ['a', 'b'],
        all: { 0: 'a', 1: 'b' },
      });
    });

    test('should let no parameter reach a prototype', async () => {
      await using lifted = await lift({
        routes: {
          'POST /x/:toString': (req, res) => {
            const all = req.allParams();
            res.json({
              own: Object.keys(all).sort(),
              polluted: ({} as { polluted?: unknown }).polluted ?? null,
              inherited: 'valueOf' in all,
            });
          },
        },
      });
      const answer = await lifted.via(transport)(
        'POST /x/1?__proto__[polluted]=1&__proto__.polluted=1&constructor[prototype][polluted]=1&a=1',
        { data: { b: 2 } },
      );
      expect(answer.body).toMatchObject({ polluted: null, inherited: false });
      expect((answer.body as { own: string[] }).own).toEqual(expect.arrayContaining(['a', 'b', 'toString']));
      expect((answer.body as { own: string[] }).own).not.toContain('__proto__');
    });

    test('should give headers by any case, and the referring page by both spellings', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': (req, res) =>
            res.json([
              req.get('X-Thing'),
              req.header('x-thing'),
              req.get('Referrer'),
              req.get('toString') ?? null,
            ]),
        },
      });
      const headers = { 'x-thing': 'here', referer: '/from' };
      expect((await lifted.via(transport)('GET /x', { headers })).body).toEqual([
        'here',
        'here',
        '/from',
        null,
      ]);
    });

    test('should say what the client accepts', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': (req, res) =>
            res.json({
              all: req.accepts(),
              best: req.accepts('html', 'json'),
              list: req.accepts(['text/plain', 'json']),
              none: req.accepts('png'),
              language: req.acceptsLanguages('de', 'en'),
              charset: req.acceptsCharsets('utf-8'),
              xhr: req.xhr,
            }),
        },
      });
      const headers = {
        accept: 'application/json, text/html;q=0.5',
        'accept-language': 'en, de;q=0.5',
        'x-requested-with': 'XMLHttpRequest',
      };
      expect((await lifted.via(transport)('GET /x', { headers })).body).toEqual({
        all: ['application/json', 'text/html'],
        best: 'json',
        list: 'json',
        none: false,
        language: 'en',
        charset: 'utf-8',
        xhr: true,
      });
    });

    test('should know its body as JSON', async () => {
      await using lifted = await lift({
        routes: {
          'POST /x': (req, res) =>
            res.json([req.is('json'), req.is('html', 'application/*'), req.is('text')]),
        },
      });
      expect((await lifted.via(transport)('POST /x', { data: { a: 1 } })).body).toEqual([
        'json',
        'application/json',
        false,
      ]);
    });

    test('should know whether the copy of the client is good still', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': (req, res) => {
            res.set('etag', '"v2"');
            return res.json({ fresh: req.fresh, stale: req.stale });
          },
        },
      });
      const ask = lifted.via(transport);
      expect((await ask('GET /x', { headers: { 'if-none-match': '"v2"' } })).body).toEqual({
        fresh: true,
        stale: false,
      });
      expect((await ask('GET /x', { headers: { 'if-none-match': '"v1"' } })).body).toEqual({
        fresh: false,
        stale: true,
      });
    });

    test('should carry what the route says in req.options, its own each time', async () => {
      const routes: RoutesConfig = {
        'GET /x': {
          fn: (req, res) => {
            const seen = req.options.count;
            req.options.count = 'changed';
            return res.json({ seen });
          },
          count: 1,
        },
      };
      await using lifted = await lift({ routes });
      const ask = lifted.via(transport);
      await ask('GET /x');
      expect((await ask('GET /x')).body).toEqual({ seen: 1 });
    });
  });
}

describe('http: req.wantsJSON', () => {
  test.each([
    ['a program that says nothing', {}, true],
    ['a program that takes anything', { accept: '*/*' }, true],
    ['a browser', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, false],
    ['a script of a page', { accept: 'text/html', 'x-requested-with': 'XMLHttpRequest' }, true],
    ['a program', { accept: 'application/json' }, true],
  ])('should be as %s expects', async (_who, headers, expected) => {
    await using lifted = await lift({ routes: { 'GET /x': (req, res) => res.json(req.wantsJSON) } });
    expect((await askHttp(lifted.url, 'GET /x', { headers: headers as Record<string, string> })).body).toBe(
      expected,
    );
  });

  test('should be true when the route says so, and what a policy sets', async () => {
    await using lifted = await lift({
      routes: {
        'GET /option': { fn: (req, res) => res.json(req.wantsJSON), wantsJSON: true },
        'GET /set': (req, res) => {
          req.wantsJSON = true;
          return res.json(req.wantsJSON);
        },
      },
    });
    const headers = { accept: 'text/html' };
    expect((await askHttp(lifted.url, 'GET /option', { headers })).body).toBe(true);
    expect((await askHttp(lifted.url, 'GET /set', { headers })).body).toBe(true);
  });
});

test('socket: req.wantsJSON should be true whatever the message accepts', async () => {
  await using lifted = await lift({ routes: { 'GET /x': (req, res) => res.json(req.wantsJSON) } });
  expect((await lifted.via('socket')('GET /x', { headers: { accept: 'text/html' } })).body).toBe(true);
});
