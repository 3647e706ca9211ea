/** The script tag in a real browser: the seeds' pages as written, attributes, cookies of other origins, CSP. @module */
import type {} from '@telltale/client/sails.io.js';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeServer, type FakeServerOptions, startFakeServer } from './fake-server.ts';
import { chromiumPath, openBrowser, openPage, type WatchedPage } from './open-browser.ts';

// A laptop may lack a browser; the project's own checks may not.
const isSkipped = chromiumPath === undefined && !process.env.CI;
const title = isSkipped ? 'in Chromium (skipped: none found; set CHROMIUM to its path)' : 'in Chromium';

let browser: Browser;
beforeAll(async () => {
  if (!isSkipped) browser = await openBrowser();
});
afterAll(() => browser?.close());

const tag = '<script src="/js/dependencies/sails.io.js"></script>';

/** Serves `html` as a page and opens it. */
async function visit(html: string, options: VisitOptions = {}): Promise<Visit> {
  const server = await startFakeServer({ pages: { '/': `<!doctype html>${html}` }, ...options });
  const watched = await openPage(browser, server.url, options.waitUntil);
  const dispose = async () => {
    await watched[Symbol.asyncDispose]();
    await server.stop();
  };
  return { ...watched, server, [Symbol.asyncDispose]: dispose };
}

interface VisitOptions extends FakeServerOptions {
  waitUntil?: 'load' | 'commit';
}

interface Visit extends WatchedPage {
  server: FakeServer;
}

/** Waits until the page has set `window.result`. */
async function resultOf({ page }: WatchedPage): Promise<unknown> {
  const handle = await page.waitForFunction(() => (window as { result?: unknown }).result, null, {
    timeout: 10_000,
  });
  return handle.jsonValue();
}

async function lineWith({ page, lines }: WatchedPage, text: string): Promise<string> {
  const found = () => lines.find((line) => line.includes(text));
  while (!found()) await page.waitForEvent('console', { timeout: 10_000 });
  return found() ?? '';
}

