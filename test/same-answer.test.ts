/**
 * The same random request, by HTTP and over a socket, to an app folder with all that answers: the same bytes.
 *
 * What a client sees over HTTP is compared with the frame itself, not with what a parser makes of it.
 * @module
 */
import fc from 'fast-check';
import type { AppOptions } from 'telltale';
import { expect, test } from 'vitest';
import { appFolder } from '../packages/telltale/test/app-folder.ts';
import { lift } from '../packages/telltale/test/transports.ts';
import { openRawLine, type RawLine } from './raw-line.ts';

const files = {
  'api/controllers/PetController.js': `module.exports = {
  find: function (req, res) { return res.json([{ id: 1, name: 'Ann' }, { id: 2, name: req.param('name') }]); },
  findone: async function (req, res) {
    await new Promise(setImmediate);
    return req.params.id === '1' ? res.ok({ id: 1, all: req.allParams() }) : res.notFound();
  },
  create: function (req, res) { return res.created(req.body); },
  update: function (req, res) { return res.status(202).set('X-Changed', 'yes').send(req.body); },
  destroy: function (req, res) { return res.status(204).send(); },
  page: function (req, res) { return res.view('pet/page', { title: 'Pets', name: String(req.param('name')) }); },
  missing: function (req, res) { return res.view('pet/nowhere'); },
  text: function (req, res) { return res.send('é & "quotes" \\u2028 ' + req.param('name')); },
  bytes: function (req, res) { return res.type('text/plain').send(Buffer.from('bytes')); },
  stream: function (req, res) { res.status(200).type('text/csv'); res.write('a,b'); res.write('\\n1,2'); res.end(); },
  away: function (req, res) { return res.redirect('/pet?name=' + encodeURIComponent(req.param('name'))); },
  bad: function (req, res) { return res.badRequest({ why: req.param('name') }); },
  conflict: function (req, res) { return res.conflict('taken'); },
  teapot: function (req, res) { return res.teapot({ short: 'and stout' }); },
  throws: function () { throw new Error('on purpose'); },
  rejects: async function (req) { throw Object.assign(new Error('no ' + req.param('name')), { statusCode: 422, code: 'E_NO' }); },
  negotiate: function (req, res) { return res.negotiate({ status: 403 }); },
  next: function (req, res, next) { return next(); },
  twice: function (req, res) { res.json({ first: true }); return res.json({ second: true }); }
};`,
  'api/controllers/sum.ts': `import { defineAction } from 'telltale';
export default defineAction({
  inputs: {
    n: { type: 'number', required: true, max: 1000 },
    name: { type: 'string', maxLength: 6, defaultsTo: 'nobody' },
    list: { type: [{ a: 'number' }] },
    kind: { type: 'string', isIn: ['cat', 'dog'] },
  },
  exits: {
    taken: { statusCode: 409 },
    missing: { responseType: 'notFound' },
    elsewhere: { responseType: 'redirect' },
    page: { responseType: 'view', viewTemplatePath: 'pet/page' },
    lost: {},
  },
  async fn({ n, name, list, kind }, exits) {
    if (n === 1) throw 'missing';
    if (n === 2) throw { taken: { name } };
    if (n === 3) return exits.elsewhere('/pet');
    if (n === 4) return exits.page({ title: 'Sum', name });
    if (n === 5) throw 'lost';
    if (n === 6) throw new Error('on purpose');
    if (n === 7) return exits.success();
    if (n === 8) return exits.success(name);
    return exits.success({ n, name, list, kind });
  },
});`,
  'api/policies/isKind.js': `module.exports = function (req, res, proceed) {
  if (req.get('x-mood') === 'bad') return res.forbidden();
  if (req.get('x-mood') === 'worse') throw new Error('in a policy');
  return proceed();
};`,
  'api/responses/teapot.js': `module.exports = function (data) { return this.res.status(418).json(data); };`,
  'views/layouts/layout.ejs': '<html><title><%= title %></title><%- body %></html>',
  'views/pet/page.ejs': '<p>Hello <%= name %></p>',
};

const options: AppOptions = {
  environment: 'production',
  // Its headers are for pages, and so HTTP's alone.
  security: { helmet: false },
  globals: { sails: true },
  blueprints: { actions: true },
  policies: { PetController: { '*': true, find: 'isKind', create: 'isKind' }, sum: 'isKind' },
  routes: {
    'GET /pet': 'pet/find',
    'GET /pet/:id': { action: 'pet/findone', skipAssets: false },
    'POST /pet': 'pet/create',
    'PUT /pet/:id': 'pet/update',
    'PATCH /pet/:id': 'pet/update',
    'DELETE /pet/:id': 'pet/destroy',
    'GET /welcome': { view: 'pet/page', locals: { title: 'Welcome', name: 'you' } },
    'GET /old': '/pet',
    'GET /gone': { response: 'notFound' },
    'GET /files/*': (req, res) => res.json({ rest: req.params[0] }),
    'GET r|^/item/(\\d+)$|number': (req, res) => res.json({ number: req.params.number }),
    '/chain': [
      (req, _res, next) => {
        req.options.seen = true;
        next();
      },
      { policy: 'isKind' },
      (req, res) => res.json({ seen: req.options.seen, body: req.body, query: req.query }),
    ],
  },
};

const actions =
  'page missing text bytes stream away bad conflict teapot throws rejects negotiate next twice'.split(' ');
