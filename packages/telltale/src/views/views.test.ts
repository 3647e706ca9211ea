import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { AppOptions } from 'telltale';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

let appPath = '';

const files = {
  'plain.ejs': 'plain',
  'hello.ejs': '<p>Hello <%= name %></p>',
  'user/show.ejs': 'user <%= id %>',
  'where.ejs': '<%= req.path %> <%= sails === req._sails %> <%= typeof res.ok %>',
  'levels.ejs': '<%= app %> <%= route %> <%= response %> <%= given %>',
  'nested/list.ejs': "<% for (const item of items) { %><%- partial('parts/item', { item }) %><% } %>",
  'nested/parts/item.ejs': '<li><%= item %></li>',
  'nested/include.ejs': "<%- include('parts/item', { item: 'included' }) %>",
  'exposing.ejs': '<%- exposeLocalsToBrowser() %>',
  'chosen.ejs': "<%- exposeLocalsToBrowser({ keys: ['b', 'req'], namespace: 'MINE' }) %>",
  'broken.ejs': '<% if (true { %>',
  'failing.ejs': '\n<%= missing.name %>',
  'outside.ejs': "<%- partial('../../secret') %>",
  'layouts/layout.ejs': '<html><%- body %></html>',
  'layouts/other.ejs': '<main title="<%= name %>"><%- body %></main>',
};

beforeAll(async () => {
  appPath = await mkdtemp(join(tmpdir(), 'telltale-views-'));
  for (const [name, text] of Object.entries(files)) await write(`views/${name}`, text);
  await write('secret.ejs', 'swordfish');
});
afterAll(() => rm(appPath, { recursive: true }));

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(appPath, name)), { recursive: true });
  await writeFile(join(appPath, name), text);
}

function withRoutes(routes: AppOptions['routes'], more: AppOptions = {}): AppOptions {
  return { appPath, views: { layout: false }, ...(routes && { routes }), ...more };
}

