/** An app in the style of Sails 1.x, as its team would bring it: lifted as it is, and asked in every way in. @module */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../../packages/client/test/open-browser.ts';
import {
  type Ask,
  type Lifted,
  type Transport,
  transports,
} from '../../packages/telltale/test/transports.ts';
import { isSkipped } from '../browser/seed-pages.case.ts';
import { openWindow } from '../browser/window.ts';
import { askWith, heard, openReleased } from '../compatibility/released-client.ts';
import { type LegacyFolder, legacyFolder, liftLegacy } from './legacy-app.ts';

let folder: LegacyFolder;
let harbour: Lifted;

beforeAll(async () => {
  folder = await legacyFolder();
  harbour = await liftLegacy(folder.path);
});
afterAll(async () => {
  await harbour?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await harbour.app.models.boat!.update({}, { isOut: false } as never);
});

const browserHeaders = { accept: 'text/html,application/xhtml+xml' };

/** Somebody who has logged in over HTTP, and goes on in whatever way. */
async function aboard(transport: Transport): Promise<Ask> {
  const entered = await harbour.via('http')('POST /login', { data: { email: 'ada@harbour.example' } });
  expect(entered).toMatchObject({ status: 200, body: { welcome: 'Ada' } });
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  if (transport === 'socket') return harbour.over({ extraHeaders: { cookie } });
  return (address, given = {}) =>
    harbour.via('http')(address, { ...given, headers: { cookie, ...given.headers } });
}

test('should lift as it is, and complain of nothing', () => {
  expect(harbour.log).toEqual({ warn: [], error: [] });
});

describe.each(transports)('over %s, an app in the style of Sails 1.x', (transport) => {
  test('should run classic actions, with settings, hooks and callbacks', async () => {
    const ask = harbour.via(transport);
    expect(await ask('GET /harbour/weather')).toMatchObject({
      status: 200,
      body: { wind: 'north-west', tide: 'HIGH', over: transport },
    });
    expect((await ask('GET /harbour/boats')).body).toEqual(['Gull', 'Petrel']);
    expect((await ask('GET /tide')).body).toBe('The tide is HIGH');
    expect((await ask('GET /lighthouse/green')).body).toBe('The lamp is green');
    expect(await ask('GET /old-quay')).toMatchObject({ status: 302, headers: { location: '/boats' } });
  });

  test('should let its policies decide, by a session that page and socket share', async () => {
    const stranger = harbour.via(transport);
    expect((await stranger('GET /me')).status).toBe(403);
    expect((await stranger('POST /boats/1/hire')).status).toBe(403);
    expect(await stranger('POST /login', { data: { email: 'nobody@harbour.example' } })).toMatchObject({
      status: 401,
      body: { problem: 'Nobody by that name' },
    });
    const ask = await aboard(transport);
    expect((await ask('GET /me')).body).toEqual({ name: 'Ada', boats: 1, visits: 1 });
    expect((await ask('GET /me')).body).toEqual({ name: 'Ada', boats: 1, visits: 2 });
    expect((await ask('POST /logout')).status).toBe(200);
    expect((await ask('GET /me')).status).toBe(403);
  });

  test('should run actions with inputs and exits, which call helpers and services', async () => {
    const ask = await aboard(transport);
    expect(await ask('POST /boats/1/hire', { data: { days: 2 } })).toMatchObject({
      status: 200,
      body: {
        boat: 'Gull',
        price: '80.00 EUR',
        receipt: 'Receipt of 80.00 EUR for skipper@harbour.example',
        vat: 15.2,
      },
    });
    expect(await ask('POST /boats/1/hire')).toMatchObject({ status: 409, body: { boat: 'Gull' } });
    expect((await ask('POST /boats/99/hire')).status).toBe(404);
    expect(await ask('POST /boats/1/hire', { data: { days: 99 } })).toMatchObject({
      status: 400,
      body: { code: 'E_MISSING_OR_INVALID_PARAMS' },
    });
    expect((await ask('POST /boats/1/return')).body).toEqual({ back: 'Gull' });
    expect((await ask('POST /boats/99/return')).status).toBe(404);
  });

  test('should show views with layout, partial, phrases and locals', async () => {
    const ask = harbour.via(transport);
    const home = String((await ask('GET /', { headers: { 'accept-language': 'de' } })).body);
    expect(home).toContain('<title>Harbour</title>');
    expect(home).toContain('<html lang="de">');
    expect(home).toContain('<h1>Willkommen</h1>');
    expect(home).toContain('window.SAILS_LOCALS');
    const boats = String((await ask('GET /boats')).body).replace(/\s+/g, ' ');
    expect(boats).toContain('<h1>2 boats</h1> <ol> <li>Gull of Ada</li> <li>Petrel</li> </ol>');
  });

  test('should answer by its own responses, and for what it did not expect', async () => {
    const ask = harbour.via(transport);
    expect(await ask('GET /harbour/closed')).toMatchObject({ status: 503, body: { until: 'May' } });
    expect((await ask('GET /harbour/storm')).status).toBe(500);
    expect((await ask('GET /nowhere')).status).toBe(404);
    expect((await ask('GET /harbour/listen')).status).toBe(transport === 'socket' ? 200 : 400);
  });

  test('should have the routes of its models, as far as its policies let them', async () => {
    const ask = harbour.via(transport);
    const boats = (await ask('GET /boat?sort=name ASC')).body as Record<string, unknown>[];
    expect(boats.map(({ name }) => name)).toEqual(['Gull', 'Petrel']);
    expect(boats[0]).toEqual({
      id: 1,
      name: 'Gull',
      berth: 3,
      pricePerDay: 40,
      isOut: false,
      owner: expect.anything(),
    });
    expect(JSON.stringify((await ask('GET /skipper')).body)).not.toContain('ada@harbour');
    expect((await ask('PATCH /boat/1', { data: { name: 'Mine' } })).status).toBe(403);
    expect((await ask('DELETE /boat/1')).status).toBe(403);
    expect((await ask('POST /boat', { data: { name: 'Mine' } })).status).toBe(403);
  });
});