const word = fc.oneof(
  fc.constantFrom('', 'a', 'Ann', '__proto__', 'constructor', 'é', '💡', ' ', '%', '<b>', '"'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const segment = word.map(encodeURIComponent);
const path = fc.oneof(
  fc.constantFrom('/pet', '/sum', '/chain', '/welcome', '/old', '/gone', '/', '/PET', '/pet/'),
  fc.constantFrom(...actions).map((action) => `/pet/${action}`),
  segment.map((id) => `/pet/${id}`),
  segment.map((rest) => `/files/${rest}`),
  fc.integer({ min: -5, max: 1e6 }).map((number) => `/item/${number}`),
  fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`),
);
const query = fc.oneof(
  fc.record(
    {
      n: fc.oneof(fc.integer({ min: 0, max: 9 }).map(String), word),
      name: word,
      kind: fc.constantFrom('cat', 'dog', 'cow'),
    },
    { requiredKeys: [] },
  ),
  fc.dictionary(word, word, { maxKeys: 3 }),
);
const data = fc.oneof(
  fc.record(
    {
      n: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.jsonValue({ maxDepth: 1 })),
      name: fc.oneof(word, fc.jsonValue({ maxDepth: 1 })),
      list: fc.array(fc.oneof(fc.record({ a: fc.integer() }), fc.jsonValue({ maxDepth: 1 })), {
        maxLength: 3,
      }),
      kind: fc.constantFrom('cat', 'dog', 'cow'),
    },
    { requiredKeys: [] },
  ),
  fc.dictionary(
    word.filter((key) => key !== '__proto__'),
    fc.jsonValue({ maxDepth: 3 }),
    { maxKeys: 4 },
  ),
);
const question = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'),
  path,
  query,
  data,
  headers: fc.constantFrom<Record<string, string>>(
    {},
    { 'x-mood': 'good' },
    { 'x-mood': 'bad' },
    { 'x-mood': 'worse' },
  ),
});

type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never;

/** One request for each way in which the app answers; random ones may miss some. */
const examples: [Question][] = [
  ['POST', '/pet'],
  ['PUT', '/pet/1'],
  ['DELETE', '/pet/1'],
  ['GET', '/pet/1'],
  ['GET', '/pet/2'],
  ...actions.map((action): [string, string] => ['POST', `/pet/${action}`]),
  ...Array.from({ length: 10 }, (_, n): [string, string] => ['GET', `/sum?n=${n}`]),
].map(([method, address]) => {
  const [asked = '', search = ''] = (address ?? '').split('?');
  const given = Object.fromEntries(new URLSearchParams(search));
  return [{ method: method as 'GET', path: asked, query: given, data: { name: 'Ann' }, headers: {} }];
});

interface Answer {
  status: number;
  /** The body as it stands in a frame, letter by letter; `undefined` when there is none. */
  written: string | undefined;
  headers: Record<string, string>;
}

interface Asked {
  method: string;
  url: string;
  headers: Record<string, string>;
  data?: object | undefined;
}

async function askHttp(base: string, { method, url, headers, data: body }: Asked): Promise<Answer> {
  const response = await fetch(base + url, {
    method,
    redirect: 'manual',
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    // JSON travels as it is, anything else as a string of JSON.
    written: text === '' ? undefined : isJson(response.headers) ? text : JSON.stringify(text),
    headers: Object.fromEntries(response.headers),
  };
}

async function askSocket(line: RawLine, { method, url, headers, data: body }: Asked): Promise<Answer> {
  line.send(`420${JSON.stringify([method.toLowerCase(), { method, url, headers, data: body }])}`);
  const frame = await line.next();
  const [{ statusCode, headers: sent, body: value }] = JSON.parse(frame.slice('430'.length));
  const written = frame.slice(frame.indexOf('"body":') + '"body":'.length, frame.lastIndexOf(',"headers":{'));
  return { status: statusCode, written: value === undefined ? undefined : written, headers: sent };
}

function isJson(headers: Headers): boolean {
  return /json/.test(headers.get('content-type') ?? '');
}

/** Headers of HTTP's own connection, and types that a body over a socket has without saying so. */
function common({ status, written, headers }: Answer) {
  const ofHttp = ['connection', 'keep-alive', 'date', 'content-length', 'transfer-encoding'];
  const implied = ['application/json; charset=utf-8', 'text/plain; charset=utf-8'];
  const rest = Object.entries(headers).filter(
    ([name, value]) => !ofHttp.includes(name) && !(name === 'content-type' && implied.includes(value)),
  );
  return { status, written, headers: Object.fromEntries(rest) };
}

test('should answer the same bytes, status and headers over both, whatever is asked', async () => {
  await using folder = await appFolder(files);
  await using lifted = await lift({ ...options, appPath: folder.path });
  await using line = await openRawLine(lifted.url, 4);
  await line.next();
  line.send('40');
  await line.next();
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(question, async ({ method, path: asked, query: given, data: body, headers }) => {
      const search = new URLSearchParams(given).toString();
      const url = search === '' ? asked : `${asked}?${search}`;
      const whole = { method, url, headers, ...(/^P/.test(method) && { data: body }) };
      const [overHttp, overSocket] = [await askHttp(lifted.url, whole), await askSocket(line, whole)];
      seen.add(overHttp.status);
      expect(common(overSocket)).toEqual(common(overHttp));
    }),
    { numRuns: 600, examples },
  );
  // The requests were of every kind.
  expect([...seen].sort()).toEqual([200, 201, 202, 204, 302, 400, 403, 404, 409, 418, 422, 500]);
});
