/**
 * Measures how long a change in an action takes to go live under `telltale lift`: from writing the file to the first
 * answer that has it. The median and the worst of some runs.
 *
 *     npm create telltale@latest my-app -- --yes && (cd my-app && npm install)
 *     node benchmarks/go-live.mjs my-app 10
 *
 * The action is a file of its own, which is gone at the end.
 */
import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [given = 'examples/party', runs = '10', ...flags] = process.argv.slice(2);
const folder = resolve(given);
const command = fileURLToPath(new URL('../packages/telltale/bin/telltale.js', import.meta.url));
const file = join(
  folder,
  `api/controllers/go-live.${existsSync(join(folder, 'tsconfig.json')) ? 'ts' : 'js'}`,
);
const port = 13_000 + (process.pid % 10_000);
const address = `http://localhost:${port}/go-live`;

write('0');
const child = spawn(process.execPath, [command, 'lift', '--port', String(port), ...flags], {
  cwd: folder,
  env: { ...process.env, sails_routes: '{"GET /go-live":"go-live"}' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let said = '';
child.stdout.on('data', (chunk) => {
  said += chunk;
});
const ended = new Promise((done) => child.once('exit', done));
try {
  await live('0');
  const measured = [];
  for (let run = 1; run <= Number(runs); run += 1) {
    // As somebody who reads, types and saves: what waits in the background is ready by then.
    await pause(3_000);
    const begun = performance.now();
    write(String(run));
    await live(String(run));
    measured.push(performance.now() - begun);
  }
  const starts = Array.from(said.matchAll(/Ready again in (\d+) ms/g), ([, milliseconds]) =>
    Number(milliseconds),
  );
  console.log(
    `${given}: ${medianOf(measured)} ms until a change is live, ${Math.round(Math.max(...measured))} ms at worst; ${medianOf(starts)} ms of it the start`,
  );
} finally {
  child.kill('SIGINT');
  await ended;
  rmSync(file, { force: true });
}

function write(text) {
  writeFileSync(file, `export default { fn: async () => '${text}' };\n`);
}

/** Asks until the answer is there. */
async function live(text) {
  for (;;) {
    const answer = await fetch(address).then(
      (response) => response.text(),
      () => undefined,
    );
    if (answer === text) return;
    if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode}: ${said}`);
    await pause(5);
  }
}

function medianOf(numbers) {
  return Math.round(numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN);
}