test('should pass by its middleware over HTTP, and only there', async () => {
  const { headers } = await harbour.via('http')('GET /tide');
  expect(headers).toMatchObject({ 'x-harbour': 'north-west' });
  expect((await harbour.via('socket')('GET /tide')).headers).not.toHaveProperty('x-harbour');
});

test('should serve its assets and the client, and pages for what went wrong', async () => {
  const ask = harbour.via('http');
  expect((await ask('GET /styles/harbour.css')).body).toContain('sans-serif');
  expect((await ask('GET /dependencies/sails.io.js')).status).toBe(200);
  expect(String((await ask('GET /nowhere', { headers: browserHeaders })).body)).toContain('No such berth');
  expect(String((await ask('GET /harbour/storm', { headers: browserHeaders })).body)).toContain(
    'Run aground',
  );
});

test('should take an upload', async () => {
  const send = async (bytes: number) => {
    const body = new FormData();
    body.append('boat', 'Gull');
    body.append('photo', new Blob(['x'.repeat(bytes)]), 'gull.png');
    const answer = await fetch(`${harbour.url}/harbour/photo`, { method: 'POST', body });
    return { status: answer.status, body: await answer.text() };
  };
  const sent = await send(70_000);
  expect(sent.status).toBe(200);
  expect(JSON.parse(sent.body)).toEqual({ of: 'Gull', bytes: 70_000, name: 'gull.png' });
  expect((await send(170_000)).status).toBe(500);
});

test('should serve the released client: answers, rooms, and news of records', async () => {
  const guest = await aboard('http');
  await using socket = await openReleased(harbour.url);
  await using other = await openReleased(harbour.url);
  expect((await askWith(socket, 'get', '/harbour/listen')).response.statusCode).toBe(200);
  const arrival = heard(socket, 'arrival');
  await askWith(other, 'get', '/harbour/listen');
  expect(await arrival).toEqual([{ id: other._raw?.id }]);
  const horn = heard(socket, 'horn');
  expect((await guest('POST /harbour/horn', { data: { words: 'ahoy' } })).status).toBe(200);
  expect(await horn).toEqual([{ words: 'ahoy' }]);
  expect((await askWith(socket, 'get', '/boats/watch')).body).toBe(2);
  const hired = heard(socket, 'boat');
  expect((await guest('POST /boats/2/hire')).status).toBe(200);
  expect((await hired)[0]).toMatchObject({ verb: 'hired', id: 2 });
});

test('should start as a program, by node app.js', async () => {
  await using copy = await legacyFolder();
  const port = await freePort();
  const program = spawn(process.execPath, ['app.js'], {
    cwd: copy.path,
    env: { ...process.env, PORT: String(port), NODE_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => (said += text));
  const ended = once(program, 'exit');
  const body = await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/tide`).then(
          (answer) => answer.text(),
          () => said,
        ),
      { timeout: 15_000 },
    )
    .toBe('The tide is HIGH')
    .then(() => 'lifted');
  expect(body).toBe('lifted');
  program.kill('SIGTERM');
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(said).not.toMatch(/error|warn/i);
});

test('should differ from an app of Sails in two lines of app.js alone', async () => {
  const text = await readFile(join(folder.path, 'app.js'), 'utf8');
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  expect(code.match(/telltale/g)).toHaveLength(1);
});

describe.skipIf(isSkipped)('in a browser, an app in the style of Sails 1.x', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('should show its page, and what happens meanwhile', async () => {
    const guest = await aboard('http');
    await using window = await openWindow(browser, harbour.url);
    await window.line('listening: 200');
    await window.line('watching: 2');
    await guest('POST /harbour/horn', { data: { words: 'fog' } });
    await window.line('horn: fog');
    await guest('POST /boats/2/hire');
    await window.line('boat 2: hired');
    expect(await window.page.textContent('h1')).toBe('Welcome');
    expect(await window.page.textContent('#news')).toContain('boat 2: hired');
    expect(window.errors).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
