/**
 * A new app, from nothing but packed packages: made, installed by npm, checked, tested, lifted, and opened in two
 * windows of a browser. @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { chromiumPath, openBrowser } from '../packages/client/test/open-browser.ts';
import { openWindow } from './browser/window.ts';
import { buildImage } from './dockerfile.ts';
import { type PackedApp, pack, packedApp, run } from './packed-app.ts';

// It installs with npm, compiles, and starts processes of its own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const workspace = fileURLToPath(new URL('../node_modules', import.meta.url));

let generator: PackedApp;
let folder: string;
let app: string;

/** As a shell that knows nothing of the test that it runs in. */
function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_|npm_|TEST|PORT$|DATABASE_URL$)/.test(name),
  );
  return { ...Object.fromEntries(own), ...more };
}

/** Runs a command in a folder and returns what it printed. */
async function say(cwd: string, command: string, more: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run('sh', ['-ec', command], { cwd, env: environment(more) });
  return stdout;
}

/** Makes an app beside the first one, as somebody who has only the packed generator. */
async function create(name: string, options = ''): Promise<string> {
  await say(folder, `${generator.path}/node_modules/.bin/create-telltale ${name} --yes ${options}`);
  return join(folder, name);
}

/** The app lifted by its own command; it is ended with the block that lifted it. */
class Lifted implements AsyncDisposable {
  readonly #child: ChildProcess;
  url = '';
  /** What it has said. */
  out = '';

  constructor(cwd: string, args: string[], more: Record<string, string> = {}) {
    const command = join(cwd, 'node_modules/.bin/telltale');
    this.#child = spawn(command, ['lift', '--port', '0', ...args], { cwd, env: environment(more) });
  }

  /** Waits for the address. What the app says is read on to the end: a pipe that nobody reads would end the app. */
  async ready(): Promise<this> {
    const said = text(this.#child.stderr!);
    await new Promise<void>((resolve, reject) => {
      this.#child.stdout!.on('data', (chunk: Buffer) => {
        this.out += chunk;
        this.url ||= /http:\/\/localhost:\d+/.exec(this.out)?.[0] ?? '';
        if (this.url && this.out.endsWith('\n')) resolve();
      });
      this.#child.once('exit', async () =>
        reject(new Error(`The app did not lift: ${this.out}${await said}`)),
      );
    });
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-new-'));
  generator = await packedApp(['create-telltale'], {});
  app = await create('my-app');
  const names = ['protocol', 'client', 'orm', 'realtime', 'create-telltale', 'telltale'];
  const packed = await Promise.all(names.map((name) => pack(name, folder)));
  // Install scripts only build what the workspace has built already: the driver of SQLite, which is compiled for minutes.
  await say(app, `npm install --ignore-scripts --prefer-offline --no-audit --no-fund ${packed.join(' ')}`);
  const built = 'better-sqlite3/build';
  await cp(join(workspace, built), join(app, 'node_modules', built), { recursive: true });
});

afterAll(async () => {
  await generator?.[Symbol.asyncDispose]();
  if (folder) await rm(folder, { recursive: true, force: true });
});

