/**
 * What every server of the benchmarks answers over IPC: its port, its CPU time, its memory, and bursts of broadcasts.
 * Each command is `{ number, command, … }` and is answered with `{ number, result }` or `{ number, error }`.
 * @module
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { setImmediate as nextTick, setTimeout as pause } from 'node:timers/promises';
import { message } from '../payloads.mjs';

/**
 * Announces the server to the run and answers its commands until the run ends.
 *
 * @param server.port where it listens
 * @param server.broadcast sends one message to the room; absent where the server has none
 * @param server.commands further ones, by name
 */
export function announce({ port, broadcast, commands: further }) {
  let profiler;

  const commands = {
    /** Microseconds of CPU this process has had, as the operating system counts them: user and system, all threads. */
    cpu() {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    collectGarbage() {
      globalThis.gc();
    },
    /** Bytes of resident memory after garbage collection. */
    memory: settledMemory,
    /** Sends `ticks` times `perTick` messages, each tick in its own turn of the event loop. */
    async broadcast({ first, ticks, perTick, more }) {
      for (let tick = 0; tick < ticks; tick++) {
        if (tick > 0) await nextTick();
        for (let index = 0; index < perTick; index++)
          broadcast(message(first + tick * perTick + index, more));
      }
    },
    async startProfile() {
      profiler = new Session();
      profiler.connect();
      await profiler.post('Profiler.enable');
      await profiler.post('Profiler.setSamplingInterval', { interval: 200 });
      await profiler.post('Profiler.start');
    },
    async stopProfile({ file }) {
      const { profile } = await profiler.post('Profiler.stop');
      profiler.disconnect();
      writeFileSync(file, JSON.stringify(profile));
    },
    ...further,
  };

  process.on('message', async ({ number, command, ...order }) => {
    try {
      process.send({ number, result: await commands[command](order) });
    } catch (error) {
      process.send({ number, error: error.stack });
    }
  });
  process.on('disconnect', () => process.exit());
  process.send({ ready: true, port });
}

/** Collects garbage until resident memory stays within a quarter of a percent, for V8 gives pages back late. */
async function settledMemory() {
  let before = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 20; attempt++) {
    globalThis.gc();
    await pause(100);
    const { rss } = process.memoryUsage();
    if (Math.abs(before - rss) < rss / 400) return rss;
    before = rss;
  }
  return before;
}
