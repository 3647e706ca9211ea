import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PackedApp, packedApp, run } from './packed-app.ts';

const workspace = fileURLToPath(new URL('../node_modules', import.meta.url));

const files = {
  'package.json': '{ "name": "packed", "private": true, "type": "module" }',
  'tsconfig.json': JSON.stringify({
    compilerOptions: { target: 'ES2023', module: 'NodeNext', strict: true, noEmit: true, types: ['node'] },
    include: ['api', 'config'],
  }),
  'api/controllers/SayController.ts': `
    import { defineController, sails } from 'telltale';
    export default defineController({
      hello(req, res) {
        if (!req.isSocket) return res.badRequest();
        sails.sockets.join(req, 'funSockets');
        const connected: number = sails.io.engine.clientsCount;
        sails.sockets.broadcast('funSockets', 'hello', { id: sails.sockets.getId(req), connected });
        return res.ok();
      },
      page: (_req, res) => res.view('home', { name: 'Ann' }),
    });`,
  'api/models/Pet.ts': `
    import { defineModel } from 'telltale';
    export default defineModel({ attributes: { name: { type: 'string', required: true } }, blueprints: { autoWatch: true } });`,
  'api/controllers/pet/adopt.ts': `
    import { defineAction } from 'telltale';
    import Pet from '../../models/Pet.js';
    export default defineAction({
      async fn() {
        const pet = await Pet.create({ name: 'Rex' });
        await Pet.publishCreate(pet, this.req);
        return { name: pet.name.toUpperCase() };
      },
    });`,
  'api/controllers/old.js': 'module.exports = (req, res) => res.json({ old: true, sails: typeof sails });',
  'config/app.ts': `
    import type { FastifyInstance } from 'fastify';
    import { defineConfig } from 'telltale';
    const plugin = async (app: FastifyInstance) => void app.get('/native', async () => ({ sockets: (await app.io.fetchSockets()).length }));
    export default defineConfig({
      routes: { 'GET /': 'say/page', 'GET /say/hello': 'say/hello', 'GET /old': 'old', 'POST /adopt': 'pet/adopt' },
      globals: { sails: true },
      http: { plugins: [plugin] },
    });`,
  'views/home.ejs': '<p>Hello <%= name %></p>',
  'client.js': `
    import { connect } from '@telltale/client';
    const socket = connect(process.argv[2]);
    const hello = new Promise((resolve) => socket.on('hello', resolve));
    const { statusCode, body } = await socket.get('/say/hello');
    console.log(JSON.stringify([statusCode, body, (await hello).id === socket.id]));
    socket.disconnect();`,
  'embed.cjs': `
    const { Sails } = require('telltale');
    const app = new Sails();
    app.load({ appPath: __dirname, log: { level: 'silent' } }, (error) => {
      if (error) throw error;
      app.request('GET /old', (failure, { body }) => app.lower(() => console.log(JSON.stringify([failure, body]))));
    });`,
  'alone.js': `
    import Fastify from 'fastify';
    import realtime from '@telltale/realtime';
    const app = Fastify();
    await app.register(realtime);
    await app.ready();
    console.log(typeof app.sockets.join);
    await app.close();`,
};

describe('the packed packages, in a folder of their own', () => {
  let app: PackedApp;
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    app = await packedApp(['telltale', 'create-telltale', 'orm', 'realtime', 'client', 'protocol'], files);
    // npm puts these beside the packages: Fastify as a peer of realtime, Node's types since Engine.IO depends on them.
    await mkdir(join(app.path, 'node_modules/@types'));
    for (const name of ['fastify', '@types/node'])
      await symlink(join(workspace, name), join(app.path, 'node_modules', name));
    const environment = { ...process.env, NODE_ENV: 'development' };
    server = spawn('node_modules/.bin/telltale', ['lift', '--port', '0'], {
      cwd: app.path,
      env: environment,
    });
    const said = text(server.stderr!);
    let out = '';
    // Read to the end: a program whose output nobody takes ends when it writes more.
    server.stdout!.on('data', (chunk) => {
      out += chunk;
    });
    while (!/http:\/\/localhost:\d+ /.test(out)) {
      const [code] = await Promise.race([once(server.stdout!, 'data'), once(server, 'exit')]);
      if (typeof code === 'number') throw new Error(`The app did not lift: ${await said}`);
    }
    url = /http:\/\/localhost:\d+/.exec(out)![0];
  });

  afterAll(async () => {
    server?.kill('SIGTERM');
    if (server?.exitCode === null) await once(server, 'exit');
    await app?.[Symbol.asyncDispose]();
  });

  const node = async (...args: string[]) =>
    (await run(process.execPath, args, { cwd: app.path })).stdout.trim();

  test('should lift an app of TypeScript and JavaScript, with views and plugins', async () => {
    expect(await (await fetch(url)).text()).toBe('<p>Hello Ann</p>');
    expect(await (await fetch(`${url}/old`)).json()).toEqual({ old: true, sails: 'object' });
    expect(await (await fetch(`${url}/native`)).json()).toEqual({ sockets: 0 });
  });

  test('should have models with their routes, and records in a file', async () => {
    expect(await (await fetch(`${url}/adopt`, { method: 'POST' })).json()).toEqual({ name: 'REX' });
    expect(await (await fetch(`${url}/pet?select=name`)).json()).toEqual([{ id: 1, name: 'Rex' }]);
    expect(existsSync(join(app.path, '.tmp/telltale.db'))).toBe(true);
  });

  test.each(['/js/dependencies/sails.io.js', '/dependencies/sails.io.js'])(
    'should serve the client at %s',
    async (path) => {
      const response = await fetch(url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('javascript');
      expect(await response.text()).toMatch(/^\/\*! sails\.io\.js of Telltale/);
    },
  );

  test('should answer the client of its own package', async () => {
    expect(JSON.parse(await node('client.js', url))).toEqual([200, 'OK', true]);
  });

  test('should be loaded by require, and by Fastify without the framework', async () => {
    expect(JSON.parse(await node('embed.cjs'))).toEqual([null, { old: true, sails: 'object' }]);
    expect(await node('alone.js')).toBe('function');
  });

  test('should type-check the app, their own declarations included', async () => {
    const compiler = join(workspace, 'typescript/bin/tsc');
    await expect(run(process.execPath, [compiler, '-p', app.path])).resolves.toMatchObject({ stdout: '' });
  });
});