for (const transport of transports) {
  describe(`${transport}: a view`, () => {
    test('should be sent as a page, with what it was given escaped', async () => {
      await using lifted = await lift(
        withRoutes({ 'GET /x': (_req, res) => res.status(202).view('hello', { name: '<Ann>' }) }),
      );
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 202, body: '<p>Hello &lt;Ann&gt;</p>' });
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    });

    test('should be shown by a route that names it, with its locals', async () => {
      await using lifted = await lift(withRoutes({ 'GET /x': { view: 'hello', locals: { name: 'Bea' } } }));
      expect((await lifted.via(transport)('GET /x')).body).toBe('<p>Hello Bea</p>');
    });

    test('should be the one of the action when none is named', async () => {
      await using lifted = await lift(
        withRoutes(
          { 'GET /user/:id': { action: 'user/show' } },
          {
            controllers: {
              moduleDefinitions: {
                UserController: {
                  show: (req: { param(name: string): unknown }, res: { view(locals: object): unknown }) =>
                    res.view({ id: req.param('id') }),
                },
              },
            },
          },
        ),
      );
      expect((await lifted.via(transport)('GET /user/7')).body).toBe('user 7');
    });

    test('should be shown by an exit that says so', async () => {
      await using lifted = await lift(
        withRoutes(
          { 'GET /x': { action: 'act' } },
          {
            controllers: {
              moduleDefinitions: {
                act: {
                  exits: { success: { responseType: 'view', viewTemplatePath: 'hello' } },
                  fn: async () => ({ name: 'Cid' }),
                },
              },
            },
          },
        ),
      );
      expect((await lifted.via(transport)('GET /x')).body).toBe('<p>Hello Cid</p>');
    });

    test('should see the request, the response and the app', async () => {
      await using lifted = await lift(withRoutes({ 'GET /x': { view: 'where' } }));
      expect((await lifted.via(transport)('GET /x')).body).toBe('/x true function');
    });

    test('should see the values of the app, the route, the response and the call, the nearest first', async () => {
      await using lifted = await lift(
        withRoutes(
          {
            'GET /x': {
              fn: (_req, res) => {
                Object.assign(res.locals, { response: 'response', given: 'response' });
                return res.view('levels', { given: 'given' });
              },
              locals: { route: 'route', response: 'route', given: 'route' },
            },
          },
          { views: { layout: false, locals: { app: 'app', route: 'app', response: 'app', given: 'app' } } },
        ),
      );
      expect((await lifted.via(transport)('GET /x')).body).toBe('app route response given');
    });

    test('should take in partials and includes relative to itself', async () => {
      await using lifted = await lift(
        withRoutes({
          'GET /partial': (_req, res) => res.view('nested/list', { items: ['a', '<b>'] }),
          'GET /include': (_req, res) => res.view('nested/include'),
        }),
      );
      const ask = lifted.via(transport);
      expect((await ask('GET /partial')).body).toBe('<li>a</li><li>&lt;b&gt;</li>');
      expect((await ask('GET /include')).body).toBe('<li>included</li>');
    });

    test('should stand in a layout: the app’s, the usual one, its own, or none', async () => {
      const routes: AppOptions['routes'] = {
        'GET /set': (_req, res) => res.view('plain', { name: 'n' }),
        'GET /own': (_req, res) => res.view('plain', { name: 'n', layout: 'layouts/other' }),
        'GET /none': (_req, res) => res.view('plain', { layout: false }),
      };
      await using usual = await lift(withRoutes(routes, { views: {} }));
      await using set = await lift(withRoutes(routes, { views: { layout: 'layouts/other' } }));
      expect((await usual.via(transport)('GET /set')).body).toBe('<html>plain</html>');
      expect((await set.via(transport)('GET /set')).body).toBe('<main title="n">plain</main>');
      expect((await usual.via(transport)('GET /own')).body).toBe('<main title="n">plain</main>');
      expect((await set.via(transport)('GET /none')).body).toBe('plain');
    });

    test('should be given to a callback instead of being sent', async () => {
      await using lifted = await lift(
        withRoutes({
          'GET /x': (_req, res) =>
            res.view('plain', {}, (error, html) => res.json({ html, failed: error?.message ?? null })),
          'GET /y': (_req, res) => res.render('absent', (error) => res.json({ failed: error?.message })),
        }),
      );
      const ask = lifted.via(transport);
      expect((await ask('GET /x')).body).toEqual({ html: 'plain', failed: null });
      expect((await ask('GET /y')).body).toEqual({ failed: expect.stringContaining('views/absent.ejs') });
    });

    test.each([
      ['there is no file', 'absent', 'there is no file views/absent.ejs'],
      ['its syntax is wrong', 'broken', "the view 'broken' failed"],
      ['it asks for a value that is not there', 'failing', 'missing is not defined'],
      ['it lies outside the folder of the views', '../secret', 'outside the folder'],
      ['a partial lies outside', 'outside', 'outside the folder'],
    ])('should answer 500 with E_VIEW_FAILED when %s', async (_what, view, why) => {
      await using lifted = await lift(withRoutes({ 'GET /x': (_req, res) => res.view(view) }));
      const answer = await lifted.via(transport)('GET /x');
      expect(answer.status).toBe(500);
      expect(answer.body).toContain('E_VIEW_FAILED');
      expect(answer.body).toContain(why);
      expect(answer.body).not.toContain('swordfish');
    });

    test('should answer 500 with E_VIEW_INFER when nothing says which', async () => {
      await using lifted = await lift(withRoutes({ 'GET /x': (_req, res) => res.view() }));
      const answer = await lifted.via(transport)('GET /x');
      expect(answer.status).toBe(500);
      expect(answer.body).toContain('E_VIEW_INFER');
    });

    test('should be read again in development, and once in production', async () => {
      await write('views/changing.ejs', 'one');
      const routes: AppOptions['routes'] = { 'GET /x': { view: 'changing' } };
      await using development = await lift(withRoutes(routes));
      await using production = await lift(withRoutes(routes, { environment: 'production' }));
      await development.via(transport)('GET /x');
      await production.via(transport)('GET /x');
      await write('views/changing.ejs', 'two');
      expect((await development.via(transport)('GET /x')).body).toBe('two');
      expect((await production.via(transport)('GET /x')).body).toBe('one');
    });
  });

  describe(`${transport}: exposeLocalsToBrowser()`, () => {
    const hostile = { text: '</script><script>alert(1)</script>\u2028' };

    test('should give scripts the same values, whatever they hold', async () => {
      const value = JSON.parse(`{"__proto__":{"polluted":true},"list":[1,null,"<!--"]}`) as unknown;
      await using lifted = await lift(
        withRoutes({ 'GET /x': (_req, res) => res.view('exposing', { hostile, value, run: () => {} }) }),
      );
      const page = String((await lifted.via(transport)('GET /x')).body);
      expect(page.match(/<\/?script/g)).toHaveLength(2);
      const window: { SAILS_LOCALS?: Record<string, unknown> } = {};
      runInNewContext(page.replace(/<\/?script[^>]*>/g, ''), { window });
      const exposed = window.SAILS_LOCALS;
      expect(JSON.stringify(exposed?.value)).toBe(JSON.stringify(value));
      expect(exposed?.hostile).toMatchObject({ text: hostile.text });
      expect(Object.keys(exposed ?? {}).sort()).toEqual(['hostile', 'value']);
    });

    test('should give no more than was chosen, and never the request', async () => {
      await using lifted = await lift(
        withRoutes({ 'GET /x': (_req, res) => res.view('chosen', { a: 1, b: 2 }) }),
      );
      const { body } = await lifted.via(transport)('GET /x');
      expect(String(body).replace(/ nonce=\w+/, '')).toBe(
        '<script>window.MINE = JSON.parse("{\\"b\\":2}");</script>',
      );
    });

    test('should answer 500 when a value can not be written as JSON', async () => {
      await using lifted = await lift(
        withRoutes({ 'GET /x': (_req, res) => res.view('exposing', { big: 1n }) }),
      );
      expect((await lifted.via(transport)('GET /x')).body).toContain('E_VIEW_FAILED');
    });
  });
}

