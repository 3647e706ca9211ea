import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { Command, run } from '../../test/command.ts';
import { lift, transports } from '../../test/transports.ts';
import { hider } from './hidden.ts';

const speak = `export default async (sails) => {
  sails.log.info('hello %s', 'Ann', { name: 'Ann', password: 'x' });
  sails.log.warn({ user: 7, headers: { Cookie: 'sid=1', accept: '*/*' } }, 'careful');
  sails.log.error('it failed:', Object.assign(new Error('kaput'), { code: 'E_KAPUT' }));
  sails.log.debug('not written');
};`;

describe('the log', { timeout: 60_000 }, () => {
  test('should be lines for people in development', async () => {
    await using folder = await appFolder({ 'scripts/speak.js': speak });
    const { out, err } = await run(folder, ['run', 'speak']);
    expect(out).toBe("hello Ann { name: 'Ann', password: '[hidden]' }\n");
    expect(err).toContain("warn: { user: 7, headers: { Cookie: '[hidden]', accept: '*/*' } } careful\n");
    expect(err).toContain('error: it failed: Error: kaput\n    at');
    expect(err).not.toContain('not written');
  });

  test('should be lines of JSON in production', async () => {
    await using folder = await appFolder({
      'scripts/speak.js': speak,
      'config/session.js':
        "module.exports.session = { secret: 'keep this between us, and long enough too' };",
    });
    const { out, err } = await run(folder, ['run', 'speak', '--prod']);
    expect(err).toBe('');
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const common = { time: expect.stringMatching(/^\d{4}-.*Z$/), pid: expect.any(Number) };
    expect(lines).toMatchObject([
      { ...common, level: 'info', msg: "hello Ann { name: 'Ann', password: '[hidden]' }" },
      { ...common, level: 'warn', msg: 'careful', user: 7, headers: { Cookie: '[hidden]', accept: '*/*' } },
      {
        ...common,
        level: 'error',
        msg: 'it failed:',
        err: { message: 'kaput', code: 'E_KAPUT', stack: expect.stringContaining('speak.js:4') },
      },
    ]);
  });

  test('should follow log.format, and tell of requests when asked to', async () => {
    await using folder = await appFolder({
      'config/log.js': "module.exports.log = { format: 'json', requests: true };",
      'config/routes.js':
        "module.exports.routes = { 'GET /hello': (req, res) => res.status(201).send('hi') };",
    });
    await using command = new Command(folder, ['lift', '--no-watch', '--port', '0']);
    const [, url] = await command.says(/(http:\/\/localhost:\d+)[^\n]*\n/);
    await fetch(`${url}/hello?token=abc&a=b`);
    const [line] = await command.says(/\{[^\n]*"GET [^\n]*\n/);
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      method: 'GET',
      url: '/hello?token=[hidden]&a=b',
      status: 201,
      transport: 'http',
      milliseconds: expect.any(Number),
    });
  });
});

test.each(transports)('log.requests should tell of requests by %s', async (transport) => {
  await using lifted = await lift({
    log: { level: 'silent', requests: true },
    routes: { 'GET /hello': (_req, res) => res.notFound() },
  });
  const told = new Promise((resolve) => {
    lifted.app.log.info = resolve;
  });
  await lifted.via(transport)('GET /hello');
  expect(await told).toMatch(
    transport === 'http' ? /^GET \/hello 404 [\d.]+ ms$/ : /^GET \/hello 404 [\d.]+ ms \(socket\)$/,
  );
});

describe('hidden values', () => {
  const { value, url } = hider(['iban']);

  test.each([
    [
      { 'Set-Cookie': 'a', b: { access_token: 'c' } },
      { 'Set-Cookie': '[hidden]', b: { access_token: '[hidden]' } },
    ],
    [[{ IBAN: 'DE1' }], [{ IBAN: '[hidden]' }]],
    ['password', 'password'],
    [null, null],
  ])('should be taken out of %j', (given, expected) => {
    expect(value(given)).toEqual(expected);
  });

  test('should leave what has none as it is, and what is given untouched', () => {
    const plain = { a: [1, { b: 2 }], date: new Date(0) };
    expect(value(plain)).toBe(plain);
    const given = { password: 'x', self: undefined as unknown };
    given.self = given;
    const shown = value(given) as typeof given;
    expect(shown.password).toBe('[hidden]');
    expect((shown.self as typeof given).password).toBe('[hidden]');
    expect(given.password).toBe('x');
  });

  test('should be taken out of URLs', () => {
    expect(url('/a?password=x&b=token#c')).toBe('/a?password=[hidden]&b=token#c');
    expect(url('/token')).toBe('/token');
  });
});
