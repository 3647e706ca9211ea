/** Sends HTTP/1.1 requests on kept-alive connections, one at a time on each, and checks every answer. @module */
import { connect } from 'node:net';
import { helloBody } from '../payloads.mjs';

const headEnd = Buffer.from('\r\n\r\n');
const right = Buffer.from('HTTP/1.1 200 ');
const body = Buffer.from(JSON.stringify(helloBody));

/** Opens the connections that {@link sendHttpRequests} uses. */
export function openHttpClients({ port, connections }) {
  return Promise.all(Array.from({ length: connections }, () => openClient(port)));
}

/** Sends `count` requests, split evenly, and resolves when all are answered. */
export async function sendHttpRequests(clients, count) {
  await Promise.all(clients.map((each) => each.run(Math.ceil(count / clients.length))));
}

function openClient(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const request = Buffer.from(
      `GET /hello HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: application/json\r\nConnection: keep-alive\r\n\r\n`,
    );
    let toCome = 0;
    let rest;
    let finish;
    let rejectRun = reject;
    /** Why there will be no more answers; perhaps known before anybody waits for one. */
    let lost;
    const fail = (error) => {
      lost ??= error;
      socket.destroy();
      rejectRun(lost);
    };

    socket.on('connect', () =>
      resolve({
        run(count) {
          if (lost !== undefined) return Promise.reject(lost);
          return new Promise((resolveRun, rejectThis) => {
            finish = resolveRun;
            rejectRun = rejectThis;
            toCome = count;
            socket.write(request);
          });
        },
        destroy: () => socket.removeAllListeners('close').destroy(),
      }),
    );
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the server closed a kept-alive connection')));
    socket.on('data', (chunk) => {
      const bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
      rest = undefined;
      const bodyAt = bytes.indexOf(headEnd) + headEnd.length;
      if (bodyAt < headEnd.length || bytes.length < bodyAt + body.length) {
        rest = bytes;
        return;
      }
      if (!bytes.subarray(0, right.length).equals(right) || !bytes.subarray(bodyAt).equals(body)) {
        fail(new Error(`wrong answer ${JSON.stringify(bytes.toString())}`));
        return;
      }
      if (--toCome > 0) socket.write(request);
      else finish();
    });
  });
}
