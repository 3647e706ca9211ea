import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { Command, run } from '../../test/command.ts';

const app = {
  'api/models/User.js': "module.exports = { attributes: { name: 'string' } };",
  'api/controllers/SayController.js': "module.exports = { hello: (req, res) => res.send('hello') };",
  'api/policies/isLoggedIn.js': 'module.exports = (req, res, next) => next();',
  'config/routes.js':
    "module.exports.routes = { 'GET /hello/:name': 'say/hello', 'GET /': { view: 'home' }, '/old': '/new', 'GET /hello/you': function you(req, res) { res.ok(); }, 'POST /guarded': { action: 'say/hello', csrf: 'origin', cors: true, rateLimit: { max: 9 } }, 'PUT /guarded': { action: 'say/hello', csrf: true } };",
  'config/policies.js': "module.exports.policies = { 'say/hello': 'isLoggedIn' };",
  'config/blueprints.js': 'module.exports.blueprints = { shortcuts: false, rest: true };',
};

describe('telltale routes', { timeout: 60_000 }, () => {
  test('should list what is bound, in the order in which it is tried, with what stands before it', async () => {
    await using folder = await appFolder(app);
    const { code, out, err } = await run(folder, ['routes']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    expect(rows[0]).toEqual(['VERB', 'PATH', 'TARGET', 'BEFORE IT']);
    const paths = rows.map(([, path]) => path);
    expect(paths.indexOf('/hello/you')).toBeLessThan(paths.indexOf('/hello/:name'));
    expect(rows).toContainEqual(['GET', '/hello/:name', 'say/hello', 'isLoggedIn']);
    expect(rows).toContainEqual(['GET', '/', 'view home']);
    expect(rows).toContainEqual(['any', '/old', 'to /new']);
    expect(rows).toContainEqual(['GET', '/hello/you', 'function you']);
    expect(rows).toContainEqual(['POST', '/guarded', 'say/hello', 'cors, rateLimit, csrf, isLoggedIn']);
    expect(rows).toContainEqual(['PUT', '/guarded', 'say/hello', 'csrf, isLoggedIn']);
    expect(rows.find(([, path]) => path === '/user')).toEqual(['GET', '/user', 'user/find', 'shadow']);
  });

  test('should list them as JSON too', async () => {
    await using folder = await appFolder(app);
    const { out } = await run(folder, ['routes', '--json']);
    expect(JSON.parse(out)).toContainEqual({
      layer: 'explicit',
      verb: 'GET',
      path: '/hello/:name',
      target: 'say/hello',
      policies: ['isLoggedIn'],
    });
  });
});

describe('telltale console', { timeout: 60_000 }, () => {
  test('should read JavaScript, with the app and its models at hand, until the input ends', async () => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['console', '--dont-lift']);
    await command.says(/sails, User.* are at hand/);
    command.write("await User.createEach([{ name: 'Ann' }, { name: 'Bo' }])\n");
    command.write('(await User.count()) + 40\n');
    await command.says(/telltale> 42\n/);
    command.write('sails.config.appPath\n');
    await command.says(new RegExp(`'${folder.path}'`));
    command.write('sails.isLifted\n');
    await command.says(/false/);
    command.write('.exit\n');
    expect(await command.ended).toMatchObject({ code: 0, err: '' });
  });

  test('should serve meanwhile, unless told not to', async () => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['console', '--port', '0']);
    await command.says(/at hand/);
    command.write('sails.fastify.server.address().port\n');
    const [, port] = await command.says(/telltale> (\d+)\n/);
    expect(await (await fetch(`http://localhost:${port}/hello/ann`)).text()).toBe('hello');
    command.write('.exit\n');
    expect((await command.ended).code).toBe(0);
  });
});

test('an app without models should start without the ORM', async () => {
  const script = `import { createRequire } from 'node:module';
    export default () => console.log(Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('/kysely/')));`;
  await using folder = await appFolder({ 'scripts/kysely.js': script });
  expect(await run(folder, ['run', 'kysely'])).toMatchObject({ code: 0, out: 'false\n' });
  await folder.write('api/models/User.js', app['api/models/User.js']);
  expect(await run(folder, ['run', 'kysely'])).toMatchObject({ code: 0, out: 'true\n' });
}, 60_000);

