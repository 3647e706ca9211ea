import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { databases } from '../../../../orm/test/databases.ts';
import { type AppFolder, appFolder } from '../../../test/app-folder.ts';
import { run } from '../../../test/command.ts';

const textOf = (folder: AppFolder, file: string) => readFile(join(folder.path, file), 'utf8');

describe('telltale new', () => {
  test('should make an app without a question where there is no terminal, and say how to go on', async () => {
    await using folder = await appFolder();
    const { code, out, err } = await run(folder, ['new', 'apps/my-app']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^my-app is made: \d+ files in apps\/my-app\.\n\n {2}cd apps\/my-app\n {2}npm install\n {2}npm start\n/,
    );
    expect(JSON.parse(await textOf(folder, 'apps/my-app/package.json'))).toMatchObject({
      name: 'my-app',
      type: 'module',
    });
  });

  test('should leave nothing to fill in, and no TypeScript in an app of JavaScript', async () => {
    await using folder = await appFolder();
    await run(folder, ['new', 'my-app', '--javascript']);
    const files = await readdir(join(folder.path, 'my-app'), { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      expect(file.name).not.toMatch(/\.ts$|^tsconfig/);
      expect(await readFile(join(file.parentPath, file.name), 'utf8')).not.toMatch(/\{\{|\}\}$|\.ts\b/m);
    }
  });

  test.each([
    ['My_App', 'E_APP_NAME', 'telltale new my-app'],
    ['telltale', 'E_APP_NAME', 'another package has that name'],
    ['my app', 'E_APP_NAME', "it may have small letters, digits, '-', '_' and '.'"],
    ['x'.repeat(215), 'E_APP_NAME', 'it has 215 characters'],
    ['.', 'E_FOLDER_NOT_EMPTY', 'it has note.txt, package.json. Choose another folder'],
    ['note.txt', 'E_NOT_A_FOLDER', 'is a file'],
  ])('should refuse to make %s', async (name, errorCode, text) => {
    await using outer = await appFolder();
    await outer.write('my-folder/package.json', '{}');
    await outer.write('my-folder/note.txt', 'mine');
    const folder = { ...outer, path: join(outer.path, 'my-folder') };
    const { code, out, err } = await run(folder, ['new', name]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(text);
    expect(err).toContain(`(${errorCode})`);
    expect((await readdir(folder.path)).sort()).toEqual(['note.txt', 'package.json']);
  });

  test('should write over what is there only when told --force, and leave the rest', async () => {
    await using folder = await appFolder({ 'my-app/README.md': 'mine', 'my-app/notes.md': 'mine' });
    expect((await run(folder, ['new', 'my-app'])).code).toBe(1);
    expect(await textOf(folder, 'my-app/README.md')).toBe('mine');
    expect((await run(folder, ['new', 'my-app', '--force'])).code).toBe(0);
    expect(await textOf(folder, 'my-app/README.md')).toMatch(/^# my-app/);
    expect(await textOf(folder, 'my-app/notes.md')).toBe('mine');
  });

  test.each([
    [
      ['--database', 'oracle'],
      1,
      'known: sqlite, postgres, mysql. Write: --database sqlite  (E_DATABASE_KIND)',
    ],
    [['--databse', 'mysql'], 2, 'Did you mean --database?'],
    [['b'], 2, "'b' is one word too many."],
  ])('should refuse %j', async (args, exitCode, text) => {
    await using folder = await appFolder();
    const { code, out, err } = await run(folder, ['new', 'a', ...args]);
    expect({ code, out }).toEqual({ code: exitCode, out: '' });
    expect(err).toContain(text);
    expect(await readdir(folder.path)).toEqual(['package.json']);
  });
});

describe.each(['sqlite', 'postgres', 'mysql'])('a new app on %s', (kind) => {
  const database = databases.find((one) => one.kind === kind && one.name !== 'sqlite in memory');

  test.skipIf(database?.missing !== undefined)('should keep its records there', async () => {
    await using folder = await appFolder();
    await run(folder, ['new', 'my-app', '--database', kind]);
    const scheme = kind === 'sqlite' ? 'sqlite:data/app.db' : `${kind}://`;
    expect(await textOf(folder, 'my-app/.env')).toContain(`DATABASE_URL=${scheme}`);
    await using place = await database!.makePlace();
    const datastores = { default: place.settings };
    const app = await new Sails().load({
      appPath: join(folder.path, 'my-app'),
      datastores,
      log: { level: 'error' },
    });
    try {
      expect((await app.request('POST /task', { title: 'Hoist the sail' })).body).toMatchObject({
        id: 1,
        done: false,
      });
      expect((await app.request('GET /task?select=title')).body).toEqual([
        { id: 1, title: 'Hoist the sail' },
      ]);
      await expect(app.request('POST /task/clear')).rejects.toMatchObject({ status: 403 });
    } finally {
      await app.lower();
    }
  });
});
