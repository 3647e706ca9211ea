/** The default headers in a real browser: what a page's own scripts may do, and what is kept from running. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../packages/client/test/open-browser.ts';
import { appFolder } from '../../packages/telltale/test/app-folder.ts';
import { lift } from '../../packages/telltale/test/transports.ts';
import { isSkipped } from './seed-pages.case.ts';
import { openWindow } from './window.ts';

const layout = `<!doctype html>
<html>
  <head><title>Security</title><style>body { font: 16px sans-serif } b { color: green }</style></head>
  <body>
    <%- body %>
    <!--SCRIPTS-->
    <script src="/js/dependencies/sails.io.js"></script>
    <!--SCRIPTS END-->
    <%- exposeLocalsToBrowser({ keys: ['title'] }) %>
    <script>
      io.socket.get('/hello', function (body) {
        document.querySelector('#socket').textContent = body.hello;
        console.log('inline ' + body.hello + ' ' + SAILS_LOCALS.title);
      });
    </script>
  </body>
</html>`;
const home = `<h1><%= title %></h1>
<p>Over the socket: <b id="socket">nothing yet</b></p>
<p>What somebody wrote: <%- written %></p>`;
const attack = `<script>console.log('stolen by a script')</script><img src="/none.png" onerror="console.log('stolen by a handler')">`;

describe.skipIf(isSkipped)('a page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('should run its own scripts under the default headers, and nothing that a value smuggled in', async () => {
    await using folder = await appFolder({ 'views/layouts/layout.ejs': layout, 'views/home.ejs': home });
    await using app = await lift({
      appPath: folder.path,
      routes: {
        'GET /': (_req, res) => res.view('home', { title: 'Ahoy', written: attack }),
        'GET /hello': (_req, res) => res.json({ hello: 'hello' }),
      },
    });
    await using window = await openWindow(browser, app.url);
    await window.line('inline hello Ahoy');
    const refused = () => window.lines.filter((line) => line.includes('Content Security Policy'));
    await expect.poll(() => refused().length).toBe(2);
    expect(window.lines.filter((line) => line.includes('stolen'))).toEqual([]);
    const shot = process.env.TELLTALE_SCREENSHOT;
    if (shot) await window.page.screenshot({ path: shot });
  });

  test('should run the scripts and handlers of a page in assets, and reach its socket', async () => {
    await using folder = await appFolder({
      'assets/index.html': `<button onclick="console.log('clicked')">Go</button>
<script src="/js/dependencies/sails.io.js"></script>
<script>io.socket.get('/hello', function (body) { console.log('inline ' + body.hello); });</script>`,
    });
    await using app = await lift({
      appPath: folder.path,
      routes: { 'GET /hello': (_req, res) => res.json({ hello: 'hello' }) },
    });
    await using window = await openWindow(browser, app.url);
    await window.line('inline hello');
    await window.page.click('button');
    await window.line('clicked');
    expect(window.errors).toEqual([]);
  });

  test('should read another origin’s answers where CORS says so, preflight included, and nowhere else', async () => {
    await using folder = await appFolder({ 'assets/index.html': '<p>site</p>' });
    await using site = await lift({ appPath: folder.path, security: { helmet: false } });
    await using app = await lift({
      routes: {
        'PUT /open': {
          fn: (req, res) => res.set('x-total', '7').json(req.body),
          cors: {
            allowOrigins: [new URL(site.url).origin],
            allowRequestHeaders: 'content-type,x-one',
            allowResponseHeaders: 'x-total',
          },
        },
        'PUT /closed': (req, res) => res.json(req.body),
      },
    });
    await using window = await openWindow(browser, site.url);
    const put = (path: string, headers: object) =>
      window.page.evaluate(`fetch('${app.url}${path}', {
        method: 'PUT', headers: ${JSON.stringify(headers)}, body: '{"a":1}'
      }).then(async (r) => [await r.json(), r.headers.get('x-total'), r.headers.get('etag')], () => 'refused')`);
    const json = { 'content-type': 'application/json' };
    expect(await put('/open', { ...json, 'x-one': '1' })).toEqual([{ a: 1 }, '7', null]);
    expect(await put('/open', { ...json, 'x-two': '1' })).toBe('refused');
    expect(await put('/closed', json)).toBe('refused');
  });
});
