import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { type AppFolder, appFolder } from '../../../test/app-folder.ts';
import { run } from '../../../test/command.ts';

const calls: [call: string, files: string[]][] = [
  ['model user-profile name age:number admin:boolean', ['api/models/UserProfile']],
  ['controller Shop/CartController show list', ['api/controllers/shop/CartController']],
  ['action shop/check-out', ['api/controllers/shop/check-out']],
  ['api boat name:string', ['api/models/Boat', 'api/controllers/BoatController']],
  ['policy is-admin', ['api/policies/isAdmin']],
  ['hook clock', ['api/hooks/clock']],
  ['response teapot', ['api/responses/teapot']],
  ['helper mail/send-welcome', ['api/helpers/mail/send-welcome']],
  ['script admin/count-people', ['scripts/admin/count-people']],
  ['migration add-notes', ['migrations/001-add-notes']],
  ['migration logs/first', ['migrations/logs/001-first']],
  ['migration add-more', ['migrations/002-add-more']],
];

const config = {
  'config/app.js': `import { defineConfig } from 'telltale';
    export default defineConfig({
      datastores: { default: 'sqlite::memory:' }, models: { migrate: 'drop' }, blueprints: { actions: true },
      policies: { 'boat/index': 'isAdmin' }, routes: { 'GET /tea': (req, res) => res.teapot({ tea: true }) },
    });`,
};

/** The folder has what decides over the language: `tsconfig.json`. */
async function appIn(language: 'ts' | 'js'): Promise<AppFolder> {
  return appFolder({ ...config, ...(language === 'ts' ? { 'tsconfig.json': '{}' } : {}) });
}

describe.each(['ts', 'js'] as const)('telltale generate, in an app of .%s', (language) => {
  test('should write files that load and answer, each kind in its folder', async () => {
    await using folder = await appIn(language);
    for (const [call, files] of calls) {
      const { code, out, err } = await run(folder, ['generate', ...call.split(' ')]);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const lines = out.trimEnd().split('\n');
      expect(lines.slice(0, -1)).toEqual(files.map((file) => `${file}.${language} is made.`));
      expect(lines.at(-1)).toMatch(/\w/);
    }
    const app = await new Sails().load({ appPath: folder.path, log: { level: 'error' } });
    try {
      const { body: made } = await app.request('POST /userprofile', { name: 'Ann', age: 7, admin: true });
      expect(made).toMatchObject({ name: 'Ann', age: 7, admin: true });
      expect((await app.request('GET /shop/cart/list')).body).toEqual({ over: 'HTTP' });
      expect((await app.request('POST /shop/check-out', { name: 'Ann' })).body).toEqual({ hello: 'Ann' });
      await expect(app.request('POST /shop/check-out', { name: 'nobody' })).rejects.toMatchObject({
        status: 404,
      });
      expect((await app.request('POST /boat', { name: 'Dinghy' })).body).toMatchObject({ name: 'Dinghy' });
      await expect(app.request('GET /boat/index')).rejects.toMatchObject({ status: 403 });
      const headers = { 'x-let-me-in': 'please' };
      expect((await app.request({ url: '/boat/index', headers })).body).toEqual({ over: 'HTTP' });
      expect(app.config.clock).toMatchObject({ greeting: 'ahoy' });
      await expect(app.request('GET /tea')).rejects.toMatchObject({ status: 422, body: { tea: true } });
      const { mail } = app.helpers as unknown as Record<'mail', { sendWelcome(name: string): unknown }>;
      expect(await mail.sendWelcome('Ann')).toBe('Hello, Ann');
    } finally {
      await app.lower();
    }
  });
});

