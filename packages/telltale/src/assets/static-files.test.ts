import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, lift, sendRaw } from '../../test/transports.ts';

let appPath = '';
const clientFile = createRequire(import.meta.url).resolve('@telltale/client/sails.io.js');

beforeAll(async () => {
  appPath = await mkdtemp(join(tmpdir(), 'telltale-assets-'));
  await write('assets/index.html', '<h1>home</h1>');
  await write('assets/styles/main file.css', 'body{}');
  await write('assets/.env', 'SECRET=1');
  await write('assets/.git/config', 'secret');
  await write('config.txt', 'outside');
  await write('own/dependencies/sails.io.js', 'own client');
});
afterAll(() => rm(appPath, { recursive: true }));

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(appPath, name)), { recursive: true });
  await writeFile(join(appPath, name), text);
}

/** Sends the path as it is, which `fetch` would tidy up. */
function get(
  url: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return sendRaw({ hostname, port, path }, { method, headers });
}

describe('http: static files', () => {
  test('should be sent with type, etag and length when they are in assets', async () => {
    await using lifted = await lift({ appPath });
    const answer = await get(lifted.url, '/styles/main%20file.css?v=2');
    expect(answer).toMatchObject({ status: 200, body: 'body{}' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/css; charset=utf-8',
      'content-length': '6',
      'cache-control': 'public, max-age=0',
      etag: expect.any(String),
    });
    const again = await get(lifted.url, '/styles/main%20file.css', {
      'if-none-match': String(answer.headers.etag),
    });
    expect(again).toMatchObject({ status: 304, body: undefined });
    const part = await get(lifted.url, '/styles/main%20file.css', { range: 'bytes=0-3' });
    expect(part).toMatchObject({ status: 206, body: 'body' });
    expect((await get(lifted.url, '/styles/main%20file.css', { range: 'bytes=50-' })).status).toBe(416);
  });

  test('should answer HEAD without a body, and nothing to other methods', async () => {
    await using lifted = await lift({ appPath });
    const head = await get(lifted.url, '/index.html', {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: undefined });
    expect(head.headers['content-length']).toBe('13');
    expect((await get(lifted.url, '/index.html', {}, 'POST')).status).toBe(404);
  });

  test('should be the index at a folder, and give way to routes', async () => {
    await using plain = await lift({ appPath });
    expect((await get(plain.url, '/')).body).toBe('<h1>home</h1>');
    await using routed = await lift({ appPath, routes: { 'GET /': (_req, res) => res.send('route') } });
    expect((await get(routed.url, '/')).body).toBe('route');
  });

  test('should be kept for long in production, or as long as the app says', async () => {
    await using production = await lift({ appPath, environment: 'production' });
    expect((await get(production.url, '/index.html')).headers['cache-control']).toBe(
      'public, max-age=31536000',
    );
    await using told = await lift({ appPath, http: { cache: 60_000 } });
    expect((await get(told.url, '/index.html')).headers['cache-control']).toBe('public, max-age=60');
  });

  test.each([
    '/.env',
    '/.git/config',
    '/../config.txt',
    '/styles/../../config.txt',
    '/%2e%2e/config.txt',
    '/..%2fconfig.txt',
    '/..%5cconfig.txt',
    '//etc/passwd',
    '/styles',
    '/index.html%00.css',
    '/nothing.css',
  ])('should never be anything but what is offered when %s is asked for', async (path) => {
    await using lifted = await lift({ appPath });
    const answer = await get(lifted.url, path);
    expect([400, 404]).toContain(answer.status);
    expect(JSON.stringify(answer.body ?? '')).not.toMatch(/SECRET|secret|outside|root:/);
  });

  test('should be absent, and no failure, when the app has no folder for them', async () => {
    await using lifted = await lift();
    expect(await get(lifted.url, '/index.html')).toMatchObject({ status: 404, body: 'Not Found' });
    expect(lifted.log.error).toEqual([]);
  });

  test('should not answer sockets', async () => {
    await using lifted = await lift({ appPath });
    expect((await lifted.via('socket')('GET /index.html')).status).toBe(404);
  });

  test('should follow a link that the app itself put into the folder', async () => {
    await symlink(join(appPath, 'config.txt'), join(appPath, 'assets/linked.txt'));
    await using lifted = await lift({ appPath });
    expect((await get(lifted.url, '/linked.txt')).body).toBe('outside');
  });
});

describe('http: the client script', () => {
  test.each(['/js/dependencies/sails.io.js', '/dependencies/sails.io.js'])(
    'should be served at %s',
    async (path) => {
      await using lifted = await lift();
      const answer = await get(lifted.url, path);
      expect(answer.status).toBe(200);
      expect(answer.body).toBe(await readFile(clientFile, 'utf8'));
      expect(answer.headers['content-type']).toMatch(/^(text|application)\/javascript/);
      expect(answer.headers['cache-control']).toBe('public, max-age=0');
      const again = await get(lifted.url, path, { 'if-none-match': String(answer.headers.etag) });
      expect(again.status).toBe(304);
    },
  );

  test('should have its source map beside it', async () => {
    await using lifted = await lift();
    const answer = await get(lifted.url, '/js/dependencies/sails.io.js.map');
    expect(answer.status).toBe(200);
    expect(
      JSON.parse(String(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))),
    ).toMatchObject({
      version: 3,
    });
  });

  test('should be the app’s own when it has one', async () => {
    await using lifted = await lift({ appPath, http: { assets: 'own' } });
    expect((await get(lifted.url, '/dependencies/sails.io.js')).body).toBe('own client');
    expect((await get(lifted.url, '/js/dependencies/sails.io.js')).body).not.toBe('own client');
  });

  test('should not open the rest of its package', async () => {
    await using lifted = await lift();
    for (const path of [
      '/js/dependencies/index.js',
      '/dependencies/package.json',
      '/js/dependencies/sails.io.js/',
    ]) {
      expect((await get(lifted.url, path)).status).toBe(404);
    }
  });
});
