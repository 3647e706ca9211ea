/** The seeds' pages as written, in Chromium, for any client that is served to them. @module */
import { runInThisContext as runScript } from 'node:vm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openBrowser } from '../../packages/client/test/open-browser.ts';
import { askHttp } from '../../packages/telltale/test/transports.ts';
import { liftSeeds, seed } from './seed-app.ts';
import { openWindow, type Window } from './window.ts';

// A laptop may lack a browser; the project's own checks may not.
export const isSkipped = chromiumPath === undefined && !process.env.CI;

interface Page {
  mySocket: { get(url: string, callback: () => void): void };
}

/** Waits until `mySocket` of the page has had an answer. */
function askOverMySocket({ page }: Window): Promise<void> {
  return page.evaluate(() => {
    const { mySocket } = globalThis as unknown as Page;
    return new Promise<void>((resolve) => mySocket.get('/hello', () => resolve()));
  });
}

/**
 * @param client its name
 * @param files files of the app that serve another client than Telltale's own
 */
export function describeSeedPages(client: string, files: () => Promise<Record<string, string>>): void {
  describe.skipIf(isSkipped)(
    `the seeds' pages with ${client}${isSkipped ? ' (skipped: no Chromium)' : ''}`,
    () => {
      let browser: Browser;
      beforeAll(async () => {
        browser = await openBrowser();
      });
      afterAll(() => browser?.close());

      for (const example of ['ex-1', 'ex-9', 'ex-11']) {
        test(`${example}: should print status and body when /hello exists`, async () => {
          await using app = await liftSeeds(await files(), { '/hello': (_req, res) => res.json({ hi: 1 }) });
          await using window = await openWindow(browser, `${app.url}/${example}.html`);
          expect(await window.line('The server responded')).toBe(
            'The server responded with status 200 and said:  {hi: 1}',
          );
          expect(window.errors).toEqual([]);
        });

        test(`${example}: should print 404 and Not Found, and not hang, when /hello does not exist`, async () => {
          await using app = await liftSeeds(await files());
          await using window = await openWindow(browser, `${app.url}/${example}.html`);
          expect(await window.line('The server responded')).toBe(
            'The server responded with status 404 and said:  Not Found',
          );
        });
      }

      for (const example of ['ex-2', 'ex-12']) {
        test(`${example}: should make exactly one connection, by hand, when autoConnect is "false"`, async () => {
          await using app = await liftSeeds(await files());
          await using window = await openWindow(browser, `${app.url}/${example}.html`);
          await window.line('Socket connected!');
          await askOverMySocket(window);
          expect(
            await window.page.evaluate(() => 'socket' in (globalThis as unknown as { io: object }).io),
          ).toBe(false);
          expect(app.connections).toHaveLength(1);
          expect(window.lines.filter((line) => line === 'Socket connected!')).toHaveLength(1);
          expect(window.errors).toEqual([]);
        });
      }

      test('ex-4 and ex-5: should print 200, and in each window the id of the socket that joined', async () => {
        await using app = await liftSeeds(await files());
        await using first = await openWindow(browser, `${app.url}/ex-4.html`);
        expect(await first.line('Server responded')).toBe(
          'Server responded with status code 200 and data:  OK',
        );
        const firstId = await first.socketId();
        await first.line(`Socket \`${firstId}\` joined the party!`);

        await using second = await openWindow(browser, `${app.url}/ex-4.html`);
        expect(await second.line('Server responded')).toBe(
          'Server responded with status code 200 and data:  OK',
        );
        const secondId = await second.socketId();
        await second.line(`Socket \`${secondId}\` joined the party!`);
        await first.line(`Socket \`${secondId}\` joined the party!`);

        expect(app.connections).toEqual([firstId, secondId]);
        expect(second.lines.join()).not.toContain(firstId);
        expect([...first.errors, ...second.errors]).toEqual([]);
      });

      test('ex-3: should print the users, and alert of every change by others', async () => {
        await using app = await liftSeeds({ ...(await files()), ...models });
        const ask = (address: string, data?: object) =>
          askHttp(app.url, address, data ? { data: { ...data } } : {});
        await ask('POST /user', { name: 'Ann' });
        await using window = await openWindow(browser, `${app.url}/ex-3.html`);
        expect(await window.line('Current users')).toMatch(/^Current users: {2}\[/);
        await ask('POST /user', { name: 'Bob' });
        expect(await window.line('verb: created')).toMatch(/^User alert! .*id: 2/);
        await ask('PATCH /user/2', { name: 'Ben' });
        expect(await window.line('verb: updated')).toMatch(/^User alert! .*id: 2/);
        await ask('POST /pet', { name: 'Rex' });
        await ask('PUT /user/1/pets/1');
        expect(await window.line('verb: addedTo')).toMatch(/^User alert! .*addedId: 1/);
        await ask('DELETE /user/1/pets/1');
        expect(await window.line('verb: removedFrom')).toMatch(/^User alert! .*removedId: 1/);
        await ask('DELETE /user/1');
        expect(await window.line('verb: destroyed')).toMatch(/^User alert! .*id: 1/);
        expect(window.lines.filter((line) => line.startsWith('User alert!'))).toHaveLength(5);
        expect(window.errors).toEqual([]);
      });

      test('ex-3: should alert of the first user when there was none', async () => {
        await using app = await liftSeeds({ ...(await files()), ...models });
        await using window = await openWindow(browser, `${app.url}/ex-3.html`);
        expect(await window.line('Current users')).toBe('Current users:  []');
        await askHttp(app.url, 'POST /user', { data: { name: 'Ann' } });
        await window.line('verb: created');
        await askHttp(app.url, 'PATCH /user/1', { data: { name: 'Eve' } });
        await window.line('verb: updated');
      });

      test('ex-6: should alert every window that watches users, outside of any request', async () => {
        await using app = await liftSeeds({ ...(await files()), ...models });
        await using window = await openWindow(browser, `${app.url}/ex-3.html`);
        await window.line('Current users');
        runScript(await seed('ex-6.js'));
        expect(await window.line('User alert!')).toMatch(/verb: created, data: .*id: 1/);
        await askHttp(app.url, 'PATCH /user/1', { data: { name: 'Ann' } });
        await window.line('verb: updated');
        expect((await askHttp(app.url, 'GET /user/1')).body).toMatchObject({ id: 1, name: 'Ann' });
      });

      test('ex-5: should answer 400 when a page asks over plain HTTP', async () => {
        await using app = await liftSeeds(await files());
        expect(await askHttp(app.url, 'GET /say/hello')).toMatchObject({ status: 400, body: 'Bad Request' });
      });

      for (const [form, expression] of [
        ['a socket', 'req.socket'],
        ['the id of a socket', 'req.socket.id'],
        ['a request', 'req'],
        ['an array of sockets', '[req.socket]'],
      ] as const) {
        test(`ex-7 and ex-8: should print the text in the joined window alone when someSocket is ${form}`, async () => {
          await using app = await liftSeeds({
            ...(await files()),
            'api/controllers/RoomController.js': `module.exports = {
  enter: function (req, res) {
    var someSocket = ${expression};
    ${await seed('ex-7.js')}
    return res.ok();
  },
  tell: function (req, res) {
    ${await seed('ex-8.js')}
    return res.ok();
  }
}`,
            'assets/inside.html': listening(
              "io.socket.get('/room/enter', function () { console.log('entered'); });",
            ),
            'assets/outside.html': listening(
              "io.socket.on('connect', function () { console.log('connected'); });",
            ),
          });
          await using inside = await openWindow(browser, `${app.url}/inside.html`);
          await using outside = await openWindow(browser, `${app.url}/outside.html`);
          await Promise.all([inside.line('entered'), outside.line('connected')]);
          await askHttp(app.url, 'GET /room/tell');
          expect(await inside.line('heard')).toBe('heard string Hello to all my fun sockets!');
          app.app.sockets.blast('last', {});
          await Promise.all([inside.line('last'), outside.line('last')]);
          expect(outside.lines.filter((line) => line.startsWith('heard'))).toEqual([]);
        });
      }

      test('ex-8: should be ignored, and harm nothing, when a window in the room does not listen', async () => {
        await using app = await liftSeeds({
          ...(await files()),
          'assets/deaf.html': `<script src="/js/dependencies/sails.io.js"></script>
<script>io.socket.get('/say/hello', function () { console.log('joined'); });</script>`,
        });
        await using deaf = await openWindow(browser, `${app.url}/deaf.html`);
        await deaf.line('joined');
        await using listening = await openWindow(browser, `${app.url}/ex-4.html`);
        await listening.line('joined the party!');
        expect([...deaf.errors, ...listening.errors]).toEqual([]);
      });

      test('ex-10: should connect two sockets and print once when another is made beside the eager one', async () => {
        await using app = await liftSeeds(await files());
        await using window = await openWindow(browser, `${app.url}/ex-10.html`);
        await window.line('Socket connected!');
        await askOverMySocket(window);
        const id = await window.socketId();
        expect(app.connections).toHaveLength(2);
        expect(app.connections).toContain(id);
        expect(window.lines.filter((line) => line === 'Socket connected!')).toHaveLength(1);
        expect(window.errors).toEqual([]);
      });
    },
  );
}

/** The models that the seeds speak of, in the way of their time, with an empty database. */
const models = {
  'api/models/User.js':
    "module.exports = { attributes: { name: 'string', pets: { collection: 'pet', via: 'owner' } } };",
  'api/models/Pet.js': "module.exports = { attributes: { name: 'string', owner: { model: 'user' } } };",
};

/** A page that prints what it hears, and runs `script`. */
function listening(script: string): string {
  return `<script src="/js/dependencies/sails.io.js"></script>
<script>
io.socket.on('hello', function (data) { console.log('heard ' + typeof data + ' ' + data); });
io.socket.on('last', function () { console.log('last'); });
${script}
</script>`;
}
