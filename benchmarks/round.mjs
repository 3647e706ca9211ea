/** One round of a scenario: a fresh server for every peer, and turns among them. @module */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keepOn, startChild } from './child.mjs';
import { peers } from './peers.mjs';
import { summarizeProfile } from './report/profile.mjs';

const here = import.meta.dirname;

/**
 * Turns of each peer in a round. A machine is quicker at one moment than at the next, by half as much again; turns that
 * follow each other closely meet it in the same state.
 */
const TURNS = 8;

/**
 * Measures one round. Every peer has a server and a load of its own, all started and warmed up before the first turn; in
 * its turn each does a slice of the work, while the others wait.
 *
 * @param options.profile writes a CPU profile of each peer's work, which then is one slice
 * @param report told what is going on
 * @returns by peer: `{ cost, operations, seconds }`, or `{ error }`
 */
export async function measureRound(scenario, ids, round, options, report) {
  if (scenario.alone) return measureAlone(scenario, ids, round, options, report);
  const turns = options.profile ? 1 : TURNS;
  const figures = {};
  const players = [];
  try {
    for (const id of ids) {
      report(`${id} warms up`);
      await attempt(figures, id, async () => {
        players.push(await preparePlayer(scenario, id, round, turns, options));
      });
    }
    report('turns');
    for (let turn = 0; turn < turns; turn++) {
      for (const { id, work } of players) {
        if (figures[id]?.error) continue;
        await attempt(figures, id, async () => {
          figures[id] = sum(figures[id], await work());
        });
      }
    }
  } finally {
    for (const { children } of players) await disposeAll(children);
  }
  return figures;
}

/** One peer after the other, where waiting for the others would change what is measured. */
async function measureAlone(scenario, ids, round, options, report) {
  const figures = {};
  for (const id of ids) {
    report(id);
    await attempt(figures, id, async () => {
      const { work, children } = await preparePlayer(scenario, id, round, 1, options);
      try {
        figures[id] = await work();
      } finally {
        await disposeAll(children);
      }
    });
  }
  return figures;
}

/** Does some of a peer's work; what fails becomes its figures. */
async function attempt(figures, id, work) {
  try {
    await work();
  } catch (error) {
    figures[id] = { error: error.message };
  }
}

/** Starts a peer's server and the load for it, and warms them up. @returns `work()` does a slice */
async function preparePlayer(scenario, id, round, turns, { seconds, profile }) {
  const children = [];
  const start = async (file, execArgv) => {
    const child = await startChild(join(here, file), execArgv);
    children.push(child);
    return child;
  };
  try {
    const server = await start(join('servers', scenario.servers ?? '', `${id}.mjs`), ['--expose-gc']);
    const load = await start('load/main.mjs');
    if (scenario.oneProcessor) await keepOn('0', [server.pid, load.pid]);
    const file = profile ? profileFile(scenario.id, id, round) : undefined;
    const slice = await scenario.prepare({
      server,
      load,
      peer: peers[id],
      seconds,
      sliceSeconds: seconds / turns,
      profile: file,
    });
    const work = async () => {
      const figures = await slice();
      if (file && existsSync(file)) console.log(`\n${summarizeProfile(file)}`);
      return figures;
    };
    return { id, work, children };
  } catch (error) {
    await disposeAll(children);
    throw error;
  }
}

async function disposeAll(children) {
  for (const child of children) await child.dispose();
}

function sum(before, figures) {
  if (before === undefined) return figures;
  return {
    cost: before.cost + figures.cost,
    operations: before.operations + figures.operations,
    seconds: before.seconds + figures.seconds,
  };
}

function profileFile(scenario, peer, round) {
  const folder = join(here, '.tmp');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${scenario}.${peer}.${round}.cpuprofile`);
}
