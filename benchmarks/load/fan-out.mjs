/** Receives broadcasts on many WebSockets, and checks that each socket gets every message, once and in order. @module */
import { message } from '../payloads.mjs';
import { openConnections } from './connection.mjs';
import { clientFrame } from './frames.mjs';

/** Opens sockets and has each join the room. */
export async function openReceivers({ port, dialect, connections }) {
  const opened = await openConnections(connections, 50, port, dialect);
  const receivers = opened.map((connection) => receiver(connection));
  await Promise.all(receivers.map((each) => each.join(clientFrame(dialect.request(100, '/join')), dialect)));
  return receivers;
}

/**
 * Tells each receiver to expect the messages numbered `first` to `first + count - 1`, longer by `more`.
 *
 * @returns a promise that resolves when all have got them all
 */
export function expectMessages(receivers, { dialect, first, count, more }) {
  const expected = Array.from({ length: count }, (_, index) =>
    Buffer.from(dialect.broadcast(message(first + index, more))),
  );
  return new Promise((resolve, reject) => {
    let open = receivers.length;
    const finished = () => --open === 0 && resolve();
    for (const each of receivers) each.expect(expected, finished, reject);
  });
}

function receiver(connection) {
  return {
    join(frame, dialect) {
      return new Promise((resolve, reject) => {
        connection.lost = reject;
        connection.receive((bytes, start, end) => {
          const answer = bytes.toString('utf8', start, end);
          if (answer.startsWith(`${dialect.answerStart}100`)) resolve();
          else reject(new Error(`joining was answered with ${answer}`));
        });
        connection.write(frame);
      });
    },
    expect(messages, finished, fail) {
      let got = 0;
      connection.lost = fail;
      connection.receive((bytes, start, end) => {
        const next = messages[got];
        if (next?.length !== end - start || bytes.compare(next, 0, next.length, start, end) !== 0) {
          const given = bytes.toString('utf8', start, end);
          fail(new Error(`message ${got} of ${messages.length} should be ${next}, but is ${given}`));
          return;
        }
        if (++got === messages.length) finished();
      });
    },
    destroy: () => connection.destroy(),
  };
}
