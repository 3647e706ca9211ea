import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { io } from 'socket.io-client';
import { type AppOptions, type Handler, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { lift } from '../../test/transports.ts';

const quiet = { appPath: '/nowhere', port: 0, log: { level: 'silent' } } as const satisfies AppOptions;
const ok: Handler = (_req, res) => res.ok('fine');

describe('load', () => {
  test('should give the app at once, and be awaitable', async () => {
    const app = new Sails();
    const loading = app.load({ ...quiet, routes: { 'GET /a': ok } });
    expect(loading).toBe(app);
    expect(loading.on('lower', () => {})).toBe(app);
    const loaded = await loading;
    expect(loaded).toBe(app);
    expect(await Promise.resolve(app)).toBe(app);
    expect((await app.request('GET /a')).body).toBe('fine');
    expect(app.fastify.server.listening).toBe(false);
    await app.lower();
  });

  test('should call back with the app, or with the error', async () => {
    const app = new Sails();
    const loaded = await new Promise((resolve, reject) => {
      app.load(quiet, (error, given) => (error ? reject(error) : resolve(given)));
    });
    expect(loaded).toBe(app);
    await app.lower();
    const error = await new Promise((resolve) => {
      new Sails().load({ ...quiet, port: -1 }, resolve);
    });
    expect(error).toMatchObject({ code: 'E_CONFIG' });
  });

  test('should reject when it is awaited and fails, and log when nobody waits', async () => {
    await expect(new Sails().load({ ...quiet, port: 'x' as never })).rejects.toMatchObject({
      code: 'E_CONFIG',
    });
    const app = new Sails();
    const logged = new Promise<unknown[]>((resolve) => {
      app.log.error = (...message) => resolve(message);
    });
    app.load({ ...quiet, port: 'x' as never });
    expect(String((await logged)[1])).toContain('config.port');
  });

  test('should lift later when initialize() is called', async () => {
    const app = await new Sails().load({ ...quiet, routes: { 'GET /a': ok } });
    expect(await app.initialize()).toBe(app);
    expect((await fetch(`${urlOf(app)}/a`)).status).toBe(200);
    await app.lower();
  });

  test('should refuse to load twice', async () => {
    const app = await new Sails().load(quiet);
    await expect(app.lift(quiet)).rejects.toMatchObject({ code: 'E_ALREADY_LOADED' });
    expect((await app.request('OPTIONS /a')).statusCode).toBe(200);
    await app.lower();
  });
});

describe('lift', () => {
  test('should listen at IPv4 and IPv6 alike, and see an IPv4 caller as such', async () => {
    const app = await new Sails().lift({ ...quiet, routes: { 'GET /ip': (req, res) => res.json(req.ip) } });
    const { port } = app.fastify.server.address() as AddressInfo;
    expect(await (await fetch(`http://127.0.0.1:${port}/ip`)).json()).toBe('::ffff:127.0.0.1');
    expect(await (await fetch(`http://[::1]:${port}/ip`)).json()).toBe('::1');
    await app.lower();
  });

  test('should call back', async () => {
    const app = new Sails();
    const lifted = await new Promise((resolve, reject) => {
      app.lift(quiet, (error, given) => (error ? reject(error) : resolve(given)));
    });
    expect(lifted).toBe(app);
    expect(app.isLifted).toBe(true);
    await new Promise<void>((resolve, reject) => {
      app.lower((error) => (error ? reject(error) : resolve()));
    });
    expect(app.isLifted).toBe(false);
  });

  test('should fail with the code of the system and advice when the port is taken, and leave nothing behind', async () => {
    const blocker = createServer().listen(0);
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const app = new Sails();
    let lowered = 0;
    app.on('lower', () => {
      lowered += 1;
    });
    const failing = app.lift({ ...quiet, port });
    await expect(failing).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringContaining(`choose another port: --port ${port + 1}`),
    });
    expect(lowered).toBe(1);
    blocker.close();
    await once(blocker, 'close');
    await app.lift({ ...quiet, port });
    await app.lower();
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no water');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('no water');
      },
    ],
    [
      'calls back with an error',
      (done?: (error: Error) => void) => void setImmediate(() => done?.(new Error('no water'))),
    ],
  ])('should fail when the bootstrap %s', async (_how, bootstrap) => {
    const app = new Sails();
    await expect(app.lift({ ...quiet, bootstrap })).rejects.toThrow('no water');
    expect(() => app.fastify.server.address()).not.toThrow();
    expect(app.fastify.server.listening).toBe(false);
  });

  test('should leave nothing running when a plugin fails', async () => {
    await using folder = await appFolder({
      'main.mjs': `import { Sails } from 'telltale';
        const plugins = [async () => { throw new Error('no plug'); }];
        await new Sails().lift({ port: 0, log: { level: 'silent' }, http: { plugins } })
          .catch((error) => console.log(error.message));`,
    });
    const { code, output } = await finish(spawn(process.execPath, ['main.mjs'], { cwd: folder.path }));
    expect({ code, output }).toEqual({ code: 0, output: 'no plug\n' });
  });

  test('should fail when the bootstrap never ends', async () => {
    await expect(
      new Sails().lift({ ...quiet, bootstrapTimeout: 20, bootstrap: (_done: () => void) => {} }),
    ).rejects.toMatchObject({ code: 'E_BOOTSTRAP_TIMEOUT' });
  });

  test('should tell what happens in order, and those who come late', async () => {
    const app = new Sails();
    const events: string[] = [];
    for (const event of [
      'hook:http:loaded',
      'hooks:loaded',
      'router:before',
      'router:after',
      'ready',
      'lifted',
      'lower',
    ]) {
      app.on(event, () => events.push(event));
    }
    const both = new Promise<void>((resolve) => app.after(['hooks:loaded', 'lifted'], resolve));
    await app.lift({
      ...quiet,
      bootstrap: (done: () => void) => {
        events.push('bootstrap');
        done();
      },
    });
    await both;
    let late = false;
    app.after('ready', () => {
      late = true;
    });
    expect(late).toBe(true);
    await app.lower();
    expect(events).toEqual([
      'router:before',
      'router:after',
      'hook:http:loaded',
      'hooks:loaded',
      'bootstrap',
      'ready',
      'lifted',
      'lower',
    ]);
  });

  test('should tell each request that reaches the routes', async () => {
    await using lifted = await lift({ routes: { 'GET /a': ok } });
    const urls: string[] = [];
    lifted.app.on('router:request', (req: { url: string }) => urls.push(req.url));
    await lifted.via('http')('GET /a');
    await lifted.via('socket')('GET /b');
    expect(urls).toEqual(['/a', '/b']);
  });

  test('should tell each route that is bound, and each that a request enters', async () => {
    await using lifted = await lift({ routes: { 'GET /a/:id': [(_req, _res, next) => next()] } });
    const { app } = lifted;
    const told: unknown[] = [];
    app.on('router:bind', ({ verb, path, target, options }) => told.push({ verb, path, target, options }));
    app.on('router:route', ({ req, options }) => told.push([req.url, options]));
    app.router.bind('POST /a/b', ok, null, { hint: 1 });
    app.get('/a/b', ok);
    await lifted.via('http')('GET /a/b');
    await lifted.via('socket')('POST /a/b');
    expect(told).toEqual([
      { verb: 'POST', path: '/a/b', target: ok, options: { hint: 1 } },
      { verb: 'GET', path: '/a/b', target: ok, options: {} },
      ['/a/b', {}],
      ['/a/b', {}],
      ['/a/b', { hint: 1 }],
    ]);
  });

  test('should leave shared and frozen options as they are, for six apps at a time', async () => {
    const options = deepFreeze({
      ...quiet,
      routes: { 'GET /a': ok, 'GET /b': [ok] },
      hooks: { sockets: false },
      controllers: { moduleDefinitions: { 'user/find': ok } },
      http: { trustProxy: ['127.0.0.1'] },
    });
    const before = JSON.stringify(options);
    const apps = await Promise.all([1, 2, 3, 4, 5, 6].map(() => new Sails().lift(options)));
    const ports = new Set(apps.map(urlOf));
    expect(ports.size).toBe(6);
    for (const app of apps) {
      expect((await fetch(`${urlOf(app)}/a`)).status).toBe(200);
      app.config.routes['GET /c'] = ok;
    }
    await Promise.all(apps.map((app) => app.lower()));
    expect(JSON.stringify(options)).toBe(before);
  });

  test('should leave no listener on the process after many rounds on one port', async () => {
    const port = await freePort();
    const count = (): number =>
      process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
    const round = async (): Promise<void> => {
      const app = await new Sails().lift({ ...quiet, port });
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
      await app.lower();
    };
    await round();
    const before = count();
    for (let index = 0; index < 10; index += 1) await round();
    expect(count()).toBe(before);
  });

  test('should lift again after it was lowered', async () => {
    const app = new Sails();
    for (const name of ['one', 'two']) {
      await app.lift({ ...quiet, routes: { [`GET /${name}`]: ok } });
      expect((await app.request(`GET /${name}`)).body).toBe('fine');
      await app.lower();
    }
    await app.load(quiet);
    await expect(app.request('GET /two')).rejects.toMatchObject({ status: 404 });
    await app.lower();
  });
});

