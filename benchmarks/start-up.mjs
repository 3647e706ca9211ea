/**
 * Measures how long `telltale lift` takes to serve, and the processor time that it takes: medians of some runs.
 *
 *     node benchmarks/start-up.mjs examples/party 10
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [folder = 'examples/party', runs = '10', ...flags] = process.argv.slice(2);
const command = fileURLToPath(new URL('../packages/telltale/bin/telltale.js', import.meta.url));

const measured = [];
for (let run = 0; run < Number(runs); run += 1) measured.push(await measure());
const medianOf = (name) =>
  Math.round(measured.map((each) => each[name]).sort((a, b) => a - b)[Math.floor(measured.length / 2)]);
console.log(`${folder}: ${medianOf('wall')} ms until it serves, ${medianOf('cpu')} ms of processor time`);

async function measure() {
  const begun = performance.now();
  const child = spawn(process.execPath, [command, 'lift', '--port', '0', ...flags], { cwd: folder });
  let text = '';
  child.stderr.pipe(process.stderr);
  await new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (/http:\/\/localhost:\d+/.test(text)) resolve();
    });
  });
  const wall = performance.now() - begun;
  const cpu = cpuOf(child.pid);
  child.kill('SIGINT');
  await new Promise((resolve) => child.once('exit', resolve));
  return { wall, cpu };
}

/** Milliseconds of processor time of a process and its children so far; NaN where there is no /proc. */
function cpuOf(pid) {
  try {
    const [, , ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/\(.*\)/, '()')
      .split(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const own = (Number(fields[11]) + Number(fields[12])) * 10;
    return children.reduce((sum, child) => sum + cpuOf(child), own);
  } catch {
    return Number.NaN;
  }
}
