/** Where and with what the figures were taken. @module */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { peers } from '../peers.mjs';

/** Packages that peers stand on. */
const beneath = [
  'engine.io',
  'sails-hook-sockets',
  'sails-hook-orm',
  'sails-disk',
  '@feathersjs/knex',
  'better-sqlite3',
];
const root = join(import.meta.dirname, '../..');

/**
 * Describes machine, versions and how busy the machine is before the run.
 *
 * @throws when Telltale would stand on other versions than the bare peers do, since that would compare releases
 */
export function describeMachine() {
  for (const name of ['fastify', 'socket.io', 'engine.io']) {
    const [bare, under] = [version(name), version(name, join(root, 'packages'))];
    if (bare !== under)
      throw new Error(`${name} is ${bare} in benchmarks/ but ${under} under Telltale: make them the same`);
  }
  const processors = cpus();
  const hardware = `${processors.length} × ${processors[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const system = `${type()} ${release()}, Node ${process.version}`;
  return {
    hardware,
    system,
    load: loadavg()[0].toFixed(1),
    versions: [...new Set(Object.values(peers).map((peer) => peer.package)), ...beneath].map((name) => [
      name,
      version(name),
    ]),
    commit: commit(),
    date: new Date().toISOString().slice(0, 10),
    text: `${hardware} · ${system}`,
  };
}

/** The version that a server of the benchmarks gets when it imports the package. */
function version(name, from = import.meta.dirname) {
  const require = createRequire(join(from, 'any.js'));
  for (const folder of require.resolve.paths(name)) {
    try {
      return JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')).version;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`${name} is not installed: run npm ci in benchmarks/`);
}

/** The commit that is checked out; a copy without git has none. */
function commit() {
  const options = { cwd: root, encoding: 'utf8' };
  const { status, stdout } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], options);
  return status === 0 ? stdout.trim() : 'unknown';
}
