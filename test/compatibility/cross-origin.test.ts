/** Pages of another origin, with the released client and with ours: the cookie first, then the socket. @module */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../packages/client/test/open-browser.ts';
import { appFolder } from '../../packages/telltale/test/app-folder.ts';
import { lift } from '../../packages/telltale/test/transports.ts';
import { isSkipped } from '../browser/seed-pages.case.ts';
import { openWindow } from '../browser/window.ts';
import { liftCompatible, releasedBundle, routes } from './app.ts';

const clients = {
  'sails.io.js 1.2.1': async () => ({
    'assets/js/dependencies/sails.io.js': await readFile(releasedBundle, 'utf8'),
  }),
  '@telltale/client': async () => ({}),
};

/** Lifts a site of its own whose page asks the app at `url`. */
async function liftSite(files: Record<string, string>, url: string) {
  const attribute = url && ` url="${url}"`;
  const page = `<script src="/js/dependencies/sails.io.js"${attribute}></script>
<script>
io.socket.on('connect_error', function () { console.log('refused'); });
io.socket.get('/cookie', function (body, response) {
  console.log('answer ' + response.statusCode + ' ' + JSON.stringify(body));
});
</script>`;
  const folder = await appFolder({ ...files, 'assets/page.html': page });
  // Any web server, that says nothing of what its pages may load.
  const site = await lift({ appPath: folder.path, security: { helmet: false } });
  return {
    url: site.url,
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe.skipIf(isSkipped)('a page of another origin', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  for (const [client, files] of Object.entries(clients)) {
    test(`should connect with the cookie that it was granted, with ${client}`, async () => {
      await using app = await liftCompatible({
        routes: {
          ...routes,
          'GET /__getcookie': (_req, res, next) => {
            res.cookie('granted', 'yes');
            next();
          },
        },
      });
      await using site = await liftSite(await files(), app.url);
      await using window = await openWindow(browser, `${site.url}/page.html`);
      expect(await window.line('answer')).toMatch(
        /^answer 200 {"cookie":"granted=yes; sails\.sid=s:[^"; ]+"}$/,
      );
      expect(window.errors).toEqual([]);
    });

    test(`should be let in when its origin is on the list, with ${client}`, async () => {
      // The page's own socket asks the site itself; the site's origin is known only once it is lifted.
      await using site = await liftSite(await files(), '');
      await using app = await liftCompatible({
        sockets: { onlyAllowOrigins: [new URL(site.url).origin] },
      });
      await using window = await openWindow(browser, `${site.url}/page.html`);
      await window.page.evaluate(
        `io.sails.connect('${app.url}').get('/ok', function (body) { console.log('over ' + body); })`,
      );
      await window.line('over OK');
    });

    test(`should be refused at once when its origin is not on the list, with ${client}`, async () => {
      await using app = await liftCompatible({ sockets: { onlyAllowOrigins: ['https://example.com'] } });
      await using site = await liftSite(await files(), app.url);
      await using window = await openWindow(browser, `${site.url}/page.html`);
      await window.line('refused');
      expect(app.app.io.engine.clientsCount).toBe(0);
    });
  }
});
