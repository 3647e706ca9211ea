/**
 * Sends operations on models, keeps a number of them in flight, and checks every answer; with subscribers, checks too
 * that each of them is told of every new record, once, in one order, and of the same record as the one who made it.
 * @module
 */
import assert from 'node:assert/strict';
import { operations } from '../models.mjs';
import { openConnections } from './connection.mjs';
import { clientFrame } from './frames.mjs';
import { openHttpAskers, openSocketAskers } from './model-askers.mjs';

const eventStart = '42';

/** Opens who asks and who is told. */
export async function openModelWork({ port, dialect, modelDialect, transport, inFlight, subscribers }) {
  const answers = new Map();
  const told = new Map();
  const listeners = await openSubscribers(port, dialect, modelDialect, subscribers, told);
  const open = transport === 'http' ? openHttpAskers : openSocketAskers;
  const askers = await open({ port, dialect, modelDialect, inFlight });
  let next = 0;

  return {
    /** Has `count` operations of a kind carried out, and resolves when all is answered, told and right. */
    async run(kind, count) {
      const { make, different } = operations[kind];
      const known = new Map();
      answers.clear();
      told.clear();
      const take = () => {
        const key = next++ % different;
        return { key, operation: make(key), known: Number.isFinite(different) ? known : undefined };
      };
      const whenTold = listeners.expect(kind === 'create' ? count : 0);
      const whenAnswered = askers.run(count, take, (record) => answers.set(record.name, record));
      await Promise.all([whenTold, whenAnswered]);
      if (kind !== 'create') return;
      assert.equal(answers.size, count);
      if (subscribers === 0) return;
      for (const [name, { id }] of answers) assert.equal(told.get(name)?.id, id, `the id told of ${name}`);
    },
    destroy() {
      askers.destroy();
      listeners.destroy();
    },
  };
}

async function openSubscribers(port, dialect, modelDialect, count, told) {
  const connections = await openConnections(count, 50, port, dialect);
  const subscribe = clientFrame(`42100${JSON.stringify(modelDialect.subscribe())}`);
  await Promise.all(
    connections.map(
      (connection) =>
        new Promise((resolve, reject) => {
          connection.lost = reject;
          connection.receive((bytes, start, end) => {
            const text = bytes.toString('utf8', start, end);
            try {
              assert.ok(text.startsWith('43100['));
              modelDialect.readSocketAnswer(JSON.parse(text.slice('43100'.length)));
              resolve();
            } catch (error) {
              reject(new Error(`subscribing was answered with ${text}`, { cause: error }));
            }
          });
          connection.write(subscribe);
        }),
    ),
  );
  return {
    expect: (events) => (events === 0 || count === 0 ? undefined : expectEvents(events)),
    destroy() {
      for (const connection of connections) connection.destroy();
    },
  };

  /** The first socket that gets the n-th event reads it; at the others it must have the same bytes. */
  function expectEvents(events) {
    const first = [];
    let open = connections.length;
    return new Promise((resolve, reject) => {
      for (const connection of connections) {
        let got = 0;
        connection.lost = reject;
        connection.receive((bytes, start, end) => {
          const same = first[got];
          if (same === undefined) {
            try {
              first.push(readEvent(bytes, start, end));
            } catch (error) {
              return reject(error);
            }
          } else if (same.length !== end - start || bytes.compare(same, 0, same.length, start, end) !== 0) {
            const given = bytes.toString('utf8', start, end);
            return reject(new Error(`event ${got} is ${given} for one socket, ${same} for another`));
          }
          if (++got === events && --open === 0) resolve();
          if (got > events) reject(new Error(`more than ${events} events`));
        });
      }
    });
  }

  function readEvent(bytes, start, end) {
    const text = bytes.toString('utf8', start, end);
    assert.ok(text.startsWith(eventStart), text);
    const record = modelDialect.readCreated(JSON.parse(text.slice(eventStart.length)));
    assert.ok(!told.has(record.name), `told twice: ${text}`);
    told.set(record.name, record);
    return Buffer.from(bytes.subarray(start, end));
  }
}
