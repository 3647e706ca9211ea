import { type AppOptions, Sails } from 'telltale';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type AppFolder, appFolder } from '../../test/app-folder.ts';
import { lift } from '../../test/transports.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function configOf(folder: AppFolder, options: AppOptions = {}) {
  const app = await new Sails().load({
    appPath: folder.path,
    log: { level: 'silent' },
    session: { secret: 'keep this between us' },
    ...options,
  });
  const { config } = app;
  await app.lower();
  return config;
}

describe('settings in files', () => {
  test('should be read in every language and module system', async () => {
    await using folder = await appFolder({
      'config/one.js': 'module.exports.one = { by: "CommonJS in an app of ES modules" };',
      'config/two.cjs': 'exports.two = { by: "CommonJS" };',
      'config/three.mjs': 'export const three = { by: "named export" };',
      'config/four.js': 'export default { four: { by: "default export" } };',
      'config/five.ts':
        'import { defineConfig } from "telltale";\nexport default defineConfig({ five: { by: "TypeScript" as string } });',
      'config/six.json': '{ "six": { "by": "JSON" } }',
      'config/five.d.ts': 'nonsense',
    });
    const { one, two, three, four, five, six } = await configOf(folder);
    expect([one, two, three, four, five, six]).toEqual(
      [
        'CommonJS in an app of ES modules',
        'CommonJS',
        'named export',
        'default export',
        'TypeScript',
        'JSON',
      ].map((by) => ({ by })),
    );
  });

  test('should work verbatim when they require and say exports in comments and strings', async () => {
    await using folder = await appFolder({
      'config/one.js': `// export default {}
        /* import x from 'y'; */
        const path = require('path');
        const { help } = require('../lib/help');
        module.exports = { one: path.basename('/a/b'), two: help('export default'), file: __filename };`,
      'lib/help.js': 'exports.help = (text) => require("./more").more(text);',
      'lib/more.js': 'module.exports = { more: (text) => text + "!" };',
    });
    expect(await configOf(folder)).toMatchObject({
      one: 'b',
      two: 'export default!',
      file: expect.stringContaining('one.js'),
    });
  });

  test('should lie over one another: files, environment, local, options', async () => {
    await using folder = await appFolder({
      'config/custom.js': 'module.exports.custom = { from: "config", a: 1, deep: { list: [1, 2], one: 1 } };',
      'config/env/staging/more.js': 'module.exports.custom = { from: "env folder", b: 2 };',
      'config/env/staging.js':
        'module.exports = { custom: { from: "env file", c: 3, deep: { list: [3] } } };',
      'config/env/other.js': 'throw new Error("read");',
      'config/local.js': 'module.exports = { custom: { from: "local", d: 4 } };',
    });
    const config = await configOf(folder, { environment: 'staging', custom: { from: 'options', e: 5 } });
    expect(config.custom).toEqual({
      from: 'options',
      a: 1,
      b: 2,
      c: 3,
      d: 4,
      e: 5,
      deep: { list: [3], one: 1 },
    });
  });

  test('should not be read when the part userconfig is off', async () => {
    await using folder = await appFolder({ 'config/custom.js': 'throw new Error("read");' });
    expect((await configOf(folder, { hooks: { userconfig: false } })).custom).toBeUndefined();
  });

  test('should be read from the current folder when none is given', async () => {
    await using folder = await appFolder({ 'config/custom.js': 'module.exports.custom = { here: true };' });
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
    const app = await new Sails().load({ log: { level: 'silent' } });
    cwd.mockRestore();
    expect(app.config.custom).toEqual({ here: true });
    expect(app.appPath).toBe(folder.path);
    await app.lower();
  });

  test('should never reach the prototypes of objects', async () => {
    const options = JSON.parse(
      '{"custom":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
    );
    await using folder = await appFolder({ 'config/a.json': '{ "__proto__": { "polluted": 1 }, "b": 1 }' });
    const config = await configOf(folder, options);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get(config, 'polluted')).toBeUndefined();
    expect(Reflect.get(config.custom ?? {}, 'polluted')).toBeUndefined();
  });

  test.each<[string, Record<string, string>, string, string]>([
    ['does not parse', { 'config/custom.js': 'module.exports = {' }, 'E_MODULE', 'custom.js'],
    ['throws', { 'config/custom.mjs': 'throw new Error("kaput");' }, 'E_MODULE', 'kaput'],
    ['is broken JSON', { 'config/custom.json': '{' }, 'E_MODULE', 'custom.json'],
    [
      'exports something else than its name',
      { 'config/routes.js': 'export default { "GET /": "a/b" };' },
      'E_CONFIG_FILE',
      "no 'routes'",
    ],
    ['exports no object', { 'config/custom.js': 'module.exports = 7;' }, 'E_CONFIG_FILE', 'custom.js'],
  ])('should fail the load when one %s', async (_what, files, code, message) => {
    await using folder = await appFolder(files);
    await expect(configOf(folder)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('settings that can not be', () => {
  test.each<[string, unknown, string]>([
    ['port', -1, 'port'],
    ['port', '80', 'port'],
    ['port', 70_000, 'port'],
    ['log', { level: 'loud' }, 'log.level'],
    ['log', { format: 'xml' }, 'log.format'],
    ['log', { redact: 'iban' }, 'log.redact'],
    ['log', { requests: 'yes' }, 'log.requests'],
    ['log', { custom: 7 }, 'log.custom'],
    ['custom', 7, 'custom'],
    ['security', true, 'security'],
    ['session', 'secret', 'session'],
    ['routes', [], 'routes'],
    ['blueprints', { actions: 'yes' }, 'blueprints.actions'],
    ['http', { requestTimeout: 'long' }, 'http.requestTimeout'],
    ['http', { connectionTimeout: 2 ** 31 }, 'http.connectionTimeout'],
    ['http', { keepAliveTimeout: -1 }, 'http.keepAliveTimeout'],
    ['http', { assets: 7 }, 'http.assets'],
    ['http', { cache: '1d' }, 'http.cache'],
    ['views', { layout: true }, 'views.layout'],
    ['views', { folder: 7 }, 'views.folder'],
    ['views', { extension: '' }, 'views.extension'],
    ['views', { locals: [] }, 'views.locals'],
    ['blueprints', { prefix: 7 }, 'blueprints.prefix'],
    ['http', { bodyLimit: 0 }, 'http.bodyLimit'],
    ['http', { plugins: {} }, 'http.plugins'],
    ['sockets', 'on', 'sockets'],
    ['bootstrap', {}, 'bootstrap'],
    ['hookTimeout', 0, 'hookTimeout'],
    ['loadHooks', 'http', 'loadHooks'],
    ['loadHooks', [7], 'loadHooks'],
    ['ssl', { key: 'k' }, 'ssl'],
  ])('should fail the load, and say what was expected: %s is %j', async (key, value, setting) => {
    await using folder = await appFolder();
    const failing = configOf(folder, { [key]: value });
    await expect(failing).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining(`config.${setting} is`),
    });
    await expect(failing).rejects.toThrow('Expected');
  });
});

test('a setting that can not be should be told with the file that says it', async () => {
  await using folder = await appFolder({
    'config/http.js': 'module.exports.http = { bodyLimit: 1 };',
    'config/local.js': 'module.exports = { http: { bodyLimit: -1 } };',
  });
  await expect(configOf(folder)).rejects.toThrow(
    /config\/local\.js: config\.http\.bodyLimit is -1\. Expected/,
  );
  await expect(configOf(folder, { http: { bodyLimit: -2 } })).rejects.toThrow(
    /^config\.http\.bodyLimit is -2\./,
  );
});

test('settings should be warned of when their names are nearly those of others', async () => {
  await using folder = await appFolder({
    'config/http.js': 'module.exports.http = { bodyLimt: 1 };',
    'config/blueprints.js': 'module.exports.blueprints = { shorcuts: false };',
    'config/mine.js': 'module.exports.mine = { bodyLimt: 1 };',
  });
  const session = { secret: 'keep this between us', cookie: { samesite: 'strict' } };
  const misspelt = {
    sokets: {},
    subscription: {},
    session,
    uploads: { maxByte: 7 },
    globals: { sail: true },
  };
  await using lifted = await lift({
    appPath: folder.path,
    ...misspelt,
    stripe: { key: 'mine' },
  } as AppOptions);
  expect(lifted.log.warn.toSorted()).toEqual([
    'config.globals.sail is no setting, and means nothing. Did you mean sails?',
    'config.session.cookie.samesite is no setting, and means nothing. Did you mean sameSite?',
    'config.sokets is no setting, and means nothing. Did you mean sockets?',
    'config.subscription is no setting, and means nothing. Did you mean subscriptions?',
    'config.uploads.maxByte is no setting, and means nothing. Did you mean maxBytes?',
    expect.stringMatching(
      /config\/blueprints\.js: config\.blueprints\.shorcuts is no setting, and means nothing\. Did you mean shortcuts\?$/,
    ),
    expect.stringMatching(
      /config\/http\.js: config\.http\.bodyLimt is no setting, and means nothing\. Did you mean bodyLimit\?$/,
    ),
  ]);
});

test('settings should be warned of when they meant something to Sails only, with what to write instead', async () => {
  await using lifted = await lift({
    http: { customMiddleware: () => {} },
    explicitHost: 'localhost',
    helpers: { usageOpts: { arginStyle: 'named' } },
    views: { engine: 'pug', getRenderFn: () => {}, layout: false },
  });
  expect(lifted.log.warn).toEqual([
    'config.http.customMiddleware means nothing. Write Fastify plugins in config.http.plugins, or handlers in config.routes.',
    'config.explicitHost means nothing. Write config.host.',
    'config.helpers.usageOpts means nothing. Call helpers with values in order, or with .with({ … }).',
    'config.views.getRenderFn means nothing. Views are EJS.',
    'config.views.engine means nothing. Views are EJS.',
  ]);
  const agreeing = { resave: false, saveUninitialized: false, unset: 'destroy', cookie: { signed: true } };
  await using silent = await lift({
    http: { cache: 1 },
    views: { engine: 'ejs' },
    session: { secret: 'keep this between us', ...agreeing } as AppOptions['session'],
  });
  expect(silent.log.warn).toEqual([]);
});

test('settings of sessions should be warned of when express-session and Sails take them, and the app does not', async () => {
  const session = {
    secret: 'keep this between us',
    resave: true,
    saveUninitialized: true,
    unset: 'keep',
    genid: () => 'chosen',
    key: 'my.sid',
    proxy: true,
    routesDisabled: ['GET /foo'],
    store: {},
    client: {},
    socket: {},
    onRedisDisconnect: () => {},
    onRedisReconnect: () => {},
    serializer: JSON,
    disableTTL: true,
    disableTouch: true,
    cookie: { expires: new Date(0), signed: false },
  };
  const routes: AppOptions['routes'] = { 'GET /id': (req, res) => res.json(req.sessionID) };
  await using lifted = await lift({ routes, session: session as AppOptions['session'] });
  const named = lifted.log.warn.map(
    (line) => /^config\.session\.([\w.]+) means nothing\. \w.*\.$/.exec(line)?.[1],
  );
  expect(named).toEqual([...Object.keys(session).slice(1, -1), 'cookie.expires', 'cookie.signed']);
  expect(lifted.log.warn.join()).toContain('Write config.session.name');
  expect(lifted.log.warn.join()).toContain('Write config.http.trustProxy');
  const { body, headers } = await lifted.via('http')('GET /id');
  expect(body).not.toBe('chosen');
  expect(String(headers['set-cookie'])).toMatch(/^sails\.sid=s:[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
});

describe('the environment', () => {
  test.each<[string, AppOptions, string | undefined, string | undefined, string]>([
    ['the option', { environment: 'staging' }, 'production', 'local', 'staging'],
    ['NODE_ENV', {}, 'production', 'local', 'production'],
    ['config/local', {}, undefined, 'local', 'local'],
    ['development, failing all', {}, undefined, undefined, 'development'],
    [
      'development, when the option is undefined',
      { environment: undefined as never },
      '',
      undefined,
      'development',
    ],
  ])('should be %s', async (_what, options, nodeEnv, local, expected) => {
    vi.stubEnv('NODE_ENV', nodeEnv as string);
    await using folder = await appFolder(
      local ? { 'config/local.js': `module.exports = { environment: '${local}' };` } : {},
    );
    expect((await configOf(folder, options)).environment).toBe(expected);
  });

  test('should be in NODE_ENV while the app is there, when that said nothing', async () => {
    await using folder = await appFolder();
    vi.stubEnv('NODE_ENV', undefined);
    const app = await new Sails().load({
      appPath: folder.path,
      environment: 'staging',
      log: { level: 'silent' },
    });
    expect(process.env.NODE_ENV).toBe('staging');
    await app.lower();
    expect(process.env.NODE_ENV).toBeUndefined();
    await configOf(folder);
    vi.stubEnv('NODE_ENV', 'other');
    const kept = await new Sails().load({
      appPath: folder.path,
      environment: 'staging',
      log: { level: 'silent' },
    });
    expect(process.env.NODE_ENV).toBe('other');
    await kept.lower();
  });

  test('should give the port, unless the options do', async () => {
    vi.stubEnv('PORT', '4711');
    await using folder = await appFolder({ 'config/a.js': 'module.exports = { port: 4712 };' });
    expect((await configOf(folder)).port).toBe(4711);
    expect((await configOf(folder, { port: 0 })).port).toBe(0);
    vi.stubEnv('PORT', 'many');
    await expect(configOf(folder)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringMatching(/^the variable PORT: config\.port is 'many'\. Expected /),
    });
    vi.stubEnv('PORT', '');
    expect((await configOf(folder)).port).toBe(4712);
  });
});
