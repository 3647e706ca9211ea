/** Apps as docs/deploying.md puts them on a server: in processes of their own, behind a proxy, with Redis between them. @module */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from '@telltale/client';
import { describe, expect, test, vi } from 'vitest';
import { isRedisSkipped, redisUrl, withRedis } from '../../../realtime/test/redis-proxy.ts';
import { type AppFolder, appFolder } from '../../test/app-folder.ts';
import { Command, run } from '../../test/command.ts';
import { reverseProxy } from '../../test/reverse-proxy.ts';

// It starts processes, one after the other.
vi.setConfig({ testTimeout: 90_000 });

const files = {
  'api/models/Task.js': "export default { attributes: { title: { type: 'string', required: true } } };",
  'api/controllers/WhoController.js': `
    export default {
      am: (req, res) => {
        req.session.visits = (req.session.visits ?? 0) + 1;
        const { ip, secure, host, session } = req;
        return res.json({ pid: process.pid, ip, secure, host, visits: session.visits });
      },
    };`,
  'config/routes.js': "export default { routes: { 'GET /who': 'who/am' } };",
  'config/env/production.js': `
    export default {
      port: 0,
      blueprints: { rest: true, shortcuts: false },
      datastores: { default: 'sqlite:data/app.db' },
      http: { trustProxy: 1 },
    };`,
};
const secret = { sails_session__secret: 'only for this test' };

test('should refuse to start in production without a secret, and say which command makes one', async () => {
  await using folder = await appFolder(files);
  const { code, out, err } = await run(folder, ['lift', '--prod']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/session\.secret is missing.*node -p .*sails_session__secret/);
});

test('should leave the tables of production alone, say so, and make them when told --alter', async () => {
  await using folder = await appFolder(files);
  await using bare = new Command(folder, ['lift', '--prod'], secret);
  await bare.says(/task \(no such table: task\).*--alter/);
  expect((await fetch(`${await bare.url()}/task`)).status).toBe(500);
  await using made = new Command(folder, ['lift', '--prod', '--alter'], secret);
  expect((await fetch(`${await made.url()}/task`)).status).toBe(200);
  expect(made.err).toBe('');
});

// The user of the test is made root of a space of processes, as in a container; not every machine lets it.
const container = ['--user', '--map-root-user', '--pid', '--fork', '--kill-child'];
const isContained = spawnSync('unshare', [...container, 'true']).status === 0;

test.skipIf(!isContained)(
  'should end with SIGTERM as the first process of a container (skipped where unshare may not make one)',
  async () => {
    await using folder = await appFolder({
      ...files,
      'config/bootstrap.js': 'export default { bootstrap: () => void setInterval(() => {}, 1_000) };',
    });
    await using command = new Command(folder, ['lift', '--prod', '--alter'], secret, [
      'unshare',
      ...container,
    ]);
    await command.url();
    // The signal is for the app; unshare ends as the app did.
    const app = readFileSync(`/proc/${command.pid}/task/${command.pid}/children`, 'utf8').trim();
    process.kill(Number(app), 'SIGTERM');
    expect((await command.ended).code).toBe(143);
  },
);

describe.skipIf(isRedisSkipped)(withRedis('two processes behind a proxy, on one Redis'), () => {
  const name = `test-${randomUUID()}`;
  const config = `
    export default {
      session: { adapter: 'redis', url: '${redisUrl.href}', prefix: '${name}:' },
      sockets: { adapter: 'redis', url: '${redisUrl.href}', key: '${name}' },
    };`;
  const start = (folder: AppFolder) => new Command(folder, ['lift', '--prod', '--alter'], secret);

  test('should share sessions, rooms and records, know the client, and take over from one that dies', async () => {
    await using folder = await appFolder({ ...files, 'config/env/production/redis.js': config });
    await using first = start(folder);
    const addresses = [await first.url()];
    await using second = start(folder);
    addresses.push(await second.url());
    await using proxy = await reverseProxy(addresses, '203.0.113.7');

    // The session goes from one process to the other.
    const answers = [await fetch(`${proxy.url}/who`)];
    const [cookie = ''] = answers[0]!.headers.getSetCookie();
    expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    const headers = { cookie: cookie.split(';', 1)[0]! };
    answers.push(await fetch(`${proxy.url}/who`, { headers }));
    const seen = { ip: '203.0.113.7', secure: true, host: 'app.example.com' };
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(bodies).toMatchObject([
      { ...seen, visits: 1 },
      { ...seen, visits: 2 },
    ]);
    expect(new Set(bodies.map(({ pid }) => pid)).size).toBe(2);

    // Sockets have the page's session, wherever they land; pages of other origins don't get in.
    const page = { initialConnectionHeaders: { ...headers, origin: 'https://app.example.com' } };
    const clients = [connect(proxy.url, page), connect(proxy.url, page)];
    try {
      const who = async () => {
        const answers: unknown[] = [];
        for (const client of clients) answers.push((await client.get('/who')).body);
        return answers as { pid: number; visits: number }[];
      };
      const both = await who();
      expect(both).toMatchObject([
        { ...seen, visits: 3 },
        { ...seen, visits: 4 },
      ]);
      expect(new Set(both.map(({ pid }) => pid))).toEqual(new Set([first.pid, second.pid]));
      const heard = () =>
        Promise.all(clients.map((client) => new Promise((resolve) => client.once('task', resolve))));
      for (const client of clients) await client.get('/task');
      const create = (title: string) =>
        fetch(`${proxy.url}/task`, { method: 'POST', body: new URLSearchParams({ title }) });
      let telling = heard();
      await create('ahoy');
      const told = (title: string) =>
        expect.objectContaining({ verb: 'created', data: expect.objectContaining({ title }) });
      expect(await telling).toEqual([told('ahoy'), told('ahoy')]);

      // Its client comes back to the other process, with its session.
      const orphan = clients[both.findIndex(({ pid }) => pid === first.pid)]!;
      const isBack = new Promise((resolve) => orphan.once('connect', resolve));
      first.kill('SIGKILL');
      await isBack;
      expect(await who()).toMatchObject([
        { ...seen, pid: second.pid, visits: 5 },
        { ...seen, pid: second.pid, visits: 6 },
      ]);
      await orphan.get('/task');
      telling = heard();
      await create('still here');
      expect(await telling).toEqual([told('still here'), told('still here')]);
    } finally {
      for (const client of clients) client.disconnect();
    }

    const stranger = await fetch(`${proxy.url}/socket.io/?EIO=4&transport=websocket`, {
      headers: { origin: 'https://evil.example' },
    });
    expect(stranger.status).toBeGreaterThanOrEqual(400);
  });
});
