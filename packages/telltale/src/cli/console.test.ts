import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AppFolder, appFolder } from '../../test/app-folder.ts';
import { Command } from '../../test/command.ts';
import { isTerminalSkipped, keys, onTerminal, somebody, terminal } from '../../test/terminal.ts';

const app = {
  'api/models/User.js': "module.exports = { attributes: { name: 'string' } };",
  'config/custom.js': 'module.exports = { custom: { answer: 42, anchor: 7 } };',
};
const { enter, tab, up, ctrlC, ctrlD } = keys;

describe('telltale console, fed by a pipe', { timeout: 60_000 }, () => {
  const piped = async (...lines: string[]) => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['console', '--dont-lift', '--silent']);
    command.end(`${lines.join('\n')}\n`);
    return await command.ended;
  };

  test('should go on after a line that fails, in whatever way it does', async () => {
    const { code, out } = await piped(
      'nothing',
      "throw new Error('at once')",
      "await Promise.reject(new Error('later'))",
      'a b',
      '6 * 7',
    );
    expect(code).toBe(0);
    for (const text of ['nothing is not defined', 'at once', 'later', 'SyntaxError'])
      expect(out).toContain(text);
    expect(out).toMatch(/telltale> 42\n/);
  });

  test('should let each line wait for the one before it, and end after the last one', async () => {
    const { code, out } = await piped(
      "const ann = await User.create({ name: 'Ann' }).fetch()",
      'await new Promise((resolve) => setImmediate(resolve))',
      'await User.find(ann.id)',
    );
    expect(code).toBe(0);
    expect(out).toContain("name: 'Ann'");
  });

  test('should lower the app when it is told to end, though a line still waits', async () => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['console', '--port', '0']);
    command.write("sails.on('lower', () => console.log('lowered')), 'listens'\n");
    await command.says(/listens/);
    command.write('await new Promise(() => console.log("waits"))\n');
    await command.says(/waits/);
    command.kill('SIGTERM');
    expect(await command.ended).toMatchObject({
      signal: 'SIGTERM',
      out: expect.stringMatching(/lowered\n$/),
    });
  });

  test('should say how to stand beside an app that has the port already', async () => {
    await using folder = await appFolder(app);
    await using first = new Command(folder, ['lift', '--no-watch', '--port', '0']);
    const { port } = new URL(await first.url());
    await using second = new Command(folder, ['console', '--port', port]);
    const { code, err } = await second.ended;
    expect(code).toBe(1);
    expect(err).toContain(`port ${port} is taken by another program.`);
    expect(err).toContain('or leave the app that runs there: telltale console --dont-lift  (EADDRINUSE)');
  });

  test('should show a model by what its records have, and a query that was not awaited as such', async () => {
    const { out } = await piped(
      'User',
      'User.find()',
      "User.create({ name: 'Ann' })",
      '[await User.count()]',
    );
    expect(out).toContain('telltale> User { createdAt, updatedAt, id, name }\n');
    expect(out).toContain('telltale> FindQuery on User (has not run: await it)\n');
    expect(out).toContain('telltale> CreateQuery on User (has not run: await it)\n');
    expect(out).toContain('[ 0 ]');
  });
});

describe.skipIf(isTerminalSkipped)(onTerminal('telltale console, at a terminal'), { timeout: 60_000 }, () => {
  const open = (folder: AppFolder) => new Command(folder, ['console', '--dont-lift'], somebody, terminal);

  test('should read lines with await, and end with Ctrl-D', async () => {
    await using folder = await appFolder(app);
    await using command = open(folder);
    await command.says(/Ctrl-D ends it\.[\s\S]*telltale> /);
    command.write(`const ann = await User.create({ name: 'Ann' }).fetch()${enter}`);
    await command.says(/fetch\(\)[\s\S]*telltale> /);
    command.write(`ann.id + 41${enter}`);
    await command.says(/\n42\r\n/);
    command.write(ctrlD);
    expect((await command.ended).code).toBe(0);
  });

  test.each([
    ['that fails', 'nothing', '', /nothing is not defined/],
    [
      'that waits for ever, and is broken off with Ctrl-C',
      'await new Promise(() => {})',
      ctrlC,
      /interrupted/,
    ],
    ['that runs for ever, and is broken off with Ctrl-C', 'for (;;);', ctrlC, /interrupted/],
  ])('should go on after a line %s, while the app is lifted', async (_what, line, then, answer) => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['console', '--port', '0'], somebody, terminal);
    await command.says(/telltale> /);
    // At once, and not by a stream: broken off in the middle of a write, that would never write again.
    command.write(`fs.writeSync(1, 'begun\\n'); ${line}${enter}`);
    await command.says(/\nbegun\r\n/);
    command.write(then);
    await command.says(answer);
    await command.says(/telltale> /);
    command.write(`6 * 7, sails.isLifted && 'up'${enter}`);
    await command.says(/\n'up'\r\n/);
    command.write(`.exit${enter}`);
    expect((await command.ended).code).toBe(0);
  });

  test('should complete names of the app and of models with the tab key', async () => {
    await using folder = await appFolder(app);
    await using command = open(folder);
    await command.says(/telltale> /);
    // Each key waits for what the one before it has shown: keys in one go are taken for a pasted text.
    command.write('sails.config.custom.a');
    await command.says(/custom\.a \/\/ n/);
    command.write(tab);
    await command.says(/n \/\/ n/);
    command.write(tab);
    await command.says(/custom\.anchor\s+sails\.config\.custom\.answer/);
    command.write(`swer${enter}`);
    await command.says(/\n42\r\n/);
    command.write('Use');
    await command.says(/Use \/\/ r/);
    command.write(tab);
    await command.says(/r[\s\S]*\/\/ User \{/);
    command.write(`.globalId${enter}`);
    await command.says(/\n'User'\r\n/);
  });

  test('should remember lines from one session to the next, newest first', async () => {
    await using folder = await appFolder(app);
    {
      await using command = open(folder);
      await command.says(/telltale> /);
      command.write(`6 * 7${enter}`);
      await command.says(/\n42\r\n/);
      command.write(`6 * 8${enter}`);
      await command.says(/\n48\r\n/);
      command.write(ctrlD);
      expect((await command.ended).code).toBe(0);
    }
    expect(await readFile(join(folder.path, '.tmp/console-history'), 'utf8')).toMatch(/^6 \* 8\n6 \* 7/);
    await using command = open(folder);
    await command.says(/telltale> /);
    command.write(up);
    await command.says(/6 \* 8/);
    command.write(up);
    await command.says(/6 \* 7/);
    command.write(enter);
    await command.says(/\n42\r\n/);
  });
});
