/**
 * Gathers what one tick of the event loop writes to a TCP socket, and hands it to the kernel in one call at the end of
 * that tick, never later. A write to the kernel is what a message costs most.
 *
 * @module
 */
import { Socket as TcpSocket } from 'node:net';
import type { Duplex } from 'node:stream';

const kCorked = Symbol('corked in this tick');

/** A TCP socket whose writes are gathered. */
interface CoalescingSocket extends TcpSocket {
  [kCorked]: boolean;
}

const plainWrite = TcpSocket.prototype.write;
let corked: CoalescingSocket[] = [];

/**
 * Makes `tcp` gather its writes. A stream that is not a plain TCP or TLS socket is left as it is.
 *
 * @returns whether writes are gathered now
 */
export function coalesceWrites(tcp: Duplex): tcp is TcpSocket {
  if (!(tcp instanceof TcpSocket) || tcp.write !== plainWrite) return false;
  const socket = tcp as CoalescingSocket;
  socket[kCorked] = false;
  socket.write = gatheredWrite as TcpSocket['write'];
  return true;
}

function gatheredWrite(
  this: CoalescingSocket,
  chunk: Uint8Array | string,
  encoding?: BufferEncoding,
  callback?: (error?: Error | null) => void,
): boolean {
  if (!this[kCorked]) {
    this[kCorked] = true;
    this.cork();
    if (corked.push(this) === 1) setImmediate(flush);
  }
  return plainWrite.call(this, chunk, encoding, callback);
}

function flush(): void {
  const sockets = corked;
  corked = [];
  for (const socket of sockets) {
    socket[kCorked] = false;
    socket.uncork();
  }
}