test('the calls of an app should work when they are handed over alone, as to the hooks of a test runner', async () => {
  const { load, initialize, request, lower, getRouteFor, getActions } = new Sails();
  const call = <Result>(run: (done: (error: unknown, result?: Result) => void) => void) =>
    new Promise<Result | undefined>((resolve, reject) => {
      run((error, result) => (error ? reject(error) : resolve(result)));
    });
  await call((done) => load({ ...quiet, routes: { 'GET /a': ok, 'GET /b': { action: 'pet/find' } } }, done));
  await call((done) => initialize(done));
  expect(await call((done) => request('GET /a', done))).toMatchObject({ body: 'fine' });
  expect(getActions()).toEqual({});
  expect(getRouteFor('pet/find')).toEqual({ method: 'get', url: '/b' });
  await call((done) => lower(done));
});

describe('lower', () => {
  test('should be harmless when the app never was lifted, failed, or is lowered already', async () => {
    const app = new Sails();
    await app.lower();
    await expect(app.load({ ...quiet, port: -1 })).rejects.toMatchObject({ code: 'E_CONFIG' });
    await app.lower();
    await app.lift(quiet);
    await Promise.all([app.lower(), app.lower()]);
    await app.lower();
  });

  test('should wait for a load that is under way, whatever comes of it', async () => {
    const app = new Sails();
    const lifting = app.lift(quiet);
    await app.lower();
    await expect(lifting).rejects.toMatchObject({ code: 'E_ALREADY_LOADED' });
    const failing = app.load({
      ...quiet,
      hooks: { broken: () => ({ initialize: () => Promise.reject(new Error('no')) }) },
    });
    const failed = expect(failing).rejects.toThrow('no');
    await app.lower();
    await failed;
    await app.lift(quiet);
    await app.lower();
  });

  test('should end a lift that is under way', async () => {
    for (const event of ['hooks:loaded', 'ready']) {
      const app = new Sails();
      const lowered = new Promise<void>((resolve, reject) => {
        app.on(event, () => app.lower().then(resolve, reject));
      });
      await expect(app.lift({ ...quiet, bootstrap: async () => {} })).rejects.toMatchObject({
        code: 'E_ALREADY_LOADED',
      });
      await lowered;
      expect(app.fastify.server.listening).toBe(false);
    }
  });

  test('should let a request over a socket finish, but no longer than the delay', async () => {
    for (const delay of [10_000, 20]) {
      let answer = (): void => {};
      await using lifted = await lift();
      const entered = new Promise<void>((resolve) => {
        lifted.app.get('/slow', (_req, res) => {
          answer = () => res.ok({ done: true });
          resolve();
        });
      });
      const client = await lifted.client();
      const replied = new Promise<unknown>((resolve) => {
        client.emit('get', { url: '/slow' }, resolve);
        client.once('disconnect', () => resolve('gone'));
      });
      await entered;
      const lowering = lifted.app.lower({ delay });
      if (delay > 1_000) answer();
      const reply = await replied;
      if (delay > 1_000) expect(reply).toMatchObject({ statusCode: 200, body: { done: true } });
      else expect(reply).not.toMatchObject({ statusCode: 200 });
      await lowering;
    }
  });

  test('should let a request finish, take no more, and then free the port', async () => {
    let answer = (): void => {};
    const app = new Sails();
    const entered = new Promise<void>((resolve) => {
      app.get('/slow', (_req, res) => {
        answer = () => res.send('finished');
        resolve();
      });
    });
    const port = await freePort();
    await app.lift({ ...quiet, port });
    const response = fetch(`http://127.0.0.1:${port}/slow`);
    await entered;
    const lowering = app.lower();
    await refused(port);
    answer();
    expect(await (await response).text()).toBe('finished');
    await lowering;
    const next = await new Sails().lift({ ...quiet, port });
    await next.lower();
  });

  test('should not wait for connections that ask nothing', async () => {
    const app = await new Sails().lift({ ...quiet, routes: { 'GET /a': ok } });
    const { port } = app.fastify.server.address() as AddressInfo;
    const silent = await open(port);
    const idle = await open(port);
    idle.write('GET /a HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(idle, 'data');
    const closed = [once(silent, 'close'), once(idle, 'close')];
    await app.lower();
    await Promise.all(closed);
  });

  test('should cut what does not finish within the delay, or at once when told so', async () => {
    for (const options of [{ delay: 20 }, { hardShutdown: true }]) {
      const app = new Sails();
      const entered = new Promise<void>((resolve) => {
        app.get('/never', () => resolve());
      });
      await app.lift(quiet);
      const response = fetch(`${urlOf(app)}/never`);
      await entered;
      const cut = expect(response).rejects.toThrow();
      await app.lower(options);
      await cut;
    }
  });

  test.each<[string, (app: Sails) => AppOptions]>([
    [
      'a plugin fails to close',
      () => ({
        http: {
          plugins: [
            async (fastify) => {
              fastify.addHook('onClose', async () => {
                throw new Error('no end');
              });
            },
          ],
        },
      }),
    ],
    [
      'a listener throws',
      (app) => {
        app.once('lower', () => {
          throw new Error('no end');
        });
        return {};
      },
    ],
  ])('should free the port, give globals back and fail with the error when %s', async (_what, make) => {
    const app = new Sails();
    const port = await freePort();
    await app.lift({ ...quiet, port, globals: { sails: true }, ...make(app) });
    await expect(app.lower()).rejects.toThrow('no end');
    expect('sails' in globalThis).toBe(false);
    await app.lower();
    const failing = { ...quiet, port, bootstrap: () => Promise.reject(new Error('no water')), ...make(app) };
    // The first error is the one to tell.
    await expect(app.lift(failing)).rejects.toThrow('no water');
    await app.lift({ ...quiet, port });
    await app.lower();
  });

  test.each<[string, (told: (what: string) => void) => AppOptions['beforeShutdown']]>([
    ['calls back', (told) => (done) => void setImmediate(() => [told('before'), done()])],
    [
      'resolves',
      (told) => async () => {
        await new Promise(setImmediate);
        told('before');
      },
    ],
  ])('should let config.beforeShutdown end first when it %s', async (_how, make) => {
    const events: string[] = [];
    const beforeShutdown = make((what) => events.push(what));
    const app = await new Sails().lift({ ...quiet, ...(beforeShutdown && { beforeShutdown }) });
    app.on('lower', () => events.push('lower'));
    await app.lower();
    expect(events).toEqual(['before', 'lower']);
  });

  test('should wait for config.beforeShutdown no longer than for requests, and tell of that', async () => {
    for (const options of [{ delay: 20 }, { hardShutdown: true }]) {
      const app = new Sails();
      const warned: string[] = [];
      app.log.warn = (...message) => warned.push(message.join(' '));
      await app.lift({ ...quiet, beforeShutdown: (_done) => {} });
      await app.lower(options);
      expect(warned).toEqual([expect.stringContaining('beforeShutdown')]);
    }
  });

  test('should end and fail when config.beforeShutdown fails, and not run it when the app was never loaded', async () => {
    let runs = 0;
    const beforeShutdown = async (): Promise<void> => {
      runs += 1;
      throw new Error('no end');
    };
    const app = await new Sails().lift({ ...quiet, beforeShutdown });
    await expect(app.lower()).rejects.toThrow('no end');
    const broken = { h: () => ({ initialize: () => Promise.reject(new Error('no start')) }) };
    await expect(app.load({ ...quiet, beforeShutdown, hooks: broken })).rejects.toThrow('no start');
    expect(runs).toBe(1);
  });

  test('should wait for ever when its patience has no end', async () => {
    let answer = (): void => {};
    const app = new Sails();
    const entered = new Promise<void>((resolve) => {
      app.get('/slow', (_req, res) => {
        answer = () => res.send('finished');
        resolve();
      });
    });
    const port = await freePort();
    await app.lift({ ...quiet, port });
    const response = fetch(`http://127.0.0.1:${port}/slow`).then((answered) => answered.text());
    await entered;
    const lowering = app.lower({ delay: Number.POSITIVE_INFINITY });
    await refused(port);
    answer();
    expect(await response).toBe('finished');
    await lowering;
  });

  test('should disconnect the sockets', async () => {
    const app = await new Sails().lift(quiet);
    const client = io(urlOf(app), {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      query: { __sails_io_sdk_version: '1.2.1' },
    });
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    const gone = new Promise<void>((resolve) => client.once('disconnect', () => resolve()));
    await app.lower();
    await gone;
  });
});

describe('a process', () => {
  const entry = pathToFileURL(`${import.meta.dirname}/../../dist/bundle/index.js`).href;

  test.each([
    ['import', (path: string) => `import { Sails } from 'telltale'; run(Sails); ${path}`, 'main.mjs'],
    ['require', (path: string) => `const { Sails } = require('telltale'); run(Sails); ${path}`, 'main.cjs'],
  ])('should end by itself when its app is lowered; loaded by %s', async (_how, wrap, file) => {
    await using folder = await appFolder({
      [file]: wrap(`async function run(Sails) {
        const app = new Sails();
        await app.lift({ port: 0, log: { level: 'silent' }, routes: { 'GET /a': (req, res) => res.send('fine') } });
        const { port } = app.fastify.server.address();
        console.log(await (await fetch('http://127.0.0.1:' + port + '/a')).text());
        await app.lower();
        console.log('lowered');
      }`),
    });
    const { code, output } = await finish(spawn(process.execPath, [file], { cwd: folder.path }));
    expect({ code, output }).toEqual({ code: 0, output: 'fine\nlowered\n' });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGUSR2'] as const)(
    'should lower its app when it gets %s',
    async (signal) => {
      await using folder = await appFolder({
        'main.mjs': `import { Sails } from ${JSON.stringify(entry)};
        const app = new Sails();
        app.on('lower', () => console.log('lowering'));
        await app.lift({ port: 0, log: { level: 'silent' } });
        console.log('lifted');`,
      });
      const child = spawn(process.execPath, ['main.mjs'], { cwd: folder.path });
      child.stdout.once('data', () => child.kill(signal));
      const { signal: ended, output } = await finish(child);
      expect({ ended, output }).toEqual({ ended: signal, output: 'lifted\nlowering\n' });
    },
  );

  test('should not be given listeners by an app that is only loaded', async () => {
    const before = process.listenerCount('SIGTERM');
    const app = await new Sails().load(quiet);
    expect(process.listenerCount('SIGTERM')).toBe(before);
    await app.lower();
  });
});

function urlOf(app: Sails): string {
  return `http://127.0.0.1:${(app.fastify.server.address() as AddressInfo).port}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Resolves when nobody listens on the port. */
async function refused(port: number): Promise<void> {
  for (;;) {
    try {
      (await open(port)).destroy();
    } catch {
      return;
    }
  }
}

async function finish(
  child: ChildProcess,
): Promise<{ code: number | null; signal: string | null; output: string }> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, output };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
