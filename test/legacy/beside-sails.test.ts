/**
 * The same folder, unchanged, lifted by a released Sails 1.5 and by Telltale: the same requests get the same status, body and content
 * type, but for what differs on purpose.
 *
 * @module
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, ResponseError, type SailsSocket } from '@telltale/client';
import { describe, expect, test } from 'vitest';
import { type Answer, differences, withoutHidden, withoutProtected } from './differences.ts';
import { type LegacyFolder, legacyFolder, liftLegacy } from './legacy-app.ts';

const installed = new URL('../../benchmarks/node_modules/sails-hook-sockets/package.json', import.meta.url);
const isMissing = !existsSync(installed);
const reason = 'Sails 1.5 is not installed: run `npm ci --prefix benchmarks`';
const title =
  isMissing && !process.env.CI ? `beside Sails 1.5.18 (skipped: ${reason})` : 'beside Sails 1.5.18';

interface Asked {
  /** Names the request in {@link differences}, together with the transport. */
  name: string;
  address: string;
  data?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** Whether somebody asks who has logged in. */
  aboard?: boolean;
}

const html = { accept: 'text/html,application/xhtml+xml' };
const ada = { email: 'ada@harbour.example' };

const requests: Asked[] = [
  { name: 'a classic action', address: 'GET /harbour/weather' },
  { name: 'a query with a callback', address: 'GET /harbour/boats' },
  { name: 'a route of a hook', address: 'GET /tide' },
  { name: 'a route to a function', address: 'GET /lighthouse/green' },
  { name: 'a redirect', address: 'GET /old-quay' },
  { name: 'a view', address: 'GET /', headers: { 'accept-language': 'de' } },
  { name: 'a view of an action', address: 'GET /boats' },
  { name: 'a response of the app', address: 'GET /harbour/closed' },
  { name: 'a response of the app, for a page', address: 'GET /harbour/closed', headers: html },
  { name: 'an error', address: 'GET /harbour/storm' },
  { name: 'an error, for a page', address: 'GET /harbour/storm', headers: html },
  { name: 'what is not there', address: 'GET /nowhere' },
  { name: 'what is not there, for a page', address: 'GET /nowhere', headers: html },
  { name: 'a verb that nobody answers', address: 'DELETE /me' },
  { name: 'an action for sockets', address: 'GET /harbour/listen' },
  { name: 'an asset', address: 'GET /styles/harbour.css' },
  { name: 'a stranger', address: 'GET /me' },
  { name: 'a stranger at an action with inputs', address: 'POST /boats/1/hire' },
  { name: 'a log-in of nobody', address: 'POST /login', data: { email: 'nobody@harbour.example' } },
  { name: 'a log-in', address: 'POST /login', data: ada },
  { name: 'a policy that counts', address: 'GET /me', aboard: true },
  { name: 'a policy that counts on', address: 'GET /me', aboard: true },
  { name: 'an action with inputs', address: 'POST /boats/1/hire', data: { days: 2 }, aboard: true },
  { name: 'an exit with data', address: 'POST /boats/1/hire', aboard: true },
  { name: 'an exit with a response', address: 'POST /boats/99/hire', aboard: true },
  { name: 'an input out of bounds', address: 'POST /boats/2/hire', data: { days: 99 }, aboard: true },
  { name: 'an input of another type', address: 'POST /boats/2/hire', data: { days: 'two' }, aboard: true },
  { name: 'inputs as text', address: 'POST /boats/2/hire?days=3', aboard: true },
  { name: 'an exit by a callback', address: 'POST /boats/1/return' },
  { name: 'another exit by a callback', address: 'POST /boats/99/return' },
  { name: 'putting back', address: 'POST /boats/2/return' },
  { name: 'all records', address: 'GET /boat?sort=name ASC' },
  { name: 'records by a condition', address: 'GET /boat?where={"berth":{">":3}}' },
  { name: 'records by an attribute', address: 'GET /boat?name=Gull&populate=false' },
  { name: 'a page of records', address: 'GET /boat?limit=1&skip=1&sort=id ASC' },
  { name: 'an unknown attribute', address: 'GET /boat?mast=2' },
  { name: 'a limit that is none', address: 'GET /boat?limit=many' },
  { name: 'one record', address: 'GET /boat/1' },
  { name: 'a record that is not there', address: 'GET /boat/99' },
  { name: 'members', address: 'GET /skipper/1/boats' },
  { name: 'records with what is protected', address: 'GET /skipper' },
  { name: 'a new record, by a stranger', address: 'POST /boat', data: { name: 'Mine' } },
  { name: 'a new record', address: 'POST /boat', data: { name: ' Tern ', pricePerDay: 9 }, aboard: true },
  {
    name: 'a new record that breaks rules',
    address: 'POST /boat',
    data: { name: '', berth: 0 },
    aboard: true,
  },
  {
    name: 'a new record with an unknown attribute',
    address: 'POST /boat',
    data: { name: 'Skua', pricePerDay: 8, mast: 2, owner: 1 },
    aboard: true,
  },
  // Spends an id in Sails, so that it stands last of the new boats.
  {
    name: 'a new record that is not unique',
    address: 'POST /boat',
    data: { name: 'Gull', pricePerDay: 1 },
    aboard: true,
  },
  {
    name: 'a new record with what is protected',
    address: 'POST /skipper',
    data: { name: 'Bea', email: 'bea@harbour.example' },
  },
  { name: 'a change', address: 'PATCH /skipper/1', data: { name: 'Ada L.' } },
  { name: 'a change with PUT', address: 'PUT /skipper/1', data: { name: 'Ada' } },
  { name: 'a change that breaks rules', address: 'PATCH /skipper/1', data: { name: '' } },
  { name: 'a change of another type', address: 'PATCH /skipper/1', data: { name: { first: 'Ada' } } },
  { name: 'a change of what is not there', address: 'PATCH /skipper/99', data: { name: 'Ada' } },
  { name: 'a new member', address: 'PUT /skipper/1/boats/2' },
  { name: 'members, one more', address: 'GET /skipper/1/boats?select=name&sort=name DESC' },
  { name: 'a member that leaves', address: 'DELETE /skipper/1/boats/2' },
  { name: 'a new member that is not there', address: 'PUT /skipper/1/boats/99' },
  { name: 'a change that a policy forbids', address: 'PATCH /boat/1', data: { name: 'Mine' } },
  { name: 'an end that a policy forbids', address: 'DELETE /boat/1' },
  { name: 'an end of what is not there', address: 'DELETE /skipper/99' },
  { name: 'an end', address: 'DELETE /skipper/1' },
  { name: 'what is left of its members', address: 'GET /boat?sort=id ASC&populate=false' },
  { name: 'a log-out', address: 'POST /logout', aboard: true },
];

