/** The page docs/benchmarks.md. @module */
import { ours, peers } from '../peers.mjs';
import { cells, ratio } from './table.mjs';

/** Writes the page from the summaries of a whole run. */
export function document({ summaries, machine, rounds, minutes }) {
  return `# Benchmarks

<!-- Written by \`npm run bench\`; do not edit by hand. -->

What Telltale costs beside what it stands on. Every figure of a table comes from one run on one machine, in which the
peers took turns, and every line of the budget from the run of its table, which says so where it was measured again by itself.
Compare the ratios, not figures of different machines.

| | |
|---|---|
| Date | ${machine.date}, commit ${machine.commit} |
| Machine | ${machine.hardware} |
| System | ${machine.system}, \`NODE_ENV=production\`${machine.pinned ? '' : '; processes could not be kept on a processor'} |
| Busy before the run | load average ${machine.load} |
| Run | \`npm run bench\`: ${rounds} rounds, ${Math.round(minutes)} minutes |
| Versions | ${machine.versions.map(([name, version]) => `${name} ${version}`).join(', ')} |

## The budget

A ratio is what Telltale costs in a round divided by what the baseline costs in the same round; the median of the rounds is
shown. The baseline is bare Socket.IO, for HTTP bare Fastify, for models Sails, for the ORM alone bare Kysely.

${budgetTable(summaries)}

## All figures
${summaries.map(section).join('\n')}
## How it is measured

- **CPU, not speed.** A figure is the CPU time of the server process, user and system, all threads, as the operating
  system counts it (\`process.cpuUsage()\`) from before the work until every answer or message has arrived, divided by
  the number of operations. It includes what the kernel does on the server's behalf, which for small messages is most.
  "Per second" is what that run reached with this load on this machine; it is no limit of the server.
- **A process each.** The server is a fresh process in each round. The load comes from a second process that speaks
  WebSocket and HTTP by hand over TCP sockets, so that it is cheaper than the servers.
- **Rounds.** In each round all peers warm up with the same work, for as long a time each, which is not counted. Then they
  take turns, eight each, of a tenth of a second or so, while the others wait; only memory is measured one peer after the
  other, since a heap that waits shrinks. A virtual machine is up to twice as quick at one moment as some seconds later:
  peers that are measured one after the other would mostly show that. The tables show the median of the rounds with the
  lowest and the highest; so they do with the ratios, which are of peers in the same round.
- **Checked.** Every answer is compared, status and body. In a fan-out every socket must get every message, once, whole
  and in order. One wrong byte and the peer has failed.
- **The same work.** The same request text, answer body and messages of about 50 bytes for all; WebSocket without
  compression, no polling. Feathers has its own envelope for requests; \`ws\` has no protocol around the message and is
  there for orientation, with one buffer made for all receivers of a broadcast. Bare Socket.IO answers with an
  acknowledgement and sends with \`io.to(room).emit\`.
- **Settings.** Production settings everywhere. Sails and Telltale run without sessions, since the others have none,
  but where sessions are measured: there Telltale with them, in memory, stands beside itself without.
  Telltale's limit of messages a second from one socket is raised, since the load is a single client.
- **One at a time**, and with HTTP, the server and the load share one processor, where the system can keep them there.
  Otherwise the figure is mostly the price of waking an idle processor, which has two values and hides the server.
- **Broadcasts in a tick** leave in one turn of the event loop; the next tick is the next turn. "One broadcast at a
  time" has one in a turn, so that there is nothing to merge.
- **Models.** Each server has its models and nothing else on the way: blueprints in Telltale and Sails, services with
  hooks in Feathers. Telltale and Feathers keep them in SQLite, through the same better-sqlite3, in a file in the temporary folder with
  \`journal_mode = wal\`, \`synchronous = normal\` and \`foreign_keys = on\`; Sails in sails-disk, its own store, in the
  same folder. A create is done when it is answered and each of 100 sockets has been told of it: all of the same record, in
  one order, none twice. Telltale and Sails subscribe a socket to the records that it finds, and the watchers to each new
  record, and read and write in one transaction (Sails has none); Feathers sends an event to a channel and does neither.
- **The ORM alone** works in the measured process itself, on SQLite in memory, Waterline on sails-disk in memory, one call
  at a time; bare Kysely checks nothing and converts nothing.
- **Memory** is resident memory after garbage collection, of the second half of the sockets, so that what a server needs
  once is not counted. The kernel's buffers are not in it.

Run it yourself: \`npm run bench\`. A part of it: \`npm run bench -- --only request --quick\`;
\`npm run bench -- --help\` lists the options.
`;
}

/**
 * Puts scenarios that were measured by themselves into the page of a whole run.
 *
 * @param page as {@link document} wrote it
 */
export function updated(page, { summaries, machine }) {
  const when = `\nMeasured again by itself: ${machine.date}, commit ${machine.commit}, load average ${machine.load} before.\n`;
  return summaries.reduce((text, summary) => {
    const { title, budget } = summary.scenario;
    const withSection = replaced(text, sectionOf(title), section(summary) + when);
    return budget ? replaced(withSection, budgetLineOf(title), tableLine(budgetCells(summary))) : withSection;
  }, page);
}

function replaced(text, pattern, by) {
  if (!pattern.test(text)) throw new Error(`docs/benchmarks.md has nothing like ${pattern}`);
  return text.replace(pattern, () => by);
}

function sectionOf(title) {
  return new RegExp(`\\n### ${escaped(title)}\\n[^]*?(?=\\n###? )`);
}

function budgetLineOf(title) {
  return new RegExp(`^\\| ${escaped(title)} \\|.*$`, 'm');
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function budgetTable(summaries) {
  const lines = summaries.filter(({ scenario }) => scenario.budget).map(budgetCells);
  return markdownTable(['', ...ours.map((id) => peers[id].title), 'budget'], lines);
}

function budgetCells({ scenario, rows }) {
  const results = ours.map((id) => {
    const row = rows.find((each) => each.id === id);
    if (!row || row.error) return row ? 'failed' : '';
    return `${ratio(row.ratio.value)} ${row.verdict === 'miss' ? '**miss**' : 'pass'}`;
  });
  return [scenario.title, ...results, `≤ ${ratio(scenario.budget)}`];
}

function section(summary) {
  const { title, unit, per, note } = summary.scenario;
  const [headings, ...lines] = cells(summary);
  const errors = summary.rows
    .filter((row) => row.error)
    .map((row) => `\n${row.title} failed: ${row.error.split('\n')[0]}\n`);
  return `
### ${title}

${unit} per ${per}${note ? `. ${note}` : ''}

${markdownTable(headings, lines)}
${errors.join('')}`;
}

function markdownTable(headings, lines) {
  const rule = headings.map((_, column) => (column === 0 ? '---' : '--:'));
  return [headings, rule, ...lines].map(tableLine).join('\n');
}

function tableLine(line) {
  return `| ${line.join(' | ')} |`;
}
