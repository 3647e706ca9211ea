/** A process of the benchmarks, driven over IPC: a server, or the load. @module */
import { execFile, fork } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';

/** Milliseconds that a command may take before the benchmark counts as stuck. */
const patience = 120_000;

/**
 * Starts a process and waits until it says that it is ready.
 *
 * @returns `{ port, pid, call(command, order), dispose() }`
 */
export async function startChild(file, execArgv = []) {
  const child = fork(file, {
    execArgv,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));

  const calls = new Map();
  let lastNumber = 0;
  const ready = new Promise((resolve, reject) => {
    calls.set('ready', { resolve, reject });
  });
  child.on('message', (message) => {
    const key = message.ready ? 'ready' : message.number;
    const call = calls.get(key);
    calls.delete(key);
    if (message.error) call?.reject(new Error(message.error));
    else call?.resolve(message.ready ? message : message.result);
  });
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const error = new Error(`${file} ended (${signal ?? code})${output && `:\n${output}`}`);
      for (const call of calls.values()) call.reject(error);
      calls.clear();
      resolve();
    });
  });
  async function dispose() {
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await exited;
    clearTimeout(timer);
  }

  try {
    const { port } = await inTime(ready, 'start');
    return {
      port,
      pid: child.pid,
      call(command, order = {}) {
        const number = ++lastNumber;
        const answer = new Promise((resolve, reject) => calls.set(number, { resolve, reject }));
        if (child.connected) child.send({ number, command, ...order });
        else calls.get(number).reject(new Error(`${file} is gone${output && `:\n${output}`}`));
        return inTime(answer, command);
      },
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }

  function inTime(promise, command) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${file}: "${command}" took more than ${patience} ms`)),
        patience,
      );
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  }
}

/**
 * Keeps processes, with all their threads, on the given processors; `'all'` frees them again.
 *
 * @returns whether the system could: only Linux has `taskset`
 */
export async function keepOn(processors, pids) {
  const list = processors === 'all' ? `0-${cpus().length - 1}` : processors;
  try {
    for (const pid of pids)
      await promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', list, `${pid}`]);
    return true;
  } catch {
    return false;
  }
}
