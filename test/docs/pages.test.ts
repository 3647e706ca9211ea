/** Lifts one app of all files that the pages show, and asks it for what the pages say. @module */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppFolder, appFolder } from '../../packages/telltale/test/app-folder.ts';
import { type Ask, type Lifted, lift, transports } from '../../packages/telltale/test/transports.ts';
import { allPages, codeBlocks } from './markdown.ts';

/** Files of the pages, by their paths: those that begin with it as a comment, and those that it stands before. */
const files = Object.fromEntries(
  allPages()
    .filter(({ name }) => name.startsWith('docs/') && name !== 'docs/getting-started.md')
    .flatMap(codeBlocks)
    .flatMap((block) => {
      const path = block.file ?? /^\/\/ ((?:api|config|views)\/\S+)\n/.exec(block.code)?.[1];
      return path === undefined ? [] : [[path, block.code] as const];
    }),
);

let folder: AppFolder;
let app: Lifted;

beforeAll(async () => {
  folder = await appFolder({
    ...files,
    'views/partials/footer.ejs': '<footer><%= year %></footer>',
    'config/locales/de.json': JSON.stringify({
      Welcome: 'Willkommen',
      '%d boat': { one: '%d Boot', other: '%d Boote' },
    }),
    'views/layouts/layout.ejs': '<main><%- body %></main>',
    'views/pet/show.ejs': '<%= action %>',
    'assets/styles/site.css': 'body {}',
    'assets/.hidden': 'secret',
  });
  app = await lift({
    appPath: folder.path,
    blueprints: { actions: true },
    globals: { sails: true },
    routes: {
      'GET /enter': (_req, res) => res.cookie('user', 'ann', { signed: true }).ok(),
      'GET /teapot': { response: 'teapot' },
      'GET /home': (_req, res) => res.view('pages/home', { name: '<Ann>' }),
      'GET /show': { fn: (_req, res) => res.view({ action: 'shown' }), action: 'pet/show' },
      'GET /brew': () => {
        throw Object.assign(new Error('no coffee here'), { statusCode: 418, code: 'E_TEAPOT' });
      },
    },
  });
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test('the pages should show these files', () => {
  expect(Object.keys(files).toSorted()).toEqual([
    'api/controllers/PetController.ts',
    'api/controllers/SayController.js',
    'api/controllers/VisitorController.ts',
    'api/controllers/avatar/change.js',
    'api/controllers/greeting/show.ts',
    'api/controllers/pet/create.ts',
    'api/controllers/photo/store.ts',
    'api/controllers/user/signup.js',
    'api/helpers/format-name.js',
    'api/helpers/mail/send-welcome.ts',
    'api/hooks/clock.ts',
    'api/models/Pet.js',
    'api/models/Seat.ts',
    'api/models/User.ts',
    'api/policies/asMyself.ts',
    'api/policies/isLoggedIn.ts',
    'api/policies/isOwner.ts',
    'api/responses/teapot.ts',
    'api/services/PriceService.js',
    'config/blueprints.ts',
    'config/datastores.ts',
    'config/env/production.ts',
    'config/http.ts',
    'config/i18n.ts',
    'config/models.ts',
    'config/policies.ts',
    'config/routes.ts',
    'config/security.ts',
    'config/sockets.ts',
    'config/subscriptions.ts',
    'views/pages/home.ejs',
  ]);
});

describe.each(transports)('over %s, the app of the pages', (transport) => {
  const member = async (): Promise<{ ask: Ask; headers: Record<string, string> }> => {
    const { headers } = await app.via('http')('GET /enter');
    const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
    if (transport === 'http') return { ask: app.via('http'), headers: { cookie } };
    return { ask: await app.over({ extraHeaders: { cookie } }), headers: {} };
  };

  test('should route to actions, and let a policy refuse', async () => {
    const ask = app.via(transport);
    expect(await ask('GET /pets')).toMatchObject({ status: 200, body: [{ id: '7', name: 'Rex' }] });
    expect(await ask('GET /PETS/')).toMatchObject({ status: 200 });
    expect(await ask('GET /animals')).toMatchObject({ status: 302, headers: { location: '/pets' } });
    expect(await ask('DELETE /pets/7')).toMatchObject({ status: 403, body: 'Forbidden' });
    expect(await ask('POST /pets', { data: { name: 'Tom' } })).toMatchObject({ status: 403 });
    expect(await ask('GET /say/hello')).toMatchObject({ status: 403 });
  });

  test('should run an action with inputs and exits', async () => {
    const { ask, headers } = await member();
    const data = { name: `Tom over ${transport}`, age: '3', colour: 'black' };
    const created = await ask('POST /pets', { data, headers });
    expect(created).toMatchObject({ status: 201, body: { name: data.name, age: 3, tags: [] } });
    expect(created.body).not.toHaveProperty('colour');
    expect(created.headers['x-exit']).toBe('success');
    expect(await ask('POST /pets', { data, headers })).toMatchObject({
      status: 409,
      body: { name: data.name },
    });
    const refused = await ask('POST /pets', { data: { age: -1 }, headers });
    expect(refused).toMatchObject({ status: 400, body: { code: 'E_MISSING_OR_INVALID_PARAMS' } });
    expect((refused.body as { problems: string[] }).problems).toHaveLength(2);
  });

  test('should give actions routes of their own, and run a CommonJS controller', async () => {
    const { ask, headers } = await member();
    expect((await ask('GET /say/hello', { headers })).body).toEqual({ hello: transport });
  });

  test('should answer by responses of its own, and by the status that an error names', async () => {
    const ask = app.via(transport);
    expect((await ask('GET /teapot')).status).toBe(418);
    expect(await ask('GET /brew')).toMatchObject({
      status: 418,
      body: { code: 'E_TEAPOT', message: 'no coffee here' },
    });
  });

  test('should undo a change that a model refuses, and answer with the status of its error', async () => {
    const { ask, headers } = await member();
    const guest = `Ann over ${transport}`;
    const refused = await ask('POST /api/seat', { data: { row: 21, guest }, headers });
    expect(refused).toMatchObject({ status: 409, body: { message: 'There are 20 rows.' } });
    expect((await ask('POST /api/seat', { data: { row: 20, guest }, headers })).status).toBe(200);
    expect((await ask('GET /api/seat', { data: { guest }, headers })).body).toMatchObject([{ row: 20 }]);
  });

  test('should show views with layout and partials', async () => {
    const ask = app.via(transport);
    const { body } = await ask('GET /home');
    expect(String(body).replace(/\s*\n\s*/g, '')).toBe(
      '<main><h1>Hello &lt;Ann&gt;</h1><footer>2026</footer></main>',
    );
    expect((await ask('GET /show')).body).toBe('<main>shown</main>');
  });

  test('should say phrases in the language that is asked for', async () => {
    const { ask, headers } = await member();
    const { body } = await ask('GET /greeting/show', { data: { lang: 'de', boats: '2' }, headers });
    expect(body).toEqual({ said: 'Willkommen', boats: '2 Boote' });
  });

  test('should call helpers, in groups and through exits', async () => {
    const { ask, headers } = await member();
    const signUp = (email: string) => ask('POST /user/signup', { data: { email }, headers });
    expect(await signUp('ann@example.com')).toMatchObject({
      status: 200,
      body: { mail: { sent: 'Welcome, Ann!' }, signed: 'Bonny, Ann' },
    });
    expect(await signUp('ann@example.invalid')).toMatchObject({ status: 422 });
  });

  test('should have the routes of its hook, and what its Fastify plugin adds', async () => {
    const { body, headers } = await app.via(transport)('GET /time');
    expect(body).toEqual({ at: expect.any(Number) });
    expect(headers).toHaveProperty('x-served-by');
  });
});

test('the app of the pages should serve static files over HTTP only, and no hidden ones', async () => {
  const ask = app.via('http');
  expect(await ask('GET /styles/site.css')).toMatchObject({ status: 200, body: 'body {}' });
  expect((await ask('GET /.hidden')).status).toBe(404);
  expect((await app.via('socket')('GET /styles/site.css')).status).toBe(404);
});

test('the app of the pages should tell its sockets the time, as its hook does', async () => {
  const client = await app.client();
  const tick = await new Promise((resolve) => client.once('tick', resolve));
  expect(tick).toEqual({ at: expect.any(Number) });
});

test('the app of the pages should take uploads, to disk and elsewhere', async () => {
  const entered = await app.via('http')('GET /enter');
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  const send = async (path: string, text: [string, string], field: string) => {
    const body = new FormData();
    body.append(...text);
    body.append(field, new Blob(['twelve bytes']), 'a.png');
    const answer = await fetch(app.url + path, { method: 'POST', headers: { cookie }, body });
    return answer.json();
  };
  expect(await send('/avatar/change', ['name', 'Ann'], 'avatar')).toMatchObject({
    of: 'Ann',
    bytes: 12,
    saved: expect.stringMatching(/[\\/]\.tmp[\\/]uploads[\\/].*\.png$/),
  });
  expect(await send('/photo/store', ['album', 'sea'], 'photos')).toEqual([
    { size: 12, extra: { key: 'sea/a.png', sha256: expect.any(String) } },
  ]);
});
