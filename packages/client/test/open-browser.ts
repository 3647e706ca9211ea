/** Chromium for the tests of the script tag. @module */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const candidates = [
  process.env.CHROMIUM,
  chromium.executablePath(),
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];

/** The browser's program, or undefined where there is none. */
export const chromiumPath = candidates.find((path): path is string => path !== undefined && existsSync(path));

export function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('no Chromium: set CHROMIUM to the path of its program');
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
  ];
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: [...args, '--disable-sync'] });
}

/** A page that remembers what its console and its errors said. */
export interface WatchedPage extends AsyncDisposable {
  page: Page;
  lines: string[];
  errors: string[];
}

/**
 * @param browser a context instead, for pages that share cookies
 * @param waitUntil `'commit'` for a page that never finishes loading
 */
export async function openPage(
  browser: Pick<Browser, 'newPage'>,
  url: string,
  waitUntil: 'load' | 'commit' = 'load',
): Promise<WatchedPage> {
  const page = await browser.newPage();
  const lines: string[] = [];
  const errors: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url, { waitUntil });
  return { page, lines, errors, [Symbol.asyncDispose]: () => page.close() };
}
