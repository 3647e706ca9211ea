import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { Command } from '../../test/command.ts';
import { isTerminalSkipped, keys, onTerminal, somebody, terminal } from '../../test/terminal.ts';

const app = {
  'api/models/User.js': "module.exports = { attributes: { name: 'string' } };",
  'config/datastores.js': "module.exports.datastores = { default: 'sqlite:app.db' };",
};
const question = /with their records\. Go on\? \(y\/N\) /;
const { enter, ctrlC, ctrlD } = keys;

describe.skipIf(isTerminalSkipped)(onTerminal('telltale migrate --drop'), { timeout: 60_000 }, () => {
  test.each([
    ['y', 'y'],
    ['YES', ' YES '],
  ])('should drop the tables when the answer is %s', async (_name, answer) => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['migrate', '--drop'], somebody, terminal);
    await command.says(question);
    command.write(answer + enter);
    await command.says(/The tables follow the models \(drop\)\./);
    expect((await command.ended).code).toBe(0);
  });

  test.each([
    ['n', `n${enter}`, 1],
    ['no', `No${enter}`, 1],
    ['nothing, which is the default', enter, 1],
    ['Ctrl-C', ctrlC, 130],
    ['Ctrl-D', ctrlD, 130],
  ])('should leave them when the answer is %s', async (_name, answer, code) => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['migrate', '--drop'], somebody, terminal);
    await command.says(question);
    command.write(answer);
    await command.says(/Nothing was dropped\.\r\n$/);
    expect(await command.ended).toMatchObject({
      code,
      out: expect.not.stringMatching(/follow|Failed|Warning/),
    });
  });

  test('should ask again when the answer is neither', async () => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['migrate', '--drop'], somebody, terminal);
    await command.says(question);
    command.write(`perhaps${enter}`);
    await command.says(/Answer y or n\. Go on\? \(y\/N\) /);
    command.write(`yes${enter}`);
    await command.says(/\(drop\)\./);
    expect((await command.ended).code).toBe(0);
  });

  test('should ask nothing with --yes', async () => {
    await using folder = await appFolder(app);
    await using command = new Command(folder, ['migrate', '--drop', '--yes'], somebody, terminal);
    const { code, out } = await command.ended;
    expect({ code, asked: out.includes('Go on?') }).toEqual({ code: 0, asked: false });
  });
});
