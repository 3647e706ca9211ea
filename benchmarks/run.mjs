/**
 * Runs the benchmarks: for each scenario, rounds in which the peers take turns, each with a fresh server process.
 * Prints a table, and after a whole run writes docs/benchmarks.md. `node benchmarks/run.mjs --help` lists the options.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepOn } from './child.mjs';
import { readOptions } from './options.mjs';
import { peers } from './peers.mjs';
import { document, updated } from './report/document.mjs';
import { describeMachine } from './report/machine.mjs';
import { summarize } from './report/summary.mjs';
import { terminalTable } from './report/table.mjs';
import { measureRound } from './round.mjs';

const here = import.meta.dirname;
const options = readOptions(process.argv.slice(2));

if (!existsSync(join(here, 'node_modules'))) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

const machine = { ...describeMachine(), pinned: await keepOn('all', [process.pid]) };
const summaries = [];
const started = Date.now();
for (const scenario of options.scenarios) {
  const ids = options.peers.filter((id) => peers[id].kinds.includes(scenario.kind));
  const rounds = Object.fromEntries(ids.map((id) => [id, []]));
  for (let round = 1; round <= options.rounds; round++) {
    if (!process.stderr.isTTY) console.error(`${scenario.id}: round ${round} of ${options.rounds}`);
    // A row with an error has no figures: a peer that is stuck would only be waited for again.
    const well = ids.filter((id) => !rounds[id].some(({ error }) => error));
    const report = (what) => progress(`${scenario.id}: round ${round} of ${options.rounds}, ${what}`);
    const figures = await measureRound(scenario, well, round, options, report);
    for (const id of well) rounds[id].push(figures[id]);
  }
  progress('');
  const summary = summarize(scenario, rounds);
  summaries.push(summary);
  console.log(terminalTable(summary));
}

const minutes = (Date.now() - started) / 60_000;
console.log(`${machine.text} · ${options.rounds} rounds · ${minutes.toFixed(1)} minutes`);
const rows = summaries.flatMap((summary) => summary.rows);
const failed = rows.some((row) => row.error);
if ((options.whole || options.update) && !failed) {
  const file = join(here, '../docs/benchmarks.md');
  const run = { summaries, machine, rounds: options.rounds, minutes };
  writeFileSync(file, options.whole ? document(run) : updated(readFileSync(file, 'utf8'), run));
  console.log('written: docs/benchmarks.md');
}
if (failed || (options.check && rows.some((row) => row.verdict === 'miss'))) process.exitCode = 1;

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