describe('a new app', () => {
  test('should pass its own type-check and tests, with a file of each kind that is generated', async () => {
    const calls = [
      'model boat name',
      'controller harbour show',
      'action boat/set-sail',
      'api port',
      'policy is-admin',
      'hook clock',
      'response teapot',
      'helper mail/send-welcome',
      'script count-people',
      'migration add-notes',
    ];
    await say(app, calls.map((call) => `node_modules/.bin/telltale generate ${call}`).join('\n'));
    expect(await say(app, 'npm run -s typecheck')).toBe('');
    expect(await say(app, 'npm test')).toMatch(/^(# |ℹ )fail 0$/m);
  });

  test('should be lowered when one of its tests fails', async () => {
    const failing = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './start.ts';

test('should fail', async () => {
  const app = await start();
  app.once('lower', () => console.log('it is lowered'));
  assert.fail('as it should');
});
`;
    const file = join(app, 'test/failing.test.ts');
    await writeFile(file, failing);
    const { stdout } = await say(app, 'npm test').then(
      () => ({ stdout: 'it passed' }),
      (error: { stdout: string }) => error,
    );
    await rm(file);
    expect(stdout).toContain('it is lowered');
    expect(stdout).toMatch(/^(# |ℹ )fail 1$/m);
  });

  test('should keep its secret in a file that git ignores and only its owner reads', async () => {
    const env = await readFile(join(app, '.env'), 'utf8');
    expect(env).toMatch(/^SESSION_SECRET=[\w-]{43}$/m);
    const other = await readFile(join(await create('other'), '.env'), 'utf8');
    expect(other).not.toBe(env);
    await writeFile(join(app, '.env.local'), 'SESSION_SECRET=of-this-machine\n');
    expect(await say(app, 'git init -q . && git add -A && git ls-files')).not.toMatch(/^\.env(\.local)?$/m);
    expect(await say(app, 'stat -c %a .env')).toBe('600\n');
  });

  test.skipIf(chromiumPath === undefined)('should be live in two windows of a browser', async () => {
    await using lifted = await new Lifted(app, []).ready();
    await using browser = await openBrowser();
    await using left = await openWindow(browser, lifted.url);
    await using right = await openWindow(browser, lifted.url);
    const pages = [left.page, right.page];
    for (const page of pages) await page.waitForSelector('#connection:text-is("live in 2 windows")');

    await left.page.fill('#add input', 'Hoist the sail');
    await left.page.click('#add button');
    for (const page of pages) await page.waitForSelector('.task:has-text("Hoist the sail")');
    await right.page.check('.task input');
    await left.page.waitForSelector('.task input:checked');

    await fetch(`${lifted.url}/task`, { method: 'POST', body: new URLSearchParams({ title: 'Ahoy' }) });
    for (const page of pages) await page.waitForSelector('.task:has-text("Ahoy")');

    // The policy refuses over the socket and over HTTP alike, until somebody has signed in.
    await left.page.click('#clear');
    await left.page.waitForSelector('.entry[data-refused]:has-text("POST /task/clear"):has-text("403")');
    expect(await statusOf(left.page, '/task/clear')).toBe(403);
    expect(await right.page.locator('.task').count()).toBe(2);
    await left.page.fill('.who input', 'Ann');
    await left.page.click('.who button');
    await left.page.waitForSelector('.who:has-text("Hello Ann")');
    await left.socketId();
    await left.page.click('#clear');
    for (const page of pages) {
      await page.waitForSelector('.task:has-text("Hoist the sail")', { state: 'detached' });
      expect(await page.locator('.task').allTextContents()).toEqual(['Ahoy×']);
    }
    expect(await statusOf(left.page, '/task/clear')).toBe(200);
    expect([...left.errors, ...right.errors]).toEqual([]);

    // A page on another port is the same site, so its forms carry the cookie of who has signed in; and change nothing.
    await using other = await pageWithForm(`${lifted.url}/task/clear`);
    await left.page.goto(other.url);
    const answered = left.page.waitForResponse(`${lifted.url}/task/clear`);
    await left.page.click('button');
    const forged = await answered;
    expect(await forged.request().headerValue('cookie')).toContain('sails.sid=');
    expect(forged.status()).toBe(403);
  });

  test('should run in production from what was compiled, without its sources', async () => {
    await say(app, 'npm run -s build');
    const production = join(folder, 'production');
    await cp(app, production, {
      recursive: true,
      filter: (path) => !/\/(api|config|node_modules|\.git|data)$/.test(path) || path.includes('/dist/'),
    });
    await symlink(join(app, 'node_modules'), join(production, 'node_modules'));
    const url = `sqlite:${app}/data/app.db`;
    await using lifted = await new Lifted(production, ['--prod'], { DATABASE_URL: url }).ready();
    const page = await fetch(lifted.url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('A list that everyone shares');
    expect((await fetch(`${lifted.url}/task`)).status).toBe(200);
    expect((await fetch(`${lifted.url}/task/clear`, { method: 'POST' })).status).toBe(403);
    // What a plain link could run is not there; the first is taken for the id of a task.
    expect((await fetch(`${lifted.url}/task/clear`)).status).toBe(400);
    expect((await fetch(`${lifted.url}/session/create?name=Eve`)).status).toBe(404);
    expect(lifted.out).not.toContain('plain link');
  });
});

describe('the image of a new app', () => {
  /** As `docker run --env-file .env` reads it. */
  async function envFile(): Promise<Record<string, string>> {
    const lines = (await readFile(join(app, '.env'), 'utf8')).split('\n');
    const pairs = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s).slice(0, 2));
    return Object.fromEntries(pairs);
  }

  test('should be built by its Dockerfile, make its tables, serve as an ordinary user, and end with SIGTERM', async () => {
    await writeFile(join(app, '.env.local'), 'SESSION_SECRET=of-this-machine\n');
    const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    // Install scripts only build what the workspace has built already.
    const env = environment({ npm_config_ignore_scripts: 'true', npm_config_prefer_offline: 'true' });
    await using build = await buildImage(app, env, {
      before: (path) => Promise.all(tarballs.map((name) => cp(join(folder, name), join(path, name)))),
      async after(path, line) {
        const built = 'better-sqlite3/build';
        if (line === 'npm ci')
          await cp(join(workspace, built), join(path, 'node_modules', built), { recursive: true });
      },
    });
    const { image } = build;
    expect(image).toMatchObject({
      base: 'node:22-bookworm-slim',
      userName: 'node',
      exposed: [1337],
      volumes: ['/app/data'],
      env: { NODE_ENV: 'production' },
    });
    // Nothing secret is in it, and nothing that only builds.
    const inside = await readdir(image.folder);
    expect(inside.filter((name) => name.startsWith('.env'))).toEqual([]);
    expect(inside).toContain('dist');
    expect(await readdir(join(image.folder, 'node_modules'))).not.toContain('typescript');

    const docker = (...more: Record<string, string>[]) => ({
      cwd: image.folder,
      env: Object.assign({ PATH: process.env.PATH, HOME: build.path }, image.env, ...more),
      ...image.user,
    });
    const secrets = await envFile();
    const [program, ...args] = image.command;
    await expect(run(program, args, docker())).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('(E_SESSION_SECRET)'),
    });
    const { stdout } = await run(program, ['migrate', '--prod', '--alter'], docker(secrets));
    expect(stdout).toContain('The tables follow the models (alter).');

    const child = spawn(program, args, docker(secrets, { PORT: '0' }));
    const ended = once(child, 'exit');
    try {
      const { url, environment } = await Promise.race([
        saidToBeLifted(child.stdout),
        ended.then((): Record<string, string> => ({})),
      ]);
      expect(environment).toBe('production');
      expect(await (await fetch(url!)).text()).toContain('A list that everyone shares');
      const body = new URLSearchParams({ title: 'In a container' });
      expect((await fetch(`${url}/task`, { method: 'POST', body })).status).toBe(200);
      child.kill('SIGTERM');
      expect(await ended).toEqual([null, 'SIGTERM']);
    } finally {
      child.kill('SIGKILL');
    }
    // Records are in the volume, and uploads have a folder that the user may write to.
    expect(await readdir(join(image.folder, 'data'))).toContain('app.db');
    const upload = "fs.mkdirSync('.tmp/uploads'); fs.writeFileSync('.tmp/uploads/picture', 'red')";
    await run(process.execPath, ['-e', upload], docker());
    if (process.getuid?.() === 0)
      await expect(run('touch', ['elsewhere'], docker())).rejects.toThrow('denied');
  });

  test('should be built the same way in JavaScript, but for the compiler, and with a volume for SQLite only', async () => {
    const dockerfile = async (name: string, options: string) =>
      (await readFile(join(await create(name, options), 'Dockerfile'), 'utf8')).replaceAll(name, 'my-app');
    const typescript = await dockerfile('image-of-ts', '');
    expect(await readFile(join(app, 'Dockerfile'), 'utf8')).toBe(typescript);
    expect(await dockerfile('image-of-js', '--javascript')).toBe(
      typescript.replace('RUN npm run build\n', ''),
    );
    expect(await dockerfile('image-of-pg', '--database postgres')).toBe(
      typescript
        .replace('Uploads and the file of the database', 'Uploads')
        .replace(/^VOLUME .*\n/m, '')
        .replaceAll('data .tmp', '.tmp'),
    );
  });
});

/** Reads lines of JSON up to that of the lift; what comes later is read too, so that nobody waits for a reader. */
async function saidToBeLifted(out: Readable): Promise<Record<string, string>> {
  return new Promise((resolve) => {
    createInterface({ input: out }).on('line', (line) => {
      const said = JSON.parse(line) as Record<string, string>;
      if (said.msg === 'lifted') resolve(said);
    });
  });
}

describe('other choices', () => {
  /** Takes the packages of the first app, which are the same. */
  async function installed(name: string, options: string): Promise<string> {
    const path = await create(name, options);
    await symlink(join(app, 'node_modules'), join(path, 'node_modules'));
    return path;
  }

  test.each([
    ['in JavaScript', '--javascript'],
    ['in JavaScript, without example', '--javascript --no-example'],
    ['without example', '--no-example'],
  ])('should pass its own tests and show a page: %s', async (what, options) => {
    const path = await installed(what.replaceAll(/\W+/g, '-').toLowerCase(), options);
    if (!options.includes('javascript')) expect(await say(path, 'npm run -s typecheck')).toBe('');
    expect(await say(path, 'npm test')).toMatch(/^(# |ℹ )fail 0$/m);
    await using lifted = await new Lifted(path, []).ready();
    expect(await (await fetch(lifted.url)).text()).toContain('/js/dependencies/sails.io.js');
  });
});

/** A server of somebody else's, whose one page has a form for that address. */
async function pageWithForm(action: string): Promise<{ url: string } & AsyncDisposable> {
  const html = `<!doctype html><form method="post" action="${action}"><button>Win</button></form>`;
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(html),
  );
  await once(server.listen(0), 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** What an HTTP request of the page is answered, with the page's cookies. */
function statusOf(page: Page, path: string): Promise<number> {
  return page.evaluate(async (url) => (await fetch(url, { method: 'POST' })).status, path);
}
