/** Who asks of models: one WebSocket with many requests in flight, or many HTTP connections with one each. @module */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { openConnection } from './connection.mjs';
import { clientFrame } from './frames.mjs';

const headEnd = Buffer.from('\r\n\r\n');
const firstId = 100;

/** One socket, on which `inFlight` requests wait at a time. */
export async function openSocketAskers({ port, dialect, modelDialect, inFlight }) {
  const connection = await openConnection(port, dialect);
  const waiting = new Array(inFlight);
  let turn;
  let batch = [];
  connection.lost = (error) => turn?.fail(error);
  connection.receive((bytes, start, end) => {
    const id = bytes.toString('latin1', start, start + 5);
    const slot = Number(id.slice(2)) - firstId;
    const asked = id.startsWith('43') ? waiting[slot] : undefined;
    if (!asked) return turn.fail(new Error(`nobody waits for ${bytes.toString('utf8', start, end)}`));
    waiting[slot] = undefined;
    const read = (text) => modelDialect.readSocketAnswer(JSON.parse(text));
    turn.answered(asked, bytes.subarray(start + 5, end), read, () => send(slot));
  });
  return {
    run(count, take, created) {
      return runTurn(count, take, created, (next) => {
        turn = next;
        for (let slot = 0; slot < inFlight && turn.isLeft(); slot++) send(slot);
      });
    },
    destroy: () => connection.destroy(),
  };

  /** Requests that follow from one chunk of answers leave in one write. */
  function send(slot) {
    const asked = turn.take();
    waiting[slot] = asked;
    if (batch.length === 0) process.nextTick(flush);
    const text = JSON.stringify(modelDialect.socketRequest(asked.operation));
    batch.push(clientFrame(`42${firstId + slot}${text}`));
  }

  function flush() {
    connection.write(Buffer.concat(batch));
    batch = [];
  }
}

/** `inFlight` kept-alive connections, on each of which one request waits at a time. */
export async function openHttpAskers({ port, modelDialect, inFlight }) {
  let turn;
  const askers = await Promise.all(Array.from({ length: inFlight }, open));
  return {
    run(count, take, created) {
      return runTurn(count, take, created, (next) => {
        turn = next;
        for (const asker of askers) if (turn.isLeft()) asker.send();
      });
    },
    destroy() {
      for (const asker of askers) asker.destroy();
    },
  };

  function open() {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const fail = (error) => (turn ? turn.fail(error) : reject(error));
      let asked;
      let rest;
      socket.on('error', fail);
      socket.on('close', () => fail(new Error('the server closed a kept-alive connection')));
      socket.on('connect', () =>
        resolve({ send, destroy: () => socket.removeAllListeners('close').destroy() }),
      );
      socket.on('data', (chunk) => {
        const bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
        rest = bytes;
        const bodyAt = bytes.indexOf(headEnd) + headEnd.length;
        if (bodyAt < headEnd.length) return;
        const head = bytes.latin1Slice(0, bodyAt);
        const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1]);
        if (bytes.length < bodyAt + length) return;
        rest = undefined;
        const status = Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
        const read = (text) => {
          assert.equal(status, asked.operation.method === 'create' ? modelDialect.created : 200, text);
          return JSON.parse(text);
        };
        if (!(bytes.length === bodyAt + length)) {
          return fail(new Error(`the answer has no content-length, or not its own: ${bytes}`));
        }
        turn.answered(asked, bytes.subarray(bodyAt), read, send);
      });

      function send() {
        asked = turn.take();
        const { method, path, body } = modelDialect.httpRequest(asked.operation);
        const text = body ? JSON.stringify(body) : '';
        const about = body
          ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`
          : '';
        socket.write(
          `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: application/json\r\n${about}Connection: keep-alive\r\n\r\n${text}`,
        );
      }
    });
  }
}

/** Counts what is sent and answered, and resolves when all is. */
function runTurn(count, take, created, begin) {
  return new Promise((resolve, reject) => {
    let toSend = count;
    let toCome = count;
    begin({
      isLeft: () => toSend > 0,
      take() {
        toSend--;
        return take();
      },
      fail: reject,
      answered(asked, bytes, read, sendNext) {
        try {
          check(asked, bytes, read, created);
        } catch (error) {
          return reject(new Error(`wrong answer ${bytes.toString()}`, { cause: error }));
        }
        if (toSend > 0) sendNext();
        if (--toCome === 0) resolve();
      },
    });
  });
}

/** Reads an answer; one to a question that was answered before must have the same bytes. */
function check({ key, operation, known }, bytes, read, created) {
  const before = known?.get(key);
  if (before?.equals(bytes)) return;
  const body = read(bytes.toString());
  assert.ok(!before, 'the same question was answered otherwise before');
  assertHolds(body, operation.expected);
  if (known) known.set(key, Buffer.from(bytes));
  else created(body);
}

/** Keys and times are the server's own; all else is as it was given. */
function assertHolds(body, expected) {
  if (!Array.isArray(expected)) return assertRecord(body, expected);
  assert.equal(body.length, expected.length);
  for (const [index, record] of expected.entries()) assertRecord(body[index], record);
}

function assertRecord(record, expected) {
  assert.ok(Number.isInteger(record.id) && record.createdAt > 0 && record.updatedAt > 0);
  for (const [name, value] of Object.entries(expected)) {
    if (Array.isArray(value)) assertHolds(record[name], value);
    else assert.equal(record[name], value, name);
  }
}
