import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { appFolder } from '../../test/app-folder.ts';
import { Command, run } from '../../test/command.ts';

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
    await using command = new Command(folder, ['lift', '--port', '0', '--custom.f=7', '--custom.g'], {
      HOME: home.path,
      PORT: '2',
      sails_port: '3',
      sails_custom__d: '{"from":["variable"]}',
      sails_custom__e: 'plain text',
      sails___proto____d: '"polluted"',
    });
    expect(await (await fetch(`${await command.url()}/custom`)).json()).toEqual([
      {
        a: 'config',
        b: 'home',
        c: { from: 'app' },
        d: { from: ['variable'] },
        e: 'plain text',
        f: 7,
        g: true,
      },
      'staging',
      null,
    ]);
  });

  test('should lay settings over one another in the documented order', async () => {
    const layers = ['config', 'folder', 'file', 'local', 'home', 'rc', 'variable', 'flag'];
    // Each layer says its name for itself and for every layer below it, so that each setting shows who had the last word.
    const said = (layer: string): string =>
      JSON.stringify(
        Object.fromEntries(layers.slice(0, layers.indexOf(layer) + 1).map((name) => [name, layer])),
      );
    const custom = (layer: string): string => `module.exports = { custom: ${said(layer)} };`;
    await using home = await appFolder({ '.sailsrc': `{"custom":${said('home')}}` });
    await using folder = await appFolder({
      'config/custom.js': custom('config'),
      'config/env/staging/custom.js': custom('folder'),
      'config/env/staging.js': custom('file'),
      'config/local.js': custom('local'),
      '.sailsrc': `{"custom":${said('rc')}}`,
      'scripts/print.js': 'export default (sails) => console.log(JSON.stringify(sails.config.custom));',
    });
    const { out } = await run(
      folder,
      ['run', 'print', '--staging', '--custom.flag=flag', '--custom.variable=flag', '--custom.config=flag'],
      { HOME: home.path, sails_custom: said('variable') },
    );
    expect(JSON.parse(out)).toEqual({
      config: 'flag',
      folder: 'variable',
      file: 'variable',
      local: 'variable',
      home: 'variable',
      rc: 'variable',
      variable: 'flag',
      flag: 'flag',
    });
    // Without the layers above it, each one shows through.
    const without = async (...files: string[]): Promise<unknown> => {
      for (const file of files)
        await folder.write(file, file.endsWith('.sailsrc') ? '{}' : 'module.exports = {};');
      const { out } = await run(folder, ['run', 'print', '--staging'], { HOME: home.path });
      return JSON.parse(out).config;
    };
    expect(await without()).toBe('rc');
    expect(await without('.sailsrc')).toBe('home');
    await home.write('.sailsrc', '{}');
    expect(await without()).toBe('local');
    expect(await without('config/local.js')).toBe('file');
    expect(await without('config/env/staging.js')).toBe('folder');
    expect(await without('config/env/staging/custom.js')).toBe('config');
  });

  test('should read .env.local and .env below what the surroundings say', async () => {
    await using folder = await appFolder({
      '.env': 'FROM=env\nBOTH=env\nOUTSIDE=env\nsails_custom__a=7\nNODE_ENV=staging',
      '.env.local': 'BOTH=local',
      'scripts/print.js':
        'export default (sails) => console.log(process.env.FROM, process.env.BOTH, process.env.OUTSIDE, sails.config.custom.a, sails.config.environment);',
    });
    const { out } = await run(folder, ['run', 'print'], { OUTSIDE: 'outside' });
    expect(out).toBe('env local outside 7 staging\n');
  });

  test('should leave a folder alone that is called .env', async () => {
    await using folder = await appFolder({
      '.env/note.txt': 'x',
      'scripts/print.js': "export default () => console.log('ran');",
    });
    expect(await run(folder, ['run', 'print'])).toMatchObject({ code: 0, out: 'ran\n', err: '' });
  });

  test.each([
    ['{"port":', ":1 can't be loaded: Unexpected end of JSON input"],
    ['{\n  port: 1\n}', ":2 can't be loaded: Expected property name"],
    ['[]', " can't be loaded: it holds no object"],
  ])('should name .sailsrc, and the line, when it holds %j', async (text, why) => {
    await using folder = await appFolder({ ...app, '.sailsrc': text });
    const { code, err } = await run(folder, ['lift', '--port', '0'], { HOME: folder.path });
    expect(code).toBe(1);
    expect(err.split('\n')[0]).toContain(`${folder.path}/.sailsrc${why}`);
  });

  test('should say in one line that the port is taken, and end with 1', async () => {
    await using folder = await appFolder(app);
    const blocker = createServer().listen(0);
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const nameOfThis = readFileSync('/proc/self/comm', 'utf8').trim();
    const { code, out, err } = await run(folder, ['lift', '--port', String(port)]);
    blocker.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      `Failed  port ${port} is taken by another program. Stop that, or choose another port: --port ${port + 1}  (EADDRINUSE)\n` +
        `        Port ${port} belongs to process ${process.pid} (${nameOfThis}). To end it: kill ${process.pid}\n` +
        '        More: --verbose\n',
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
    // There is a package around it, but no app.
    expect(err).toContain('cd my-app; or make an app: telltale new my-app');
  });

  test('should say from a folder inside an app where that is', async () => {
    await using folder = await appFolder(app);
    const { code, err } = await run({ ...folder, path: `${folder.path}/api/controllers` }, ['lift']);
    expect(code).toBe(1);
    expect(err).toContain("Change into the app's folder: cd ../..  (E_NO_APP)");
  });

  test('should name the language of the app for what it tells to write', async () => {
    await using folder = await appFolder({
      ...app,
      'config/datastores.js': "module.exports.datastores = { default: 'sqlite:app.db' };",
    });
    const advice = async () => [
      (await run(folder, ['run', 'seed'])).err.split('  (')[0],
      (await run(folder, ['migrate', 'status'])).out,
    ];
    expect(await advice()).toEqual([
      expect.stringMatching(/Write one: scripts\/seed\.js$/),
      'There are no migrations. Write one: migrations/001-first.js\n',
    ]);
    await folder.write('tsconfig.json', '{}');
    expect(await advice()).toEqual([
      expect.stringMatching(/Write one: scripts\/seed\.ts$/),
      'There are no migrations. Write one: migrations/001-first.ts\n',
    ]);
  }, 60_000);
});

