/** Sends requests over WebSockets, keeps a number of them in flight, and checks every answer. @module */
import { openConnections } from './connection.mjs';
import { clientFrame } from './frames.mjs';

const firstId = 100;

/** Opens the connections that {@link sendRequests} uses. */
export async function openRequesters({ port, dialect, connections, inFlight }) {
  const opened = await openConnections(connections, 10, port, dialect);
  return opened.map((connection) => requester(connection, dialect, inFlight));
}

/** Sends `count` requests, split evenly, and resolves when all are answered. */
export async function sendRequests(requesters, count) {
  await Promise.all(requesters.map((each) => each.run(Math.ceil(count / requesters.length))));
}

function requester(connection, dialect, inFlight) {
  const frames = Array.from({ length: inFlight }, (_, slot) =>
    clientFrame(dialect.request(firstId + slot, '/hello')),
  );
  const waiting = new Uint8Array(inFlight);
  const answerStart = Buffer.from(dialect.answerStart);
  const tailAt = answerStart.length + 3;
  /** What follows the number in a right answer, learned from the first one that was checked in full. */
  let rightTail;
  let toSend = 0;
  let toCome = 0;
  let finish;
  let reject;
  /** Why there will be no more answers. It may be known before anybody waits for one, who would wait in vain. */
  let lost;
  let batch = [];

  connection.lost = fail;
  connection.receive((bytes, start, end) => {
    if (toCome === 0) return fail(new Error('an answer came after the last one'));
    const slot = slotOf(bytes, start);
    if (!(waiting[slot] === 1))
      return fail(new Error(`answer to a request that does not wait: ${text(bytes, start, end)}`));
    waiting[slot] = 0;
    if (!(rightTail && sameBytes(bytes, start + tailAt, end, rightTail))) learn(bytes, start, end);
    toCome--;
    if (toSend > 0) send(slot);
    if (toCome === 0) finish();
  });

  return {
    run(count) {
      if (lost !== undefined) return Promise.reject(lost);
      return new Promise((resolve, rejectRun) => {
        finish = resolve;
        reject = rejectRun;
        toSend = count;
        toCome = count;
        for (let slot = 0; slot < inFlight && toSend > 0; slot++) send(slot);
      });
    },
    destroy: () => connection.destroy(),
  };

  function fail(error) {
    lost ??= error;
    connection.destroy();
    reject?.(lost);
  }

  /** Requests that follow from one chunk of answers leave in one write. */
  function send(slot) {
    waiting[slot] = 1;
    toSend--;
    if (batch.length === 0) process.nextTick(flush);
    batch.push(frames[slot]);
  }

  function flush() {
    const frames = batch;
    batch = [];
    connection.write(frames.length === 1 ? frames[0] : Buffer.concat(frames));
  }

  function slotOf(bytes, start) {
    if (!sameBytes(bytes, start, start + answerStart.length, answerStart)) return -1;
    const digits = start + answerStart.length;
    return (bytes[digits] - 48) * 100 + (bytes[digits + 1] - 48) * 10 + (bytes[digits + 2] - 48) - firstId;
  }

  function learn(bytes, start, end) {
    try {
      dialect.checkAnswer(text(bytes, start, end));
      rightTail = Buffer.from(bytes.subarray(start + tailAt, end));
    } catch (error) {
      fail(new Error(`wrong answer ${text(bytes, start, end)}`, { cause: error }));
    }
  }
}

function sameBytes(bytes, start, end, expected) {
  return end - start === expected.length && bytes.compare(expected, 0, expected.length, start, end) === 0;
}

function text(bytes, start, end) {
  return bytes.toString('utf8', start, end);
}
