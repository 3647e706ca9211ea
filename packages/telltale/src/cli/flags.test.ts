import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { isRedisSkipped, redisUrl, withRedis } from '../../../realtime/test/redis-proxy.ts';
import { appFolder } from '../../test/app-folder.ts';
import { Command, run } from '../../test/command.ts';
import { isTerminalSkipped, onTerminal, terminal } from '../../test/terminal.ts';

// They start processes, one after the other.
vi.setConfig({ testTimeout: 60_000 });

const print = {
  'scripts/print.js': `export default ({ config: { environment, log, models, session, sockets, custom } }, ...words) => {
    console.log(JSON.stringify({ environment, level: log.level, migrate: models.migrate, session: session.adapter, sockets: sockets?.adapter, custom, words }));
  };`,
  'config/session.js': "export default { session: { secret: 'keep this between us, and long enough' } };",
};

describe('flags', () => {
  test.each([
    [['--prod'], { environment: 'production' }],
    [['--staging'], { environment: 'staging' }],
    [['--environment', 'quiet'], { environment: 'quiet' }],
    [['--verbose'], { level: 'verbose' }],
    [['--silly'], { level: 'silly' }],
    [['--silent'], { level: 'silent' }],
    [['--safe'], { migrate: 'safe' }],
    [['--alter'], { migrate: 'alter' }],
    [['--drop'], { migrate: 'drop' }],
    [['--custom.a.b=[1]', '--custom.c=text'], { custom: { a: { b: [1] }, c: 'text' } }],
    [
      ['--', '--prod', '-v', '--version'],
      { environment: 'development', words: ['--prod', '-v', '--version'] },
    ],
  ])('%j should set %j', async (args, expected) => {
    await using folder = await appFolder(print);
    const { code, out } = await run(folder, ['run', 'print', ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject(expected);
  });

  test('--silent should say nothing, not even of a request that fails', async () => {
    await using folder = await appFolder({
      'config/routes.js':
        "export default { routes: { 'GET /fail': () => { throw new Error('loud'); }, 'GET /end': () => process.exit(0) } };",
    });
    const free = createServer().listen(0);
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, 'close');
    await using command = new Command(folder, ['lift', '--silent', '--no-watch', '--port', String(port)]);
    await vi.waitFor(
      async () => expect((await fetch(`http://localhost:${port}/fail`)).status).toBe(500),
      20_000,
    );
    await fetch(`http://localhost:${port}/end`).catch(() => {});
    expect(await command.ended).toMatchObject({ code: 0, out: '', err: '' });
  });
});

describe.skipIf(isRedisSkipped)(withRedis('--redis'), () => {
  test('should keep sessions over a restart, and sockets with it', async () => {
    const name = `test-${randomUUID()}`;
    await using folder = await appFolder({
      ...print,
      'config/routes.js': `export default { routes: { 'GET /visit': (req, res) => {
        req.session.visits = (req.session.visits ?? 0) + 1;
        return res.json({ visits: req.session.visits });
      } } };`,
    });
    const args = [
      '--redis',
      `--session.url=${redisUrl.href}`,
      `--session.prefix=${name}:`,
      `--sockets.url=${redisUrl.href}`,
      `--sockets.key=${name}`,
    ];
    const { out } = await run(folder, ['run', 'print', ...args]);
    expect(JSON.parse(out)).toMatchObject({ session: 'redis', sockets: 'redis' });
    const headers: Record<string, string> = {};
    for (const visits of [1, 2]) {
      await using command = new Command(folder, ['lift', '--no-watch', '--port', '0', ...args]);
      const answer = await fetch(`${await command.url()}/visit`, { headers });
      expect(await answer.json()).toEqual({ visits });
      headers.cookie ??= answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
    }
  });
});

describe('telltale migrate --datastore', () => {
  test('should run the migrations of that database, there', async () => {
    const migration =
      "export const up = (db) => db.schema.createTable('entry').addColumn('id', 'integer').execute();";
    await using folder = await appFolder({
      'migrations/001-users.js': migration.replace('entry', 'user'),
      'migrations/logs/001-entries.js': migration,
      'config/datastores.js':
        "export default { datastores: { default: 'sqlite:app.db', logs: 'sqlite:logs.db' } };",
    });
    expect((await run(folder, ['migrate', 'up', '--datastore', 'logs'])).out).toContain(
      'up      001-entries\n',
    );
    expect((await run(folder, ['migrate', 'status', '--datastore', 'logs'])).out).toMatch(
      /^001-entries {2}ran /,
    );
    expect((await run(folder, ['migrate', 'status'])).out).toBe('001-users  waits\n');
    const { code, err } = await run(folder, ['migrate', 'status', '--datastore', 'lgos']);
    expect(code).toBe(1);
    expect(err).toMatch(/^Failed {2}.*'lgos'.*logs/);
  });
});

describe('telltale inspect', () => {
  test.each(['inspect', 'debug'])(
    'telltale %s should lift the app for a debugger, and end with its signal',
    async (name) => {
      await using folder = await appFolder({
        'config/routes.js':
          "export default { routes: { 'GET /pid': (req, res) => res.send(String(process.pid)) } };",
      });
      await using command = new Command(folder, [name, '--port', '0'], { NODE_OPTIONS: '--inspect-port=0' });
      const [, port] = await command.says(/Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)\//);
      const url = await command.url();
      const pid = Number(await (await fetch(`${url}/pid`)).text());
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as unknown[];
      expect(targets).toHaveLength(1);
      expect(pid).toBe(command.pid);
      command.kill('SIGTERM');
      expect(await command.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
    },
  );

  test('should not start an app without a debugger, and say which program has its port', async () => {
    await using folder = await appFolder();
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const { code, out, err } = await run(folder, ['inspect', '--port', '0'], {
      NODE_OPTIONS: `--inspect-port=${port}`,
    });
    blocker.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(
      `Failed  the debugger's port ${port} is taken by another program. Stop that, or choose another port: NODE_OPTIONS=--inspect-port=${port + 1} telltale inspect  (EADDRINUSE)\n` +
        `        Port ${port} belongs to process ${process.pid} `,
    );
  });
});

describe.skipIf(isTerminalSkipped)(onTerminal('colours'), () => {
  test.each([
    ['on a terminal', { TERM: 'xterm', NO_COLOR: '' }, true],
    ['with NO_COLOR', { TERM: 'xterm', NO_COLOR: '1' }, false],
    ['on a terminal that is dumb', { TERM: 'dumb', NO_COLOR: '' }, false],
  ])('%s', async (_where, env, isColoured) => {
    await using folder = await appFolder();
    await using command = new Command(folder, ['run', 'nothing'], env, terminal);
    const { code, out } = await command.ended;
    expect({ code, isColoured: out.includes('\u001b[') }).toEqual({ code: 1, isColoured });
    expect(out).toContain('there is no script');
  });
});
