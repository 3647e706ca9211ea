/** Does what `docs/getting-started.md` says, word for word, in an empty folder. @module */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
vi.setConfig({ testTimeout: 120_000 });

const run = promisify(execFile);
const page = readPage('docs/getting-started.md');
const blocks = page ? codeBlocks(page) : [];
const commands = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code.trim());

let folder: string;
let app: string;
let port: number;
let server: ChildProcess | undefined;

/** A command of the page, on the port of this test; `npm` takes from its cache what it has. */
async function say(command: string, cwd = app): Promise<string> {
  const line = command.replace('localhost:1337', `localhost:${port}`);
  const { stdout } = await run('bash', ['-ec', line], { cwd, env: environment() });
  return stdout;
}

/** As a shell that knows nothing of the test that it runs in. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|npm_|TEST)/.test(name));
  return {
    ...Object.fromEntries(own),
    PORT: String(port),
    npm_config_prefer_offline: 'true',
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
});

afterAll(async () => {
  if (server?.pid !== undefined && server.exitCode === null) {
    const ended = once(server, 'exit');
    process.kill(-server.pid, 'SIGTERM');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

/** Puts a file of the page into the app. */
async function write(name: string): Promise<void> {
  const { code } = blocks.find(({ file }) => file === name) ?? {};
  if (code === undefined) throw new Error(`the page has no file ${name}`);
  await mkdir(dirname(join(app, name)), { recursive: true });
  await writeFile(join(app, name), code);
}

/** Repeats a command until the app, which starts anew meanwhile, answers what it should. */
function sayUntil(command: string, answer: RegExp): Promise<void> {
  return vi.waitFor(async () => expect(await say(command)).toMatch(answer), {
    timeout: 60_000,
    interval: 300,
  });
}

describe('the app of the page', () => {
  test('should be made by the commands of the page', async () => {
    expect(commands).toEqual([
      'npm create telltale@latest my-app',
      'cd telltale\nnpm ci && npm run build\nnpx telltale new ../my-app --yes',
      'cd my-app\nnpm install\nnpm start',
      'curl -d title=ahoy http://localhost:1337/task',
      'npx telltale generate model boat name:string',
      'curl -d name=Dinghy http://localhost:1337/boat',
      'curl -X POST http://localhost:1337/task/finish',
      'npm test\nnpm run typecheck',
    ]);
    // The clone is built: these tests run what was built.
    await say(`npx telltale new ${app} --yes`, root);
    await say('npm install');
    await start();
  });

  test.skipIf(chromiumPath === undefined)(
    'should show in two windows what one of them says, what curl says, and what the new action does',
    async () => {
      await using browser = await openBrowser();
      const [left, right] = [await openWindow(browser), await openWindow(browser)];
      await left.fill('#add input', 'hello');
      await left.click('#add button');
      for (const window of [left, right]) await window.waitForSelector('.task:has-text("hello")');
      await say(commands[3] ?? '');
      for (const window of [left, right]) await window.waitForSelector('.task:has-text("ahoy")');

      await write('api/controllers/task/finish.ts');
      await sayUntil(commands[6] ?? '', /^\{"finished":\d\}$/);
      for (const window of [left, right]) {
        await window.waitForFunction(() => !document.querySelector('.task input:not(:checked)'));
      }
    },
  );

  test('should have what is generated while it runs', async () => {
    await say(commands[4] ?? '');
    await sayUntil(commands[5] ?? '', /"name":"Dinghy"/);
  });

  test('should pass the test of the page, and the type-check', async () => {
    await write('api/controllers/task/finish.ts');
    await write('test/finish.test.ts');
    // An app from a clone has the packages of the framework only, and none of theirs.
    await say('npx telltale generate migration add-notes');
    const migration = `import { type Kysely, sql } from 'telltale/migrations';
export const up = (database: Kysely<unknown>) => sql\`insert into note values ('ahoy')\`.execute(database);
`;
    await writeFile(join(app, 'migrations/002-first-note.ts'), migration);
    expect(await say('npx telltale migrate')).toMatch(/^up {6}001-add-notes\nup {6}002-first-note\n/);
    expect(await say(commands[7] ?? '')).toMatch(/^(# |ℹ )fail 0$/m);
  });
});

/** A window that is connected and has its list. */
async function openWindow(browser: Browser): Promise<Page> {
  const window = await browser.newPage();
  await window.goto(`http://localhost:${port}/`);
  await window.waitForSelector('.entry:has-text("GET /task"):has-text("200")');
  return window;
}
