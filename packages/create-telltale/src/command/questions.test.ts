import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AppFolder, appFolder } from '../../../telltale/test/app-folder.ts';
import { Command } from '../../../telltale/test/command.ts';
import { isTerminalSkipped, keys, onTerminal, somebody, terminal } from '../../../telltale/test/terminal.ts';

const script = join(import.meta.dirname, '../../bin/create-telltale.js');
const { enter, down, ctrlC } = keys;
const questions = { name: /What is it called\?/, database: /Which database\?/, example: /With an example/ };

/** Both commands ask the same. */
const commands: [name: string, start: (folder: AppFolder, ...args: string[]) => Command][] = [
  ['telltale new', (folder, ...args) => new Command(folder, ['new', ...args], somebody, terminal)],
  ['create-telltale', (folder, ...args) => new Command(folder, args, somebody, terminal, script)],
];

describe.skipIf(isTerminalSkipped).each(commands)(
  onTerminal('%s, at a terminal'),
  { timeout: 60_000 },
  (_name, start) => {
    const read = (folder: AppFolder, file: string) => readFile(join(folder.path, file), 'utf8');

    test('should ask for name, database and example, and make what was answered', async () => {
      await using folder = await appFolder();
      await using command = start(folder);
      await command.says(questions.name);
      command.write(`boats${enter}`);
      await command.says(questions.database);
      command.write(`${down}${enter}`);
      await command.says(questions.example);
      command.write(`n${enter}`);
      const { code, out } = await command.ended;
      expect({ code, end: out.slice(out.indexOf('boats is made')) }).toEqual({
        code: 0,
        end: expect.stringMatching(
          /^boats is made: \d+ files in boats\.\s+cd boats\s+npm install\s+npm start\s+It keeps its records in PostgreSQL: .*\s+postgres:\/\/postgres@127\.0\.0\.1:5432\/boats\s+Then open http:\/\/localhost:1337\.\s+$/,
        ),
      });
      expect(await read(folder, 'boats/.env')).toContain('DATABASE_URL=postgres://');
      expect(existsSync(join(folder.path, 'boats/api/models/Task.ts'))).toBe(false);
    });

    test('should take the defaults when every answer is empty', async () => {
      await using folder = await appFolder();
      await using command = start(folder);
      await command.says(questions.name);
      command.write(enter);
      await command.says(questions.database);
      command.write(enter);
      await command.says(questions.example);
      command.write(enter);
      await command.says(/my-app is made/);
      expect((await command.ended).code).toBe(0);
      expect(await read(folder, 'my-app/.env')).toContain('DATABASE_URL=sqlite:data/app.db');
      expect(existsSync(join(folder.path, 'my-app/api/models/Task.ts'))).toBe(true);
    });

    test('should ask again for a name that is none, or whose folder has files, an empty answer included', async () => {
      await using folder = await appFolder({ 'my-app/note.txt': 'mine' });
      await using command = start(folder);
      await command.says(questions.name);
      command.write(`Boats${enter}`);
      await command.says(/it has to begin with a small letter or a digit/);
      command.write(`${'\u007f'.repeat(5)}${enter}`);
      await command.says(/my-app is not empty: it has note\.txt/);
      command.write(`boats${enter}`);
      await command.says(questions.database);
      command.write(enter);
      await command.says(questions.example);
      command.write(enter);
      await command.says(/boats is made/);
      expect((await command.ended).code).toBe(0);
      expect(await readdir(join(folder.path, 'my-app'))).toEqual(['note.txt']);
    });

    test.each(['name', 'database', 'example'] as const)(
      'should make nothing when it is broken off at the question for the %s',
      async (last) => {
        await using folder = await appFolder();
        await using command = start(folder);
        for (const name of ['name', 'database', 'example'] as const) {
          await command.says(questions[name]);
          if (name === last) break;
          command.write(enter);
        }
        command.write(ctrlC);
        await command.says(/Nothing was made\./);
        expect((await command.ended).code).toBe(130);
        expect(await readdir(folder.path)).toEqual(['package.json']);
      },
    );

    test('should refuse a folder that was given before it asks anything', async () => {
      await using folder = await appFolder({ 'taken/note.txt': 'mine' });
      for (const [given, code] of [
        ['Boats', 'E_APP_NAME'],
        ['taken', 'E_FOLDER_NOT_EMPTY'],
      ] as const) {
        await using command = start(folder, given);
        const ended = await command.ended;
        expect(ended).toMatchObject({ code: 1, out: expect.stringContaining(`(${code})`) });
        expect(ended.out).not.toMatch(questions.database);
      }
    });

    test.each([
      ['--yes', ['my-app', '--yes']],
      ['all that could be asked', ['my-app', '--database', 'mysql', '--no-example']],
    ])('should ask nothing when told %s', async (_what, args) => {
      await using folder = await appFolder();
      await using command = start(folder, ...args);
      const { code, out } = await command.ended;
      expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^my-app is made/) });
    });
  },
);

describe('create-telltale', () => {
  const run = async (folder: AppFolder, ...args: string[]) => {
    await using command = new Command(folder, args, {}, [], script);
    return await command.ended;
  };

  test('should ask nothing where there is no terminal', async () => {
    await using folder = await appFolder();
    const { code, out } = await run(folder, 'my app/boats');
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining('boats is made'),
    });
    expect(out).toContain("cd 'my app/boats'");
  });

  test.each([
    [['--help'], 0, /^npm create telltale@latest \[folder\] -- \[options\]\n[\s\S]*--database NAME/],
    [['-v'], 0, /^\d+\.\d+\.\d+\n$/],
    [['a', 'b'], 2, /^'b' is one word too many\. See: npm create telltale@latest -- --help\n$/],
    [['--databse', 'x'], 2, /^Unknown option '--databse'\. See: npm create telltale@latest -- --help\n$/],
    [['a', '--database', 'x'], 1, /^Failed {2}there is no database 'x'.*\(E_DATABASE_KIND\)\n$/],
    [['package.json/a'], 1, /^Failed {2}.*\((E_NOT_A_FOLDER|ENOTDIR)\)\n$/],
  ])('should answer %j', async (args, expected, text) => {
    await using folder = await appFolder();
    const { code, out, err } = await run(folder, ...args);
    expect({ code, said: out + err }).toEqual({ code: expected, said: expect.stringMatching(text) });
    expect(await readdir(folder.path)).toEqual(['package.json']);
  });
});
