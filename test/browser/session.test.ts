/** A page and its socket in a real browser: one session, whichever of them has it first; one logout, for every tab. @module */
import type { Browser } from 'playwright-core';
import type { RoutesConfig } from 'telltale';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../packages/client/test/open-browser.ts';
import { appFolder } from '../../packages/telltale/test/app-folder.ts';
import { lift } from '../../packages/telltale/test/transports.ts';
import { isSkipped } from './seed-pages.case.ts';
import { openWindow } from './window.ts';

const files = {
  'assets/page.html': `<!doctype html>
<script src="/js/dependencies/sails.io.js"></script>
<script src="/page.js"></script>`,
  'assets/page.js': `
io.socket.on('telltale:session', (notice) => console.log('told ' + notice.code));
io.socket.on('news', (text) => console.log('news ' + text));
io.socket.get('/me', (body) => console.log('at first ' + JSON.stringify(body)));
function ask(url) {
  io.socket.get(url, (body) => console.log(url + ' ' + JSON.stringify(body)));
}
async function fetchIt(url, method) {
  console.log('http ' + url + ' ' + (await (await fetch(url, { method })).text()));
}`,
};

const routes: RoutesConfig = {
  'GET /me': (req, res) => res.json({ user: req.session.user ?? null }),
  'GET /login': (req, res) => {
    req.session.user = 'Ann';
    return res.json({ user: 'Ann' });
  },
  'GET /private': (req, res) => {
    if (req.session.user === undefined) return res.forbidden();
    req._sails.fastify.sockets.join(req as never, 'private');
    return res.json({ in: true });
  },
  'POST /login': async (req, res) => {
    await req.session.regenerate();
    req.session.user = 'Ann';
    return res.json({ user: 'Ann' });
  },
  'POST /logout': async (req, res) => {
    await req.session.destroy();
    return res.json({ out: true });
  },
};

describe.skipIf(isSkipped)('a session in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('should begin over the socket, hold for the page after a reload, and end in one tab for all', async () => {
    await using folder = await appFolder(files);
    await using app = await lift({ appPath: folder.path, routes });
    const context = await browser.newContext();
    await using first = await openWindow(context, `${app.url}/page.html`);
    expect(await first.line('at first')).toBe('at first {"user":null}');

    await first.page.evaluate('ask("/login")');
    await first.line('/login {"user":"Ann"}');
    await first.page.evaluate('fetchIt("/me", "GET")');
    expect(await first.line('http /me')).toBe('http /me {"user":"Ann"}');
    first.lines.length = 0;
    await first.page.reload();
    expect(await first.line('at first')).toBe('at first {"user":"Ann"}');

    await using other = await openWindow(context, `${app.url}/page.html`);
    expect(await other.line('at first')).toBe('at first {"user":"Ann"}');
    await other.page.evaluate('ask("/private")');
    await other.line('/private {"in":true}');
    app.app.sockets.broadcast('private', 'news', 'for Ann');
    await other.line('news for Ann');

    await first.page.evaluate('fetchIt("/logout", "POST")');
    expect(await other.line('told')).toBe('told E_SESSION_ENDED');
    app.app.sockets.broadcast('private', 'news', 'for nobody');
    await other.page.evaluate('ask("/private")');
    await other.line('/private "Forbidden"');
    expect(other.lines.filter((line) => line.startsWith('news'))).toEqual(['news for Ann']);
    await context.close();
  });

  test('should be taken over by the socket of a page that signs in without being loaded again', async () => {
    await using folder = await appFolder(files);
    await using app = await lift({ appPath: folder.path, routes });
    await using window = await openWindow(browser, `${app.url}/page.html`);
    expect(await window.line('at first')).toBe('at first {"user":null}');
    await window.page.evaluate(`fetchIt('/login', 'POST').then(() => {
      io.socket.disconnect();
      io.socket.reconnect();
      ask('/me');
    })`);
    expect(await window.line('/me')).toBe('/me {"user":"Ann"}');
  });
});
