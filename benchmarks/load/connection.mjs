/** One WebSocket to a server, over a plain TCP socket; speaks Engine.IO and Socket.IO where the dialect does. @module */
import { connect } from 'node:net';
import { clientFrame, frameReader } from './frames.mjs';

const headEnd = Buffer.from('\r\n\r\n');
const pong = clientFrame('3');
const joinNamespace = clientFrame('40');
const ping = 0x32;

/** Milliseconds that a server has to take a connection. */
const patience = 20_000;

/**
 * Opens a connection and resolves when the server has taken it: after the WebSocket handshake, and for Socket.IO
 * after the namespace has answered.
 *
 * @returns `{ write(buffer), receive(listener), destroy() }`; the listener gets `(bytes, start, end)` of each message.
 */
export function openConnection(port, dialect) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const timer = setTimeout(() => fail(new Error(`no connection within ${patience} ms`)), patience);
    let listener = dialect.engine ? greet : unexpected;
    let finished = false;

    const connection = {
      write: (buffer) => socket.write(buffer),
      receive(next) {
        listener = next;
      },
      /** Called when the server ends the connection by itself. */
      lost(error) {
        throw error;
      },
      destroy() {
        finished = true;
        socket.destroy();
      },
    };
    const read = frameReader(
      (bytes, start, end) => {
        if (dialect.engine && end - start === 1 && bytes[start] === ping) socket.write(pong);
        else listener(bytes, start, end);
      },
      (code) => fail(new Error(`the server closed the connection with code ${code}`)),
    );

    socket.once('connect', () => socket.write(handshake(port, dialect)));
    socket.once('data', (chunk) => {
      const end = chunk.indexOf(headEnd);
      if (end < 0 || !chunk.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
        fail(new Error(`the server answered the handshake with ${JSON.stringify(chunk.toString('latin1'))}`));
        return;
      }
      socket.on('data', read);
      if (!dialect.engine) accept();
      if (chunk.length > end + 4) read(chunk.subarray(end + 4));
    });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the server closed the TCP connection')));

    function greet(bytes, start, end) {
      const text = bytes.toString('latin1', start, end);
      if (text.startsWith('0{')) socket.write(joinNamespace);
      else if (text.startsWith('40{')) accept();
      else fail(new Error(`the server greeted with ${JSON.stringify(text)}`));
    }

    function accept() {
      clearTimeout(timer);
      listener = unexpected;
      resolve(connection);
    }

    function unexpected(bytes, start, end) {
      connection.lost(new Error(`nobody asked for ${JSON.stringify(bytes.toString('utf8', start, end))}`));
    }

    function fail(error) {
      if (finished) return;
      clearTimeout(timer);
      connection.destroy();
      reject(error);
      if (listener !== greet) connection.lost(error);
    }
  });
}

/** Opens many, `concurrency` at a time. */
export async function openConnections(count, concurrency, port, dialect) {
  const connections = [];
  let started = 0;
  async function next() {
    while (started < count) {
      started++;
      connections.push(await openConnection(port, dialect));
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, next));
  return connections;
}

function handshake(port, dialect) {
  return [
    `GET ${dialect.path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Accept-Language: en-GB,en;q=0.9',
    'Cache-Control: no-cache',
    'Pragma: no-cache',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');
}