describe.skipIf(isMissing && !process.env.CI)(title, { timeout: 60_000 }, () => {
  const met = new Set<string>();

  for (const transport of ['http', 'socket'] as const) {
    test(`should answer alike over ${transport}, but for what differs on purpose`, async () => {
      await using both = await liftBoth();
      const [theirs, ours] = await Promise.all([
        askAll(both.sails, transport),
        askAll(both.telltale, transport),
      ]);
      for (const { name } of requests) {
        let expected = theirs.get(name)!;
        for (const [difference, { concerns, instead }] of Object.entries(differences)) {
          if (concerns && !concerns({ name, transport }, expected)) continue;
          const before = expected;
          expected = instead(before);
          if (JSON.stringify(before) !== JSON.stringify(expected)) met.add(difference);
        }
        expect.soft(ours.get(name), name).toEqual(expected);
      }
      if (transport === 'socket') return;
      expect(await upload(both.telltale, 70_000)).toEqual(await upload(both.sails, 70_000));
      // The answer is the text of an error, which each words for itself.
      expect((await upload(both.telltale, 170_000)).status).toBe((await upload(both.sails, 170_000)).status);
    });
  }

  test('should have met every difference that is listed', () => {
    expect([...met].toSorted()).toEqual(Object.keys(differences).toSorted());
  });

  test('should tell sockets the same, but for what records keep to themselves', async () => {
    await using both = await liftBoth();
    const [theirs, ours] = await Promise.all([hear(both.sails), hear(both.telltale)]);
    expect(ours).toEqual(withoutHidden(withoutProtected(theirs)));
    expect(ours.map(([event]) => event)).toEqual(
      expect.arrayContaining(['arrival', 'horn', 'boat', 'skipper']),
    );
  });
});

interface Both extends AsyncDisposable {
  sails: string;
  telltale: string;
}

/** The same folder twice, each with an empty database. */
async function liftBoth(): Promise<Both> {
  if (isMissing) throw new Error(reason);
  const [ours, theirs] = await Promise.all([legacyFolder(), legacyFolder()]);
  const [lifted, sails] = await Promise.all([liftLegacy(ours.path), liftSails(theirs)]);
  return {
    sails: sails.url,
    telltale: lifted.url,
    async [Symbol.asyncDispose]() {
      for (const each of [lifted, sails, ours, theirs]) await each[Symbol.asyncDispose]();
    },
  };
}

