/**
 * The load process: opens sockets and sends work to a server as the run commands over IPC. Each command is
 * `{ number, command, … }` and is answered with `{ number, result }` or `{ number, error }`.
 * @module
 */
import { openConnections } from './connection.mjs';
import { dialects } from './dialects.mjs';
import { expectMessages, openReceivers } from './fan-out.mjs';
import { openHttpClients, sendHttpRequests } from './http.mjs';
import { modelDialects } from './model-dialects.mjs';
import { openModelWork } from './model-work.mjs';
import { openRequesters, sendRequests } from './requests.mjs';

/** What the scenarios of one server have opened; closed with `close`. */
let opened = [];
/** Resolves when the messages of the fan-out have come. */
let expected;

const commands = {
  async openRequesters(order) {
    opened = await openRequesters({ ...order, dialect: dialects[order.dialect] });
  },
  sendRequests: ({ count }) => timed(() => sendRequests(opened, count)),
  async openReceivers(order) {
    opened = await openReceivers({ ...order, dialect: dialects[order.dialect] });
  },
  expectMessages(order) {
    expected = expectMessages(opened, { ...order, dialect: dialects[order.dialect] });
    // A message that comes too early is told to whoever waits.
    expected.catch(() => {});
  },
  receiveMessages: () => expected,
  connect: ({ port, dialect, count, concurrency }) =>
    timed(async () => {
      opened.push(...(await openConnections(count, concurrency, port, dialects[dialect])));
    }),
  async openHttpClients(order) {
    opened = await openHttpClients(order);
  },
  sendHttpRequests: ({ count }) => timed(() => sendHttpRequests(opened, count)),
  async openModelWork(order) {
    const [dialect, modelDialect] = [dialects[order.dialect], modelDialects[order.dialect]];
    opened = [await openModelWork({ ...order, dialect, modelDialect })];
  },
  workOnModels: ({ kind, count }) => timed(() => opened[0].run(kind, count)),
  close() {
    for (const each of opened) each.destroy();
    opened = [];
  },
};

process.on('message', async ({ number, command, ...order }) => {
  try {
    process.send({ number, result: await commands[command](order) });
  } catch (error) {
    process.send({ number, error: error.stack + (error.cause ? `\n${error.cause}` : '') });
  }
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });

/** Runs work and returns how long it took, in seconds. */
async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
