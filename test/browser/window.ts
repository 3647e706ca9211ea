/** A window of a real browser for one test, that remembers what its console said. @module */
import type { Browser, Page } from 'playwright-core';
import { openPage, type WatchedPage } from '../../packages/client/test/open-browser.ts';

/** What sails.io.js makes of the page, ours or the released one. */
interface ClientGlobals {
  io: { socket?: { id?: string; _raw?: { id?: string }; isConnected(): boolean } };
}

/** An open window; it closes with the block that made it. */
export interface Window extends WatchedPage {
  /** Waits for a line of the console that contains the text. */
  line(text: string): Promise<string>;
  /** Waits until the page's own socket is connected, and returns its id. */
  socketId(): Promise<string>;
}

/** Opens a page; in a context of the browser, with the cookies of the pages that are open there. */
export async function openWindow(browser: Pick<Browser, 'newPage'>, url: string): Promise<Window> {
  const watched = await openPage(browser, url);
  const { page, lines } = watched;
  page.setDefaultTimeout(10_000);
  return Object.assign(watched, {
    line: (text: string) => lineOf(page, lines, text),
    async socketId() {
      const handle = await page.waitForFunction(() => {
        const { socket } = (globalThis as unknown as ClientGlobals).io;
        return socket?.isConnected() ? (socket.id ?? socket._raw?.id) : undefined;
      });
      return String(await handle.jsonValue());
    },
  });
}

async function lineOf(page: Page, lines: string[], text: string): Promise<string> {
  for (;;) {
    const found = lines.find((line) => line.includes(text));
    if (found !== undefined) return found;
    await new Promise((resolve) => page.once('console', resolve));
  }
}