describe.each(['ts', 'js'] as const)('telltale generate, in an app of .%s', (language) => {
  test('should write a script and a migration that run', async () => {
    await using folder = await appFolder({
      'api/models/User.js': "export default { attributes: { name: 'string' } };",
      'config/datastores.js': "export default { datastores: { default: 'sqlite:app.db' } };",
      ...(language === 'ts' ? { 'tsconfig.json': '{}' } : {}),
    });
    const advice = async (...args: string[]) => (await run(folder, ['generate', ...args])).out;
    expect(await advice('script', 'count-people')).toContain('npx telltale run count-people\n');
    expect((await run(folder, ['run', 'count-people', 'a', 'b'])).out).toMatch(/^user.*; words: a b\n$/);
    expect(await advice('migration', 'add-notes')).toContain('npx telltale migrate\n');
    expect(await advice('migration', 'logs/first')).toContain('npx telltale migrate --datastore logs\n');
    expect(await run(folder, ['migrate'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^up {6}001-add-notes\n/),
    });
    expect((await run(folder, ['migrate', 'down'])).out).toBe('down    001-add-notes\n');
  }, 60_000);
});

describe('telltale generate', () => {
  test('should never write over a file, whatever language that is in', async () => {
    await using folder = await appFolder({ ...config, 'tsconfig.json': '{}', 'api/models/User.js': 'mine' });
    const { code, out, err } = await run(folder, ['g', 'api', 'user']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('Failed  api/models/User.js is there already');
    expect(err).toContain('(E_FILE_EXISTS)');
    expect(await readFile(join(folder.path, 'api/models/User.js'), 'utf8')).toBe('mine');
    expect(await readdir(join(folder.path, 'api'))).toEqual(['models']);
  });

  test.each([
    [['modle', 'user'], 'E_GENERATE_KIND', 'known: model, controller,'],
    [['model', '../user'], 'E_GENERATE_NAME', "'../user' can't be the name of a model."],
    [['model', '7up'], 'E_GENERATE_NAME', 'telltale generate model user-profile'],
    [['response', 'delete'], 'E_GENERATE_NAME', 'no word of the language'],
    [['action', 'a//b'], 'E_GENERATE_NAME', "can't be the name of an action"],
    [['model', 'user', 'id:uuid'], 'E_ATTRIBUTE', 'string, number, boolean, json, ref'],
    [['model', 'user', "x:string'"], 'E_ATTRIBUTE', 'telltale generate model user name:string'],
  ])('should refuse %j', async (args, errorCode, text) => {
    await using folder = await appFolder(config);
    const { code, out, err } = await run(folder, ['generate', ...args]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(text);
    expect(err).toContain(`(${errorCode})`);
  });

  test('should take a package that names telltale for an app, though it has no folder yet', async () => {
    await using folder = await appFolder({ 'package.json': '{"dependencies":{"telltale":"*"}}' });
    expect(await run(folder, ['generate', 'model', 'user'])).toMatchObject({ code: 0, err: '' });
    expect(await readdir(join(folder.path, 'api/models'))).toEqual(['User.js']);
  });

  test('should advise an address that is not one of the records, and the action by its identity', async () => {
    await using folder = await appFolder(config);
    const advice = async (...args: string[]) => (await run(folder, ['generate', ...args])).out;
    expect(await advice('controller', 'user')).toContain("'GET /user/index': 'user/index'");
    expect(await advice('controller', 'Shop/CartController', 'add-item', 'show')).toContain(
      "'GET /shop/cart/add-item': 'shop/cart/additem'",
    );
  });

  test('should not advise --verbose, which it has not', async () => {
    await using folder = await appFolder(config);
    expect((await run(folder, ['generate', 'model', '7up'])).err).toMatch(/\(E_GENERATE_NAME\)\n$/);
  });

  test('should refuse a folder that is no app, and a call without a name', async () => {
    await using folder = await appFolder();
    expect((await run(folder, ['generate', 'model', 'user'])).err).toContain('(E_NO_APP)');
    const { code, err } = await run(folder, ['generate', 'model']);
    expect(code).toBe(2);
    expect(err).toContain('telltale generate needs a name');
  });
});
