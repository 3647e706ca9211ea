/** What the README says: its ten lines carried out, its figures measured. @module */
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../packages/client/test/open-browser.ts';
import { appFolder } from '../../packages/telltale/test/app-folder.ts';
import { askHttp, lift } from '../../packages/telltale/test/transports.ts';
import { codeBlocks, readPage } from '../docs/markdown.ts';
import { isSkipped } from './seed-pages.case.ts';
import { openWindow } from './window.ts';

/** The files that the README shows: each says its name in its first line. */
function filesOfReadme(): Record<string, string> {
  const page = readPage('README.md');
  const blocks = page ? codeBlocks(page) : [];
  return Object.fromEntries(
    blocks.flatMap(({ code }) => {
      const name = /^(?:\/\/|<!--) (\S+)/.exec(code)?.[1];
      return name ? [[name, code]] : [];
    }),
  );
}

test('the README should say how large the client is', async () => {
  const client = createRequire(import.meta.url).resolve('@telltale/client/sails.io.js');
  const kilobytes = gzipSync(await readFile(client), { level: 9 }).length / 1000;
  const said = /client for the script tag, gzipped \| ([\d.]+) kB/.exec(readPage('README.md')?.text ?? '');
  expect(Math.abs(Number(said?.[1]) - kilobytes)).toBeLessThan(0.15);
});

test('the README should show a picture that loads fast', async () => {
  const [, path = ''] = /!\[[^\]]+\]\(([^)]+)\)/.exec(readPage('README.md')?.text ?? '') ?? [];
  const { size } = await stat(new URL(`../../${path}`, import.meta.url));
  expect(size).toBeLessThan(300_000);
});

describe.skipIf(isSkipped)('the README', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('should be right that each window prints every hello since its own', async () => {
    const files = filesOfReadme();
    expect(Object.keys(files)).toEqual(['config/routes.ts', 'assets/index.html']);
    await using folder = await appFolder(files);
    await using app = await lift({ appPath: folder.path });
    await using first = await openWindow(browser, app.url);
    await first.line('200 OK');
    await using second = await openWindow(browser, app.url);
    await second.line('200 OK');
    await askHttp(app.url, 'GET /hello');
    await Promise.all([first.line('hello over HTTP'), second.line('hello over HTTP')]);
    const hellos = (lines: string[]) => lines.filter((line) => line.startsWith('hello'));
    expect(hellos(first.lines)).toEqual(['hello over a socket', 'hello over a socket', 'hello over HTTP']);
    expect(hellos(second.lines)).toEqual(['hello over a socket', 'hello over HTTP']);
  });
});
