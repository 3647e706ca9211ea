/** Does what `docs/getting-started.md` says, word for word, in an empty folder beside the packages. @module */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { chromiumPath, openBrowser } from '../../packages/client/test/open-browser.ts';
import { codeBlocks, readPage, root } from './markdown.ts';

// It installs, runs a test in a process of its own, and opens a browser.
vi.setConfig({ testTimeout: 90_000 });

const run = promisify(execFile);
const page = readPage('docs/getting-started.md');
const blocks = page ? codeBlocks(page) : [];
const commands = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code.trim());

let folder: string;
let app: string;
let port: number;
let server: ChildProcess | undefined;

/** A command of the page, on the port of this test; `npm` takes nothing from the network. */
async function say(command: string): Promise<string> {
  const line = command.replace('localhost:1337', `localhost:${port}`);
  const { stdout } = await run('bash', ['-ec', line], { cwd: app, env: environment() });
  return stdout;
}

/** As a shell that knows nothing of the test that it runs in. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|npm_|TEST)/.test(name));
  return {
    ...Object.fromEntries(own),
    PORT: String(port),
    npm_config_offline: 'true',
    npm_config_audit: 'false',
  };
}

async function freePort(): Promise<number> {
  const holder = createServer().listen(0);
  await once(holder, 'listening');
  const { port: free } = holder.address() as AddressInfo;
  holder.close();
  await once(holder, 'close');
  return free;
}

/** Runs `npm start` until the app says where it is. */
async function start(): Promise<void> {
  server = spawn('npm', ['start'], { cwd: app, env: environment(), detached: true });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes(`http://localhost:${port}`)) resolve();
    };
    server?.stdout?.on('data', hear);
    server?.stderr?.on('data', hear);
    server?.once('exit', () => reject(new Error(`npm start ended: ${said}`)));
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-start-'));
  app = join(folder, 'my-app');
  port = await freePort();
  await symlink(root, join(folder, 'telltale'), 'dir');
  for (const { file, code } of blocks) {
    if (file === undefined) continue;
    await mkdir(dirname(join(app, file)), { recursive: true });
    await writeFile(join(app, file), code);
  }
});

afterAll(async () => {
  if (server?.pid !== undefined && server.exitCode === null) {
    const ended = once(server, 'exit');
    process.kill(-server.pid, 'SIGTERM');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

describe('the app of the page', () => {
  test('should be made of the files that its listing names', () => {
    const listing = blocks.find(({ code }) => code.includes('my-app/'))?.code ?? '';
    const listed = Array.from(listing.matchAll(/[├└]── (\S+)/g), ([, file]) => file);
    const files = blocks.flatMap(({ file }) => file ?? []);
    expect(files.toSorted()).toEqual(listed.toSorted());
  });

  test('should install, pass its own test, and start by the commands of the page', async () => {
    expect(commands).toEqual([
      'npm ci && npm start',
      'npm install\nnpm start',
      'curl -d text=ahoy http://localhost:1337/say',
      'npm test',
    ]);
    await say('npm install');
    expect(await say('npm test')).toMatch(/^(# |ℹ )pass 1$/m);
    await start();
  });

  test('should answer the command with curl', async () => {
    const [, , curl = ''] = commands;
    expect(await say(curl)).toBe('{"text":"ahoy"}');
  });

  test.skipIf(chromiumPath === undefined)(
    'should show in two windows what one of them says, and what curl says',
    async () => {
      await using browser = await openBrowser();
      const [left, right] = [await openWindow(browser), await openWindow(browser)];
      await left.fill('input', 'hello');
      await left.click('button');
      for (const window of [left, right]) await window.waitForSelector('li:text-is("hello")');
      await say(commands[2] ?? '');
      for (const window of [left, right]) await window.waitForSelector('li:text-is("ahoy")');
      expect(await right.locator('li').allTextContents()).toEqual(['hello', 'ahoy']);
    },
  );
});

/** A window that has come in. */
async function openWindow(browser: Browser): Promise<Page> {
  const window = await browser.newPage();
  await window.goto(`http://localhost:${port}/`);
  // Requests of one socket are answered in order: when this one is, the page's own `POST /enter` is done.
  await window.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const { io } = globalThis as unknown as {
          io: { socket: { post(url: string, done: () => void): void } };
        };
        io.socket.post('/enter', () => resolve());
      }),
  );
  return window;
}