describe('telltale migrate', { timeout: 60_000 }, () => {
  const migration = (name: string): string =>
    `export const up = (db) => db.schema.createTable('${name}').addColumn('id', 'integer').execute();
     export const down = (db) => db.schema.dropTable('${name}').execute();`;
  const migrated = {
    ...app,
    'migrations/001-first.js': migration('first'),
    'migrations/002-second.ts': migration('second').replaceAll('(db)', '(db: any)'),
    'config/datastores.js': "module.exports.datastores = { default: 'sqlite:app.db' };",
    'config/bootstrap.js': "module.exports.bootstrap = async () => { throw new Error('ran'); };",
  };
  const tables = "select name from sqlite_master where type = 'table' order by name";

  test('should run what waits, say what ran, and take the last one back', async () => {
    await using folder = await appFolder({
      ...migrated,
      'scripts/tables.js': `export default async (sails) => {
        const { rows } = await sails.getDatastore().sendNativeQuery("${tables}");
        console.log(rows.map(({ name }) => name).filter((name) => /^(first|second|user)$/.test(name)).join());
      };`,
    });
    const said = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await run(folder, args);
      expect({ args, code, err }).toEqual({ args, code: 0, err: '' });
      return out;
    };
    expect(await said('migrate', 'status')).toBe('001-first  waits\n002-second  waits\n');
    expect(await said('migrate')).toBe(
      'up      001-first\nup      002-second\nThe tables follow the models (alter).\n',
    );
    expect(await said('run', 'tables')).toBe('first,second,user\n');
    expect(await said('migrate', 'up')).toContain('No migration is waiting.');
    expect(await said('migrate', 'down')).toBe('down    002-second\n');
    expect(await said('migrate', 'status')).toMatch(/^001-first {2}ran \d{4}-.*\n002-second {2}waits\n$/);
    expect(await said('run', 'tables', '--safe')).toBe('first,user\n');
  });

  test('should leave the tables alone in production, unless told to alter them', async () => {
    await using folder = await appFolder({
      ...app,
      'config/session.js':
        "module.exports.session = { secret: 'keep this between us, and long enough too' };",
      'config/datastores.js': "module.exports.datastores = { default: 'sqlite:app.db' };",
    });
    expect((await run(folder, ['migrate', '--prod'])).out).toContain(
      'left as they are. To let them follow the models: --alter',
    );
    expect((await run(folder, ['migrate', '--prod', '--alter'])).out).toContain('follow the models (alter)');
  });

  test('should drop tables only when somebody says yes', async () => {
    await using folder = await appFolder(migrated);
    expect(await run(folder, ['migrate', '--drop'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Nobody can be asked here: add --yes.'),
    });
    expect((await run(folder, ['migrate', '--drop', '--yes'])).out).toContain('(drop)');
  });

  test('should name the migration that failed', async () => {
    await using folder = await appFolder({
      ...migrated,
      'migrations/002-second.ts': "export const up = () => { throw new Error('no'); };",
    });
    const { code, err } = await run(folder, ['migrate']);
    expect(code).toBe(1);
    expect(err).toContain('002-second');
    expect(err).toContain('(E_MIGRATION_FAILED)');
  });
});

describe('telltale run', { timeout: 60_000 }, () => {
  test('should run a script with the app and the words that follow', async () => {
    await using folder = await appFolder({
      ...app,
      'scripts/greet.ts':
        'export default async (sails: any, ...words: string[]) => console.log(sails.isLifted, words.join());',
      'other/seed.js':
        'module.exports = { fn: async function (sails) { console.log(this.sails === sails); } };',
    });
    expect(await run(folder, ['run', 'greet', 'a', 'b'])).toMatchObject({
      code: 0,
      out: 'false a,b\n',
      err: '',
    });
    expect(await run(folder, ['run', 'other/seed.js'])).toMatchObject({ code: 0, out: 'true\n' });
  });

  test.each([
    [['run'], 2, 'telltale run needs a script'],
    [['run', 'gret'], 1, "there is no script 'gret'. Did you mean 'greet'?"],
    [['run', 'nothing'], 1, 'scripts/nothing.js exports'],
    [['run', 'fails'], 1, 'kaput (scripts/fails.js:2)'],
  ])('should say what is wrong: %j', async (args, code, message) => {
    await using folder = await appFolder({
      'scripts/greet.js': 'export default () => {};',
      'scripts/nothing.js': 'export default 7;',
      'scripts/fails.js': 'export default async () => {\n  throw new Error("kaput");\n};',
    });
    const ended = await run(folder, args);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(message);
  });
});
