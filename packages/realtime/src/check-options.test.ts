import realtime, { type RealtimeOptions } from '@telltale/realtime';
import Fastify from 'fastify';
import { expect, test } from 'vitest';

async function register(options: object): Promise<void> {
  const app = Fastify();
  try {
    await app.register(realtime, options as RealtimeOptions);
  } finally {
    await app.close();
  }
}

test.each([
  ['path', 7, "a path such as '/socket.io'; got 7"],
  ['path', 'socket.io', "'/socket.io'; got 'socket.io'"],
  ['transports', ['carrier-pigeon'], "'websocket' and 'polling'"],
  ['transports', [], "'websocket' and 'polling'"],
  ['transports', 'websocket', "got 'websocket'"],
  ['pingInterval', 'often', "milliseconds; got 'often'"],
  ['pingInterval', 0.5, 'milliseconds; got 0.5'],
  ['pingTimeout', -1, 'milliseconds; got -1'],
  ['pingTimeout', 2 ** 31, 'milliseconds; got 2147483648'],
  ['allowUpgrades', 'no', "true or false; got 'no'"],
  ['serveClient', 1, 'true or false; got 1'],
  ['cookie', true, 'the name of a cookie, or false; got true'],
  ['cookie', 'a;b', "the name of a cookie, or false; got 'a;b'"],
  ['drain', Number.POSITIVE_INFINITY, 'milliseconds, or a function that says it; got Infinity'],
  ['drain', -1, 'milliseconds, or a function that says it; got -1'],
  ['drain', '5s', "milliseconds, or a function that says it; got '5s'"],
  ['loadSession', {}, 'a function; got an object'],
  ['sendStatusCode', 'yes', "true or false; got 'yes'"],
])('should be refused when `%s` is %j, and say what may be written', async (name, value, words) => {
  await expect(register({ [name]: value })).rejects.toMatchObject({
    code: 'SAILS:HOOK:SOCKETS:CONFIG',
    message: expect.stringContaining(words),
  });
});

test('should take what it may be, and nothing for the default', async () => {
  await register({
    path: '/ws',
    transports: ['polling', 'websocket'],
    pingInterval: 10,
    cookie: 'io',
    serveClient: true,
    drain: 0,
  });
  await register({ drain: () => 10 });
  await register({ path: undefined, transports: null, cookie: false });
});
