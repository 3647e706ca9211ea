import { describe, expect, test } from 'vitest';
import { type AppFolder, appFolder } from '../../../test/app-folder.ts';
import { Command } from '../../../test/command.ts';
import { isTerminalSkipped, keys, onTerminal, somebody, terminal } from '../../../test/terminal.ts';

const app = {
  'config/routes.js': `export default { routes: {
    'GET /pid': (req, res) => res.send(String(process.pid)),
  } };`,
  'config/bootstrap.js': `import { sails } from 'telltale';
    export default { bootstrap: () => void sails.once('lower', () => console.log('lowered')) };`,
};
const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

// Ctrl-C reaches every process of a terminal at once: the one that watches, the one that serves, and the one in waiting.
describe.skipIf(isTerminalSkipped)(onTerminal('telltale lift, at a terminal'), { timeout: 60_000 }, () => {
  const start = async (folder: AppFolder, ...flags: string[]) => {
    const command = new Command(folder, ['lift', '--port', '0', ...flags], somebody, terminal);
    const url = await command.url();
    return { command, url, pid: Number(await (await fetch(`${url}/pid`)).text()) };
  };

  test.each([[[]], [['--no-watch']]])(
    'should lower the app and end with Ctrl-C, with flags %j',
    async (flags) => {
      await using folder = await appFolder(app);
      const { command, pid } = await start(folder, ...flags);
      await using _ended = command;
      command.write(keys.ctrlC);
      const { code, out } = await command.ended;
      expect({ code, said: out.slice(out.indexOf('ends it.')) }).toEqual({
        code: 130,
        said: 'ends it.\r\n^Clowered\r\n',
      });
      expect(isGone(pid)).toBe(true);
    },
  );

  test('should end at once with a second Ctrl-C, when the app does not come to its end', async () => {
    await using folder = await appFolder({
      ...app,
      'config/http.js': `const stuck = async (server) => {
          server.addHook('onClose', () => new Promise(() => setInterval(() => {}, 60_000)));
        };
        export default { http: { plugins: [stuck] } };`,
    });
    const { command } = await start(folder, '--no-watch');
    await using _ended = command;
    command.write(keys.ctrlC);
    await command.says(/lowered/);
    command.write(keys.ctrlC);
    expect((await command.ended).code).toBe(130);
  });
});
