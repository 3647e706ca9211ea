/**
 * Runs the benchmarks: for each scenario, rounds in which every peer has its turn, each with a fresh server process.
 * Prints a table, and after a whole run writes docs/benchmarks.md. `node benchmarks/run.mjs --help` lists the options.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepOn, withChild } from './child.mjs';
import { readOptions } from './options.mjs';
import { peers } from './peers.mjs';
import { document } from './report/document.mjs';
import { describeMachine } from './report/machine.mjs';
import { summarizeProfile } from './report/profile.mjs';
import { summarize } from './report/summary.mjs';
import { terminalTable } from './report/table.mjs';

const here = import.meta.dirname;
const options = readOptions(process.argv.slice(2));

if (!existsSync(join(here, 'node_modules'))) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

const machine = describeMachine();
const summaries = [];
const started = Date.now();
await withChild(join(here, 'load/main.mjs'), [], async (load) => {
  for (const scenario of options.scenarios) {
    const ids = options.peers.filter((id) => peers[id].kinds.includes(scenario.kind));
    const rounds = Object.fromEntries(ids.map((id) => [id, []]));
    for (let round = 1; round <= options.rounds; round++) {
      if (!process.stderr.isTTY) console.error(`${scenario.id}: round ${round} of ${options.rounds}`);
      for (const id of ids) {
        // A row with an error has no figures: a peer that is stuck would only be waited for again.
        if (rounds[id].some(({ error }) => error)) continue;
        progress(`${scenario.id}: round ${round} of ${options.rounds}, ${id}`);
        rounds[id].push(await measure(scenario, id, round, load));
      }
    }
    progress('');
    const summary = summarize(scenario, rounds);
    summaries.push(summary);
    console.log(terminalTable(summary));
  }
});

const minutes = (Date.now() - started) / 60_000;
console.log(`${machine.text} · ${options.rounds} rounds · ${minutes.toFixed(1)} minutes`);
const rows = summaries.flatMap((summary) => summary.rows);
const failed = rows.some((row) => row.error);
if (options.whole && !failed) {
  const file = join(here, '../docs/benchmarks.md');
  writeFileSync(file, document({ summaries, machine, rounds: options.rounds, minutes }));
  console.log('written: docs/benchmarks.md');
}
if (failed || (options.check && rows.some((row) => row.verdict === 'miss'))) process.exitCode = 1;

/** One turn of one peer: a fresh server, the work, and the sockets closed again. */
async function measure(scenario, id, round, load) {
  try {
    return await withChild(
      join(here, 'servers', scenario.servers ?? '', `${id}.mjs`),
      ['--expose-gc'],
      async (server) => {
        try {
          if (scenario.oneProcessor) machine.pinned = await keepOn('0', [server.pid, load.pid]);
          const profile = options.profile && profileFile(scenario.id, id, round);
          const figures = await scenario.measure({
            server,
            load,
            peer: peers[id],
            seconds: options.seconds,
            profile,
          });
          if (profile && existsSync(profile)) console.log(`\n${summarizeProfile(profile)}`);
          return figures;
        } finally {
          await load.call('close');
          if (scenario.oneProcessor) await keepOn('all', [load.pid]);
        }
      },
    );
  } catch (error) {
    return { error: error.message };
  }
}

function profileFile(scenario, peer, round) {
  const folder = join(here, '.tmp');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${scenario}.${peer}.${round}.cpuprofile`);
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