describe('http: the views 404 and 500', () => {
  const browser = { headers: { accept: 'text/html' } };

  test('should be shown to browsers, and the words of the status to others', async () => {
    await write('errors/404.ejs', 'lost at <%= req.path %>');
    await write('errors/500.ejs', 'sunk: <%= error ? error.message : "no reason given" %>');
    const options: AppOptions = {
      views: { folder: 'errors', layout: false },
      routes: {
        'GET /x': () => {
          throw new Error('swordfish');
        },
      },
    };
    await using development = await lift(withRoutes(undefined, options));
    await using production = await lift(withRoutes(undefined, { ...options, environment: 'production' }));
    const ask = development.via('http');
    expect(await ask('GET /nowhere', browser)).toMatchObject({ status: 404, body: 'lost at /nowhere' });
    expect(await ask('GET /nowhere')).toMatchObject({ status: 404, body: 'Not Found' });
    expect(await ask('GET /x', browser)).toMatchObject({ status: 500, body: 'sunk: swordfish' });
    expect(await production.via('http')('GET /x', browser)).toMatchObject({
      status: 500,
      body: 'sunk: no reason given',
    });
    expect(await development.via('socket')('GET /nowhere')).toMatchObject({ status: 404, body: 'Not Found' });
  });

  test('should give way to the plain answer when they fail themselves', async () => {
    await write('sunk/404.ejs', '<%= missing.name %>');
    await using lifted = await lift(withRoutes(undefined, { views: { folder: 'sunk', layout: false } }));
    expect(await lifted.via('http')('GET /nowhere', browser)).toMatchObject({
      status: 404,
      body: 'Not Found',
    });
    expect(lifted.log.error.join()).toContain("the view '404' failed");
  });
});
