/** The package as a Node.js process uses it: by import, by require, and with the process ending by itself. @module */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startFakeServer } from './fake-server.ts';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('..', import.meta.url));

/** Runs a script in a process of its own, and gives what it printed once it has ended by itself. */
async function runScript(script: string, type: 'module' | 'commonjs'): Promise<string> {
  return (await runWith({}, script, type)).stdout.trim();
}

/** The same with an environment, and with what went to standard error. */
function runWith(env: Record<string, string>, script: string, type: 'module' | 'commonjs') {
  return run(process.execPath, [`--input-type=${type}`, '-e', script], {
    cwd,
    timeout: 15_000,
    env: { ...process.env, ...env },
  });
}

test('should answer and let the process end when an ES module connects and disconnects', async () => {
  await using server = await startFakeServer();
  const script = `
    import { connect } from '@telltale/client';
    const socket = connect('${server.url}');
    const { body } = await socket.get('/hello');
    console.log(JSON.stringify(body));
    socket.get('/silent');
    socket.disconnect();
  `;
  expect(await runScript(script, 'module')).toBe('{"hi":1}');
});

test('should let the process end when it disconnects while the server is unreachable', async () => {
  const script = `
    import { connect } from '@telltale/client';
    const socket = connect('http://localhost:1');
    socket.once('reconnecting', () => { socket.disconnect(); console.log(socket.status); });
  `;
  expect(await runScript(script, 'module')).toBe('disconnected');
});

test.each([
  ['development', '', 1],
  ['', '', 1],
  ['production', '', 0],
  ['development', ", { environment: 'production' }", 0],
])(
  'should say on standard error that nobody answers when NODE_ENV is %j and the options are %j: %i times',
  async (NODE_ENV, options, times) => {
    const script = `
    import { connect } from '@telltale/client';
    const socket = connect('http://localhost:1'${options});
    let failures = 0;
    socket.on('connect_error', () => { if (++failures === 2) socket.disconnect(); });
  `;
    const { stdout, stderr } = await runWith({ NODE_ENV }, script, 'module');
    expect(stdout).toBe('');
    expect(
      stderr.match(/^No socket to http:\/\/localhost:1 \(.+\): the server is offline or elsewhere, .*$/gm) ??
        [],
    ).toHaveLength(times);
  },
);

test('should give io.socket and io.sails when required with a socket.io client', async () => {
  await using server = await startFakeServer();
  const script = `
    const io = require('@telltale/client/factory')(require('socket.io-client'));
    io.sails.url = '${server.url}';
    io.sails.environment = 'production';
    io.socket.get('/hello', (body, response) => {
      console.log(response.statusCode, JSON.stringify(body), io.sails.sdk.platform);
      io.socket.disconnect();
    });
  `;
  expect(await runScript(script, 'commonjs')).toBe('200 {"hi":1} node');
});

test('should end without an uncaught error when io.sails.url was never set', async () => {
  const script = `
    const io = require('@telltale/client/factory')(require('socket.io-client'));
    io.sails.environment = 'production';
    io.socket.on('connect_error', (error) => console.log(error.code));
  `;
  expect(await runScript(script, 'commonjs')).toBe('E_SOCKET_URL');
});
