import { once } from 'node:events';
import { connect } from '@telltale/client';
import { describe, expect, test } from 'vitest';
import { type AppFolder, appFolder } from '../../../test/app-folder.ts';
import { Command } from '../../../test/command.ts';
import { isIgnored, needsRestart } from './needs-restart.ts';

const say = (text: string): string => `module.exports = { hello: (req, res) => res.send('${text}') };`;
const controller = 'api/controllers/SayController.js';
const app = {
  [controller]: say('one'),
  'config/routes.js': "module.exports.routes = { 'GET /hello': 'say/hello' };",
};

/** A port of its own, which stays the same over restarts. */
async function lifted(folder: AppFolder, ...flags: string[]): Promise<[command: Command, url: string]> {
  const { createServer } = await import('node:net');
  const free = createServer().listen(0);
  await once(free, 'listening');
  const { port } = free.address() as import('node:net').AddressInfo;
  free.close();
  await once(free, 'close');
  const command = new Command(folder, ['lift', '--port', String(port), ...flags]);
  return [command, await command.url()];
}

const hello = async (url: string): Promise<string> => (await fetch(`${url}/hello`)).text();

describe('telltale lift in development', { timeout: 60_000 }, () => {
  test('should answer anew when a controller, a setting or an imported module changes, sockets being back by themselves', async () => {
    await using folder = await appFolder({
      ...app,
      'api/controllers/WordController.ts':
        "import { word } from '../../lib/word.ts';\nexport default { get: (_req, res) => res.send(word) };",
      'lib/word.ts': "export const word: string = 'old';",
    });
    const [command, url] = await lifted(folder);
    await using _ended = command;
    const socket = connect(url, { reconnectionDelay: 20 });
    expect((await socket.get('/hello')).body).toBe('one');

    const back = new Promise((resolve) => socket.on('reconnect', resolve));
    await folder.write(controller, say('two'));
    await command.says(/SayController\.js changed\.[\s\S]*Ready again in \d+ ms/);
    expect(await hello(url)).toBe('two');
    await back;
    expect((await socket.get('/hello')).body).toBe('two');

    await folder.write('config/routes.js', "module.exports.routes = { 'GET /word': 'word/get' };");
    await command.says(/routes\.js changed\.[\s\S]*Ready again/);
    expect(await (await fetch(`${url}/word`)).text()).toBe('old');

    await folder.write('lib/word.ts', "export const word: string = 'new';");
    await command.says(/lib\/word\.ts changed\.[\s\S]*Ready again/);
    expect(await (await fetch(`${url}/word`)).text()).toBe('new');
    socket.disconnect();
  });

  test('should show a mistake with its line, wait, and go on when it is mended', async () => {
    await using folder = await appFolder(app);
    const [command, url] = await lifted(folder);
    await using _ended = command;
    await folder.write(
      controller,
      'module.exports = {\n  hello(req, res) {\n    return res.ok(;\n  },\n};\n',
    );
    await command.says(/Failed {2}\S+SayController\.js:3 can't be loaded: Unexpected token ';'/);
    await command.says(/3 \| {5}return res\.ok\(;/);
    await command.says(/Waiting for a change\./);
    await folder.write(controller, say('mended'));
    await command.says(/Ready again/);
    expect(await hello(url)).toBe('mended');
  });

  test('should wait for a change when the app crashes', async () => {
    await using folder = await appFolder({
      ...app,
      [controller]: 'module.exports = { hello() { process.exit(7); } };',
    });
    const [command, url] = await lifted(folder);
    await using _ended = command;
    await fetch(`${url}/hello`).catch(() => {});
    await command.says(/The app ended with 7\. Waiting for a change\./);
    await folder.write(controller, say('alive'));
    await command.says(/Ready again/);
    expect(await hello(url)).toBe('alive');
  });

  test('should wait for a change when the app crashes as soon as it says that it is there', async () => {
    const crash = `module.exports.bootstrap = async () => {
  const { write } = process.stdout;
  process.stdout.write = function (...text) {
    write.apply(this, text);
    process.exit(7);
  };
};`;
    await using folder = await appFolder({ ...app, 'config/bootstrap.js': crash });
    const [command, url] = await lifted(folder);
    await using _ended = command;
    await command.says(/The app ended with 7\. Waiting for a change\./);
    await folder.write('config/bootstrap.js', 'module.exports.bootstrap = async () => {};');
    await command.says(/Ready again/);
    expect(await hello(url)).toBe('one');
  });

  test('should start once for many changes, and not at all for what is read anew anyhow', async () => {
    await using folder = await appFolder({ ...app, 'views/page.ejs': 'old' });
    const [command, url] = await lifted(folder);
    await using _ended = command;
    await folder.write('views/page.ejs', 'new');
    await folder.write('assets/page.js', 'new');
    await folder.write('.tmp/app.db', 'new');
    await folder.write('data/store.json', '{}');
    await folder.write('node_modules/some/index.js', 'new');
    for (const text of ['two', 'three', 'four']) await folder.write(controller, say(text));
    await command.says(/Ready again/);
    expect(await hello(url)).toBe('four');
    expect(command.out.match(/changed\./g)).toHaveLength(1);
    expect(command.out).toContain('api/controllers/SayController.js changed.');
  });

  test('should end with its signal, and leave no process behind', async () => {
    await using folder = await appFolder({
      ...app,
      [controller]: 'module.exports = { hello: (req, res) => res.send(String(process.pid)) };',
    });
    const [command, url] = await lifted(folder);
    const pid = Number(await hello(url));
    expect(pid).not.toBe(command.pid);
    command.kill('SIGTERM');
    expect(await command.ended).toMatchObject({ code: null, signal: 'SIGTERM', err: '' });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('should end the app when it is killed itself', async () => {
    await using folder = await appFolder(app);
    const [command, url] = await lifted(folder);
    command.kill('SIGKILL');
    await command.ended;
    // The output is closed only when the last process that has it is gone.
    await expect(hello(url)).rejects.toThrow();
  });
});

test.each([
  ['--no-watch', [], {}],
  ['an environment that is not development', ['--environment', 'test'], {}],
])('telltale lift should leave the app running with %s', async (what, flags) => {
  await using folder = await appFolder(app);
  const [command, url] = await lifted(folder, ...(what === '--no-watch' ? [what] : flags));
  await using _ended = command;
  await folder.write(controller, say('two'));
  // What is watched would have been told by now.
  await using other = await appFolder(app);
  const [watched] = await lifted(other);
  await using _other = watched;
  await other.write(controller, say('two'));
  await watched.says(/Ready again/);
  expect(await hello(url)).toBe('one');
  expect(command.out).not.toContain('changed');
});

describe('needsRestart()', () => {
  test.each([
    ['api/controllers/user.ts', true],
    ['api/models/User.js', true],
    ['config/locales/de.json', true],
    ['config/env/production.mjs', true],
    ['lib/word.cts', true],
    ['app.js', true],
    ['.env', true],
    ['.sailsrc', true],
    ['package.json', true],
    ['data.json', false],
    ['lib/data.json', false],
    ['README.md', false],
    ['api/user.test.ts', false],
    ['types/app.d.ts', false],
    ['api/controllers/.user.ts.swp', false],
    ['app.db', false],
  ])('should say of %s: %s', (path, expected) => {
    expect(needsRestart(path)).toBe(expected);
  });

  test.each([
    ['', false, false],
    ['api', false, false],
    ['lib/deep', false, false],
    ['node_modules', false, true],
    ['lib/node_modules', false, true],
    ['.git', false, true],
    ['.tmp', false, true],
    ['assets', false, true],
    ['views', false, true],
    ['api/views', false, false],
    ['.env', true, false],
    ['app.db', true, true],
  ])('isIgnored() should say of %j, file %j: %s', (path, isFile, expected) => {
    expect(isIgnored(path, isFile)).toBe(expected);
  });
});