/** What a socket is told of what others do: by an app's own rooms, and by its models. */
async function hear(url: string): Promise<[event: string, data: unknown][]> {
  const told: [string, unknown][] = [];
  const cookie = await logIn(url);
  await using watcher = opened(url);
  await using other = opened(url);
  for (const event of ['arrival', 'horn', 'boat', 'skipper']) {
    watcher.on(event, (data: unknown) => {
      const isOther = (data as { id?: unknown }).id === other.id;
      told.push([event, normal(isOther ? { id: 'that of the other' } : data)]);
    });
  }
  for (const path of ['/harbour/listen', '/boats/watch', '/boat', '/skipper']) await watcher.get(path);
  await other.get('/harbour/listen');
  const ask = async (address: string, data?: Record<string, unknown>, aboard = true) => {
    const { status } = await byHttp(url, { name: '', address, ...(data && { data }), aboard }, cookie);
    expect(status, address).toBe(200);
  };
  await ask('POST /harbour/horn', { words: 'ahoy' });
  await ask('POST /boats/2/hire');
  await ask('POST /boat', { name: 'Tern', pricePerDay: 9, owner: 1 });
  await ask('PATCH /skipper/1', { name: 'Ada L.' });
  await ask('PUT /skipper/1/boats/2');
  await ask('DELETE /skipper/1/boats/2');
  await ask('DELETE /skipper/1');
  const end = new Promise<void>((resolve) => {
    watcher.on('horn', (data: unknown) => {
      if ((data as { words?: unknown }).words === 'the end') resolve();
    });
  });
  await ask('POST /harbour/horn', { words: 'the end' });
  await end;
  return told;
}

async function upload(url: string, bytes: number): Promise<Answer> {
  const form = new FormData();
  form.append('boat', 'Gull');
  form.append('photo', new Blob(['x'.repeat(bytes)]), 'gull.png');
  return read(await fetch(`${url}/harbour/photo`, { method: 'POST', body: form }));
}

/** The answers to all requests by name, each person with a session of their own. */
async function askAll(url: string, transport: 'http' | 'socket'): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  const cookie = await logIn(url);
  await using stranger = opened(url);
  await using aboard = opened(url, cookie);
  for (const asked of requests) {
    const answer =
      transport === 'http'
        ? await byHttp(url, asked, cookie)
        : await bySocket(asked.aboard ? aboard : stranger, asked);
    answers.set(asked.name, answer);
  }
  return answers;
}

async function logIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ada),
  });
  await answer.arrayBuffer();
  return answer.headers.getSetCookie()[0]!.split(';')[0]!;
}

async function byHttp(url: string, asked: Asked, cookie: string): Promise<Answer> {
  const [method = '', path = ''] = split(asked.address);
  const answer = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      accept: '*/*',
      ...(asked.data && { 'content-type': 'application/json' }),
      ...(asked.aboard && { cookie }),
      ...asked.headers,
    },
    ...(asked.data && { body: JSON.stringify(asked.data) }),
  });
  return read(answer);
}

async function read(answer: Response): Promise<Answer> {
  const type = answer.headers.get('content-type') ?? undefined;
  const text = await answer.text();
  return {
    status: answer.status,
    type,
    body: normal(type?.startsWith('application/json') ? JSON.parse(text) : text),
  };
}

async function bySocket(socket: SailsSocket, { address, data, headers = {} }: Asked): Promise<Answer> {
  const [method = '', url = ''] = split(address);
  const response = await socket
    .request({ method: method as 'get', url, ...(data && { data }), headers })
    .catch((error: unknown) => {
      if (error instanceof ResponseError) return error.response;
      throw error;
    });
  return {
    status: response.statusCode,
    type: response.headers['content-type'] as string | undefined,
    body: normal(response.body),
  };
}

const split = (address: string): string[] => /^(\S+) (.*)$/.exec(address)!.slice(1);

/**
 * What is another one each time (times, the stack of an error) is left out, and so are white space in pages and the wording of errors with
 * a code: of them the code and the keys are compared.
 */
function normal(body: unknown): unknown {
  if (typeof body === 'string') {
    if (/^Error: .*\n +at /.test(body)) return body.slice(0, body.indexOf('\n'));
    // A script that carries values to the page is written by each in its own way, and by us with a nonce over HTTP.
    return body
      .replaceAll(/<script(?! (?:nonce=\w+ )?src=)[^>]*>.*?<\/script>/gs, '')
      .replaceAll(/<script nonce=\w+/g, '<script')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/> </g, '><');
  }
  if (typeof body !== 'object' || body === null) return body;
  if (Array.isArray(body)) return body.map(normal);
  if ('code' in body) return { code: body.code, has: Object.keys(body) };
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      /^(created|updated)At$/.test(key) ? typeof value : normal(value),
    ]),
  );
}

function opened(url: string, cookie?: string): SailsSocket & AsyncDisposable {
  const socket = connect(url, cookie === undefined ? {} : { initialConnectionHeaders: { cookie } });
  return Object.assign(socket, {
    [Symbol.asyncDispose]: async () => {
      if (socket.status !== 'disconnected') socket.disconnect();
    },
  });
}

/** Lifts the folder with Sails, in a process of its own, since its globals are. */
async function liftSails({ path }: LegacyFolder): Promise<AsyncDisposable & { url: string }> {
  const child: ChildProcess = fork(new URL('./sails-harbour.mjs', import.meta.url), [path], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'development' },
  });
  const ended = once(child, 'exit');
  const early = ended.then(([code]) => {
    throw new Error(`the Sails server ended with code ${code} before it was lifted`);
  });
  const [{ port }] = (await Promise.race([once(child, 'message'), early])) as [{ port: number }];
  early.catch(() => {});
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
