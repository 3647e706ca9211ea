/** The command line of the benchmarks. @module */
import { parseArgs } from 'node:util';
import { peers } from './peers.mjs';
import { scenarios } from './scenarios/index.mjs';

const help = `node benchmarks/run.mjs [options]

  --only <ids>     scenarios, by the start of their ids: ${scenarios.map(({ id }) => id).join(', ')}
  --peers <ids>    ${Object.keys(peers).join(', ')}
  --rounds <n>     rounds in which every peer has its turn (default 5)
  --seconds <n>    length of the measured work, about (default 0.8)
  --quick          the same as --rounds 2 --seconds 0.4
  --profile        writes a CPU profile of each measured window and prints where the time went
  --check          fails when a budget is missed
  --update         puts the scenarios of --only into docs/benchmarks.md, and says there when they were measured

Lists are separated by commas. A run with neither --only, --peers, --rounds, --seconds, --quick nor --profile writes
docs/benchmarks.md anew.`;

/** Reads the command line; prints the help or what is wrong with it, and ends the process, where it has to. */
export function readOptions(args) {
  const { values } = parse(args);
  if (values.help) {
    console.log(help);
    process.exit();
  }
  return {
    scenarios: values.only ? list(values.only).flatMap(knownScenarios) : scenarios,
    peers: values.peers ? list(values.peers).map(knownPeer) : Object.keys(peers),
    rounds: number('rounds', values.rounds ?? (values.quick ? '2' : '5')),
    seconds: number('seconds', values.seconds ?? (values.quick ? '0.4' : '0.8')),
    profile: values.profile ?? false,
    check: values.check ?? false,
    whole: isOnly(values, ['check']),
    update: (values.update ?? false) && (isOnly(values, ['only', 'update', 'check']) || fail(updateProblem)),
  };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        only: { type: 'string' },
        peers: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        quick: { type: 'boolean' },
        profile: { type: 'boolean' },
        check: { type: 'boolean' },
        update: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    return fail(error.message);
  }
}

const updateProblem = '--update takes --only and all peers, rounds and seconds of a whole run';

function isOnly(values, names) {
  return Object.keys(values).every((name) => names.includes(name));
}

function list(text) {
  return text.split(',').map((item) => item.trim());
}

/** The scenario of that id, else all whose ids start so. */
function knownScenarios(start) {
  const exact = scenarios.filter(({ id }) => id === start);
  const found = exact.length > 0 ? exact : scenarios.filter(({ id }) => id.startsWith(start));
  return found.length > 0
    ? found
    : fail(`there is no scenario "${start}"; there are ${scenarios.map(({ id }) => id).join(', ')}`);
}

function knownPeer(id) {
  return Object.hasOwn(peers, id)
    ? id
    : fail(`there is no peer "${id}"; there are ${Object.keys(peers).join(', ')}`);
}

function number(name, text) {
  const value = Number(text);
  return value > 0 ? value : fail(`--${name} takes a number above 0, not "${text}"`);
}

function fail(message) {
  console.error(`${message}\n\n${help}`);
  process.exit(1);
}