describe.skipIf(isSkipped)(title, () => {
  describe('the seeds', () => {
    test('EX-1: should print status and body when the next script asks at once', async () => {
      await using visited = await visit(`
<script type="text/javascript" src="/js/dependencies/sails.io.js"></script>
<script type="text/javascript">
io.socket.get('/hello', function responseFromServer (body, response) {
  console.log("The server responded with status " + response.statusCode + " and said: ", body);
});
</script>`);
      const line = await lineWith(visited, 'The server responded');
      expect(line).toBe('The server responded with status 200 and said:  {hi: 1}');
      expect(visited.errors).toEqual([]);
    });

    test('EX-1: should print status 404 when the route is unknown', async () => {
      await using visited = await visit(
        `${tag}<script>
io.socket.get('/hello', function responseFromServer (body, response) {
  console.log("The server responded with status " + response.statusCode + " and said: ", body);
});
</script>`,
        { answer: () => ({ body: 'Not Found', headers: {}, statusCode: 404 }) },
      );
      const line = await lineWith(visited, 'The server responded');
      expect(line).toBe('The server responded with status 404 and said:  Not Found');
    });

    test('EX-2: should make one connection, by hand, when autoConnect is "false"', async () => {
      await using visited = await visit(`
<script type="text/javascript" src="/js/dependencies/sails.io.js" autoConnect="false"></script>
<script type="text/javascript">
var mySocket = io.sails.connect();
mySocket.on('connect', function onConnect () {
  console.log("Socket connected!");
});
</script>`);
      await lineWith(visited, 'Socket connected!');
      expect(await visited.page.evaluate(() => ['socket' in io, io.sails.autoConnect])).toEqual([
        false,
        false,
      ]);
      await visited.page.evaluate(() =>
        (window as unknown as { mySocket: typeof io.socket }).mySocket.get('/hello'),
      );
      expect(visited.server.connections).toHaveLength(1);
      expect(visited.errors).toEqual([]);
    });

    test('EX-9: should run, and connect, when the tag says type"text/javascript"', async () => {
      await using visited = await visit(`
<script type"text/javascript" src="/js/dependencies/sails.io.js"></script>
<script type"text/javascript">
io.socket.on('hello', function gotHelloMessage (data) {
  console.log('Socket \`' + data.id + '\` joined the party!');
});
io.socket.get('/hello', function gotResponse(body, response) {
  console.log('Server responded with status code ' + response.statusCode + ' and data: ', body);
})
</script>`);
      const line = await lineWith(visited, 'Server responded');
      expect(line).toBe('Server responded with status code 200 and data:  {hi: 1}');
      visited.server.io.emit('hello', { id: 'abc' });
      await lineWith(visited, 'Socket `abc` joined the party!');
      expect(visited.errors).toEqual([]);
    });

    test('EX-10: should make two connections when another socket connects beside the eager one', async () => {
      await using visited = await visit(`
<script type"text/javascript" src="/js/dependencies/sails.io.js"></script>
<script type"text/javascript">
var mySocket = io.sails.connect();
io.socket.on('connect', function onConnect () {
  console.log("Socket connected!");
});
</script>`);
      await lineWith(visited, 'Socket connected!');
      await visited.page.evaluate(async () => {
        await (window as unknown as { mySocket: typeof io.socket }).mySocket.get('/hello');
        await io.socket.get('/hello');
      });
      expect(visited.server.connections).toHaveLength(2);
      expect(visited.lines.filter((line) => line === 'Socket connected!')).toHaveLength(1);
      expect(visited.errors).toEqual([]);
    });
  });

  describe('attributes of the tag', () => {
    for (const attribute of [
      'autoConnect="false"',
      'autoconnect="false"',
      'data-autoConnect="false"',
      'data-autoconnect="false" autoConnect="true"',
    ]) {
      test(`should not connect with ${attribute}`, async () => {
        await using visited = await visit(`
<script src="/sails.io.js" ${attribute}></script>
<script>setTimeout(() => { result = { has: 'socket' in io, autoConnect: io.sails.autoConnect } }, 50)</script>`);
        expect(await resultOf(visited)).toEqual({ has: false, autoConnect: false });
        expect(visited.server.connections).toHaveLength(0);
      });
    }

    for (const attribute of ['', 'autoConnect', 'data-autoConnect', 'autoConnect="true"', 'autoConnect=""']) {
      test(`should connect with ${attribute || 'no attribute'}`, async () => {
        await using visited = await visit(`
<script src="/sails.io.js" ${attribute}></script>
<script>io.socket.on('connect', () => { result = io.sails.autoConnect })</script>`);
        expect(await resultOf(visited)).toBe(true);
      });
    }

    test('should read url, headers, transports, path, environment and reconnection', async () => {
      await using visited = await visit(
        `
<script src="/sails.io.js" path="/live" data-headers='{"x-all":"yes"}' transports='["polling","websocket"]'
  environment="production" reconnection="false"></script>
<script>
  io.socket.get('/echo', (body) => {
    const { environment, reconnection, path, transports } = io.sails;
    result = { headers: body.headers, environment, reconnection, path, transports };
  });
</script>`,
        { socketIo: { path: '/live', transports: ['polling', 'websocket'] } },
      );
      expect(await resultOf(visited)).toEqual({
        headers: { 'x-all': 'yes' },
        environment: 'production',
        reconnection: false,
        path: '/live',
        transports: ['polling', 'websocket'],
      });
      expect(visited.lines).toEqual([]);
    });

    for (const [attribute, expected] of [
      ['autoConnect="maybe"', 'a boolean'],
      ['autoConnect="1"', 'a boolean'],
      ['environment="7"', 'a string'],
      ['headers="[]"', 'an object'],
      ['headers="text"', 'an object'],
      ['url="7"', 'a string'],
      ['transports="websocket"', 'an array'],
    ] as const) {
      test(`should say what was expected when the tag has ${attribute}`, async () => {
        await using visited = await visit(`<script src="/sails.io.js" ${attribute}></script>`);
        expect(visited.errors.join()).toContain(expected);
        expect(await visited.page.evaluate(() => 'io' in window)).toBe(false);
      });
    }

    for (const [what, html] of [
      ['the file is called .min.js', '<script src="/sails.io.min.js"></script>'],
      ['the source ends with #production', '<script src="/sails.io.js#production"></script>'],
      [
        'the page says staging',
        `<script>SAILS_LOCALS = { _environment: 'staging' }</script><script src="/sails.io.js"></script>`,
      ],
    ] as const) {
      test(`should keep silent when ${what}`, async () => {
        await using visited = await visit(
          `${html}<script>io.socket.get('/hello', () => { result = 1 })</script>`,
        );
        await resultOf(visited);
        expect(visited.lines).toEqual([]);
        expect(await visited.page.evaluate(() => io.sails.environment)).toBe('production');
      });
    }
  });

  describe('settings', () => {
    test('should count when the inline script after the tag makes them, although it runs in a later task', async () => {
      await using visited = await visit(`${tag}<script>
io.sails.query = 'set=inline';
io.sails.headers = { 'x-all': 'yes' };
io.socket.get('/echo', (body) => { result = [body.headers, io.socket.mightBeAboutToAutoConnect()] });</script>`);
      expect(await resultOf(visited)).toEqual([{ 'x-all': 'yes' }, false]);
      expect(visited.server.connections[0]?.handshake.query).toMatchObject({ set: 'inline' });
    });

    test('should turn the eager socket off when the inline script after the tag says so', async () => {
      await using visited = await visit(`${tag}<script>io.sails.autoConnect = false</script>`);
      await visited.page.waitForFunction(() => !('socket' in io));
      await visited.page.evaluate(() => io.sails.connect().get('/hello'));
      expect(visited.server.connections).toHaveLength(1);
    });

    test('should not wait for a page whose next script hangs', async () => {
      await using visited = await visit(
        `${tag}<script>io.socket.get('/hello')</script><script src="/hangs"></script>`,
        {
          onHttp: (request) => (request.url === '/hangs' ? 'never' : undefined),
          waitUntil: 'commit',
        },
      );
      expect(await visited.server.requestTo('/hello')).toMatchObject({ event: 'get' });
    });

    // The script and what follows it run in one task here, as with a bundler.
    for (const [attribute, setting, isWanted] of [
      ['true', 'io.sails.autoConnect = false', false],
      ['true', 'io.sails.autoconnect = false', false],
      ['false', 'io.sails.autoConnect = true', true],
    ] as const) {
      test(`should win over the tag's autoConnect="${attribute}" when it says ${setting}`, async () => {
        await using visited = await visit('<p></p>');
        await visited.page.evaluate(
          async ([value, code]) => {
            const source = await (await fetch('/sails.io.js')).text();
            const script = document.createElement('script');
            script.setAttribute('autoConnect', value);
            script.text = `${source}\n;${code};`;
            document.head.append(script);
            await new Promise((resolve) => setTimeout(resolve, 0));
          },
          [attribute, setting] as const,
        );
        expect(await visited.page.evaluate(() => 'socket' in io)).toBe(isWanted);
      });
    }

    test('should introduce itself as a browser, in version 1.2.1 of the protocol', async () => {
      await using visited = await visit(
        `${tag}<script>io.socket.get('/hello', () => { result = io.sails.sdk })</script>`,
      );
      const versionString =
        '__sails_io_sdk_version=1.2.1&__sails_io_sdk_platform=browser&__sails_io_sdk_language=javascript';
      const sdk = { version: '1.2.1', platform: 'browser', language: 'javascript', versionString };
      expect(await resultOf(visited)).toEqual(sdk);
      expect(visited.server.connections[0]?.handshake.query).toMatchObject({
        __sails_io_sdk_platform: 'browser',
      });
    });

    test('should warn, and connect, when initialConnectionHeaders are set for a WebSocket', async () => {
      await using visited = await visit(`${tag}<script>
io.sails.connect({ initialConnectionHeaders: { cookie: 'a=1' } }).get('/hello', () => { result = 1 })</script>`);
      await resultOf(visited);
      await lineWith(visited, 'initialConnectionHeaders');
    });

    test('should not warn of initialConnectionHeaders when there are none, however many transports there are', async () => {
      await using visited = await visit(
        `${tag}<script>
io.sails.connect({ transports: ['websocket', 'polling'] }).get('/hello', () => { result = 1 })</script>`,
        { socketIo: { transports: ['websocket', 'polling'] } },
      );
      await resultOf(visited);
      expect(visited.lines.join()).not.toContain('initialConnectionHeaders');
    });
  });

  test('should send what waited in order, and survive the loss of the line, when the page is open', async () => {
    await using visited = await visit(`${tag}<script>
io.socket.get('/hello?1'); io.socket.get('/hello?2'); io.socket.get('/hello?3', () => { result = 'first' });</script>`);
    await resultOf(visited);
    expect(visited.server.urls).toEqual(['/hello?1', '/hello?2', '/hello?3']);
    const again = visited.server.nextConnection();
    visited.server.cutLines();
    await again;
    expect(await visited.page.evaluate(async () => (await io.socket.get('/hello')).statusCode)).toBe(200);
  });

  test('should try at once when the network comes back', async () => {
    await using visited = await visit(`${tag}<script>
io.sails.reconnectionDelay = io.sails.reconnectionDelayMax = 600_000;</script>`);
    await visited.page.waitForFunction(() => io.socket.isConnected());
    visited.server.cutLines();
    await visited.page.waitForFunction(() => io.socket.status === 'reconnecting');
    await visited.page.context().setOffline(true);
    await visited.page.context().setOffline(false);
    await visited.page.waitForFunction(() => io.socket.status === 'connected');
    expect(visited.server.connections).toHaveLength(2);
  });

  test('should connect by polling when told so, and upgrade to WebSocket', async () => {
    await using visited = await visit(
      `${tag}<script>
io.sails.transports = ['polling', 'websocket'];
io.socket.get('/hello', () => { result = 1 });</script>`,
      { socketIo: { transports: ['polling', 'websocket'] } },
    );
    await resultOf(visited);
    expect(visited.server.connections[0]?.handshake.query.transport).toBe('polling');
    await visited.page.waitForFunction(() => io.socket.raw?.io.engine.transport.name === 'websocket');
  });

  test('should work under a policy that allows scripts of the page’s own origin and no eval', async () => {
    const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self'; connect-src 'self' ws:">`;
    await using visited = await visit(`${policy}<script src="/sails.io.js"></script>`);
    expect(await visited.page.evaluate(async () => (await io.socket.get('/hello')).statusCode)).toBe(200);
    expect([...visited.errors, ...visited.lines].join()).not.toMatch(/Content Security Policy|unsafe-eval/);
  });

  test('should say so when the file is brought onto the page twice, and keep the first', async () => {
    await using visited = await visit(`${tag}<script>first = io.socket</script>${tag}
<script>result = { same: io.socket === first }</script>`);
    expect(await resultOf(visited)).toEqual({ same: true });
    expect(visited.errors.join()).toContain('once');
  });

  test('should give its factory to an AMD loader and to CommonJS instead of making a global', async () => {
    await using visited = await visit(`
<script>define = (needs, make) => { amd = make() }; define.amd = {}</script>${tag}
<script>delete window.define; module = { exports: {} }</script>${tag}
<script>result = { io: 'io' in window, amd: typeof amd, commonJs: typeof module.exports, made: typeof amd().sails }</script>`);
    expect(await resultOf(visited)).toEqual({
      io: false,
      amd: 'function',
      commonJs: 'function',
      made: 'object',
    });
  });

  describe('a server of another origin', () => {
    const page = (script: string) => `
<script src="/sails.io.js" autoConnect="false"></script><script>${script}</script>`;
    const connectTo = (url: string, options = '') =>
      page(
        `io.sails.connect('${url}'${options}).get('/echo', (body, response) => { result = response.statusCode })`,
      );

    const cookieServer = (path = '/__getcookie', status = 200) =>
      startFakeServer({
        onHttp: (request) =>
          request.url === path
            ? {
                status,
                headers: {
                  'content-type': 'application/javascript',
                  'set-cookie': 'sails.sid=abc; Path=/; HttpOnly',
                },
                body: '_sailsIoJSConnect();',
              }
            : undefined,
      });

    test('should be asked for its cookie before the handshake, which then carries it', async () => {
      await using server = await cookieServer();
      await using visited = await visit(connectTo(server.url));
      expect(await resultOf(visited)).toBe(200);
      expect(server.httpRequests[0]).toBe('/__getcookie');
      expect(server.connections[0]?.handshake.headers.cookie).toBe('sails.sid=abc');
      expect(
        await visited.page.evaluate(() => document.querySelectorAll('script[src*=getcookie]').length),
      ).toBe(0);
      expect(visited.errors).toEqual([]);
    });

    test('should be asked at another path when the setting is a string', async () => {
      await using server = await cookieServer('/mycookie');
      await using visited = await visit(connectTo(server.url, ", { useCORSRouteToGetCookie: '/mycookie' }"));
      expect(await resultOf(visited)).toBe(200);
      expect(server.httpRequests[0]).toBe('/mycookie');
    });

    test('should not be asked when the setting is false', async () => {
      await using server = await cookieServer();
      await using visited = await visit(connectTo(server.url, ', { useCORSRouteToGetCookie: false }'));
      expect(await resultOf(visited)).toBe(200);
      expect(server.httpRequests).not.toContain('/__getcookie');
    });

    test('should be connected to without a cookie when the script does not load', async () => {
      await using server = await startFakeServer();
      await using visited = await visit(connectTo(server.url));
      expect(await resultOf(visited)).toBe(200);
      expect(server.httpRequests[0]).toBe('/__getcookie');
      await lineWith(visited, 'could not be fetched');
    });

    test('should be connected to, each by itself, when two sockets ask two servers at the same time', async () => {
      await using one = await cookieServer();
      await using two = await cookieServer();
      await using visited = await visit(
        page(`Promise.all(['${one.url}', '${two.url}'].map((url) => io.sails.connect(url).get('/hello')))
          .then((answers) => { result = answers.map((answer) => answer.statusCode) })`),
      );
      expect(await resultOf(visited)).toEqual([200, 200]);
    });

    test('should not be connected to when disconnect() is called while the cookie is fetched', async () => {
      await using server = await cookieServer();
      await using visited = await visit(
        page(`const socket = io.sails.connect('${server.url}');
          const before = socket.status;
          socket.disconnect();
          io.sails.connect('${server.url}').get('/hello', () => { result = [before, socket.status] })`),
      );
      expect(await resultOf(visited)).toEqual(['connecting', 'disconnected']);
      expect(server.connections).toHaveLength(1);
    });
  });

  test('should not ask for a cookie when the url names the page’s own origin', async () => {
    await using visited = await visit(`
<script src="/sails.io.js" autoConnect="false"></script>
<script>io.sails.connect(location.origin + '/').get('/hello', () => { result = 1 })</script>`);
    await resultOf(visited);
    expect(visited.server.httpRequests).not.toContain('/__getcookie');
  });
});