describe('telltale', () => {
  test.each([['version'], ['help'], ['lift', '--port', 'ten']])(
    'should load neither the server nor the ORM for what needs none of them: %s %s %s',
    async (...args) => {
      await using folder = await appFolder({
        ...app,
        'tell.cjs': `process.on('exit', () => {
          const packages = ['fastify', 'socket.io', 'ws', 'kysely'];
          const files = Object.keys(require.cache);
          console.log(packages.filter((name) => files.some((file) => file.includes('/node_modules/' + name + '/'))));
        });`,
      });
      const { out } = await run(folder, args, { NODE_OPTIONS: '--require ./tell.cjs' });
      expect(out).toMatch(/\[\]\n$/);
    },
  );

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
    [['debug', '-h'], 'telltale inspect [options]\nor telltale debug\n'],
    [['generate', '-h'], 'For example: telltale generate model user name:string age:number\n'],
    [[], 'lift       starts the app'],
    [['--help'], 'lift       starts the app'],
    [['help'], 'lift       starts the app'],
    [['help', 'lift'], '--port N'],
    [['lift', '--help'], '--port N'],
  ])('should help: %j', async (args, text) => {
    await using folder = await appFolder();
    const { code, out, err } = await run(folder, args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(text);
  });

  test.each([
    [['lfit'], "There is no command 'lfit'. Did you mean telltale lift?"],
    [['help', 'lfit'], "There is no command 'lfit'. Did you mean telltale lift?"],
    [['fly'], "There is no command 'fly'. See: telltale --help"],
    [['start'], "There is no command 'start'. Did you mean telltale lift?"],
    [['gen'], "There is no command 'gen'. Did you mean telltale generate?"],
    [['init'], "There is no command 'init'. Did you mean telltale new?"],
    [['generate'], 'telltale generate needs a kind: telltale generate model user'],
    [['run'], 'telltale run needs a script: telltale run count-people.'],
    [['--port', '1'], "The command comes first; got '--port'."],
    [['lift', '--prot', '1'], "Unknown option '--prot'. Did you mean --port?"],
    [['lift', '--xylophone'], "Unknown option '--xylophone'."],
    [['lift', '--port', 'many'], "--port is a number such as 1337; got 'many'."],
    [['lift', '--port'], '--port needs a value: --port N. See: telltale lift --help'],
    [['lift', '-p'], '--port needs a value: --port N.'],
    [['lift', '--port', '-1'], '--port needs a value: --port N.'],
    [['lift', '--environment', '--prod'], '--environment needs a value: --environment NAME.'],
    [['lift', '--prod=yes'], "Option '--prod' does not take an argument."],
    [['lift', 'off'], "'off' is one word too many."],
    [['lift', '--prod', '--staging'], "--prod and --staging can't both be meant."],
    [['lift', '--drop', '--safe'], "--safe and --drop can't both be meant."],
    [['migrate', 'sideways'], "'sideways' is none of up, down, status."],
  ])('should end with 2 when it is called wrongly: %j', async (args, message) => {
    await using folder = await appFolder();
    const { code, out, err } = await run(folder, args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    const command = ['lift', 'migrate', 'generate', 'run'].find((name) => name === args[0]);
    expect(err).toContain(
      `See: telltale ${command ? `${command} ` : ''}${args[0] === 'help' ? 'help ' : ''}--help`,
    );
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
