import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { type AppFolder, appFolder } from '../../test/app-folder.ts';

const bin = `${import.meta.dirname}/../../${manifest.bin.telltale}`;
const { NODE_ENV: _test, PORT: _port, ...environment } = process.env;

interface Ended {
  code: number | null;
  signal: string | null;
  out: string;
  err: string;
}

/** A command that is running; it is ended with the block that started it. */
class Command implements AsyncDisposable {
  out = '';
  err = '';
  readonly #child;
  readonly ended: Promise<Ended>;

  constructor(folder: AppFolder, args: string[], env: Record<string, string> = {}) {
    this.#child = spawn(process.execPath, [bin, ...args], {
      cwd: folder.path,
      env: { ...environment, ...env },
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.out += chunk;
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.err += chunk;
    });
    this.ended = once(this.#child, 'close').then(([code, signal]) => ({
      code,
      signal,
      out: this.out,
      err: this.err,
    }));
  }

  /** Waits for the banner and gives the address in it. */
  async url(): Promise<string> {
    for (;;) {
      const [url] = /http:\/\/localhost:\d+/.exec(this.out) ?? [];
      if (url && this.out.endsWith('\n')) return url;
      const ended = await Promise.race([once(this.#child.stdout, 'data').then(() => undefined), this.ended]);
      if (ended) throw new Error(`ended: ${JSON.stringify(ended)}`);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

async function run(folder: AppFolder, args: string[], env?: Record<string, string>): Promise<Ended> {
  await using command = new Command(folder, args, env);
  return await command.ended;
}

const app = {
  'api/controllers/SayController.js':
    'module.exports = { hello: (req, res) => res.send(sails.config.environment + " " + process.env.NODE_ENV) };',
  'config/routes.js': "module.exports.routes = { 'GET /hello': 'say/hello' };",
  'config/globals.js': 'module.exports.globals = { sails: true };',
  'config/session.js': "module.exports.session = { secret: 'keep this between us' };",
};

describe('telltale lift', () => {
  test('should serve the app in this folder, say where in plain text, and end with a signal', async () => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['lift', '--port', '0']);
    const url = await command.url();
    expect(await (await fetch(`${url}/hello`)).text()).toBe('development undefined');
    command.kill('SIGINT');
    const { code, signal, out, err } = await command.ended;
    expect({ code, signal, err }).toEqual({ code: null, signal: 'SIGINT', err: '' });
    expect(out).toMatch(
      /^app-\w+ {2}http:\/\/localhost:\d+ {2}development, Telltale [\d.]+, ready in \d+ ms\nCtrl-C ends it\.\n$/,
    );
  });

  test('should run as in production when told --prod', async () => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['lift', '--prod', '-p', '0']);
    const url = await command.url();
    expect(await (await fetch(`${url}/hello`)).text()).toBe('production production');
  });

  test('should take the port from PORT', async () => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['l'], { PORT: '0' });
    expect((await fetch(`${await command.url()}/hello`)).status).toBe(200);
  });

  const showsCustom = {
    ...app,
    'config/custom.js': 'module.exports.custom = { a: "config", b: "config", c: "config", d: "config" };',
    'config/routes.js':
      'module.exports.routes = { "GET /custom": (req, res) => res.json([sails.config.custom, sails.config.environment, ({}).d ?? null]) };',
  };

  test('should lay .sailsrc, variables and flags over the settings in files', async () => {
    await using home = await appFolder({
      '.sailsrc': '{"custom":{"b":"home","c":"home"},"environment":"staging"}',
    });
    await using folder = await appFolder({
      ...showsCustom,
      '.sailsrc': '{"custom":{"c":{"from":"app"}},"generators":{},"hooks":{"grunt":false},"port":1}',
    });
    await using command = new Command(folder, ['lift', '--port', '0'], {
      HOME: home.path,
      PORT: '2',
      sails_port: '3',
      sails_custom__d: '{"from":["variable"]}',
      sails_custom__e: 'plain text',
      sails___proto____d: '"polluted"',
    });
    expect(await (await fetch(`${await command.url()}/custom`)).json()).toEqual([
      { a: 'config', b: 'home', c: { from: 'app' }, d: { from: ['variable'] }, e: 'plain text' },
      'staging',
      null,
    ]);
  });

  test.each([
    ['{"port":', 'Unexpected end of JSON input'],
    ['[]', 'it holds no object'],
  ])('should name .sailsrc when it holds %s', async (text, why) => {
    await using folder = await appFolder({ ...app, '.sailsrc': text });
    const { code, err } = await run(folder, ['lift', '--port', '0'], { HOME: folder.path });
    expect(code).toBe(1);
    expect(err.split('\n')[0]).toContain(`${folder.path}/.sailsrc can't be loaded: ${why}`);
  });

  test('should say in one line that the port is taken, and end with 1', async () => {
    await using folder = await appFolder(app);
    const blocker = createServer().listen(0);
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const { code, out, err } = await run(folder, ['lift', '--port', String(port)]);
    blocker.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      `Failed  port ${port} is taken by another program. Stop that, or choose another port: --port ${port + 1}  (EADDRINUSE)\n` +
        '        More: telltale lift --verbose\n',
    );
  });

  test('should say which file failed, and where with --verbose', async () => {
    await using folder = await appFolder({ 'config/a.js': 'module.exports = { a: undefinedName };' });
    const short = await run(folder, ['lift', '--port', '0']);
    expect(short.code).toBe(1);
    expect(short.err).toMatch(
      /^Failed {2}\S+config\/a\.js:1 can't be loaded: undefinedName is not defined {2}\(E_MODULE\)\n/,
    );
    const long = await run(folder, ['lift', '--port', '0', '--verbose']);
    expect(long.code).toBe(1);
    expect(long.err).toContain('a.js:1');
  });

  const broken = 'export default {\n  hello(req, res) {\n    return res.ok(;\n  },\n};\n';
  test.each([
    [
      'CommonJS',
      'api/controllers/SayController.js',
      broken.replace('export default', 'module.exports ='),
      '',
    ],
    ['an ES module', 'api/controllers/SayController.mjs', broken, ''],
    ['TypeScript', 'api/controllers/SayController.ts', broken, ''],
    ['what a module imports', 'lib/say.js', broken, 'import "../../lib/say.js";'],
  ])('should name file and line of a syntax error in %s', async (_what, file, text, importer) => {
    await using folder = await appFolder({
      ...(importer && { 'api/controllers/OtherController.js': importer }),
      [file]: text,
    });
    const { code, err } = await run(folder, ['lift', '--port', '0']);
    expect(code).toBe(1);
    expect(err.split('\n')[0]).toContain(`${folder.path}/${file}:3`);
    expect(err.split('\n')[0]).toMatch(/^Failed .*nexpected .*\(E_MODULE\)$/);
  });

  test("should name the line of the app from which a failure came that is not the framework's", async () => {
    await using folder = await appFolder({
      'config/bootstrap.js':
        'module.exports.bootstrap = async () => {\n  throw new Error("no database");\n};',
    });
    const { code, err } = await run(folder, ['lift', '--port', '0']);
    expect(code).toBe(1);
    expect(err.split('\n')[0]).toBe('Failed  no database (config/bootstrap.js:2)');
  });

  test('should refuse a folder that is no app', async () => {
    await using folder = await appFolder({ 'inner/note.txt': '' });
    const { code, err } = await run({ ...folder, path: `${folder.path}/inner` }, ['lift']);
    expect(code).toBe(1);
    expect(err).toContain('is no app');
    expect(err).toContain('(E_NO_APP)');
  });
});

describe('telltale', () => {
  test.each([['--version'], ['-v'], ['version'], ['lift', '--version']])(
    'should print its version: %s %s',
    async (...args) => {
      await using folder = await appFolder();
      expect(await run(folder, args.filter(Boolean))).toMatchObject({
        code: 0,
        out: `${manifest.version}\n`,
        err: '',
      });
    },
  );

  test.each([
    [[], 'lift        starts the app'],
    [['--help'], 'lift        starts the app'],
    [['lift', '--help'], '--port N'],
  ])('should help: %j', async (args, text) => {
    await using folder = await appFolder();
    const { code, out, err } = await run(folder, args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(text);
  });

  test.each([
    [['lfit'], "There is no command 'lfit'."],
    [['lift', '--prot', '1'], "Unknown option '--prot'."],
    [['lift', '--port', 'many'], "--port is a number such as 1337; got 'many'."],
    [['lift', '--port'], 'argument missing.'],
    [['lift', 'off'], "'off' is one word too many."],
  ])('should end with 2 when it is called wrongly: %j', async (args, message) => {
    await using folder = await appFolder();
    const { code, out, err } = await run(folder, args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('See: telltale --help');
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
