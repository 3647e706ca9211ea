/**
 * Gathers what one tick of the event loop writes to a TCP socket, and hands it to the kernel in one call at the end of
 * that tick, never later. A write to the kernel is what a message costs most.
 *
 * Whole frames are gathered as a {@link Bundle}, which sockets that are sent the same frames share: a room of a thousand
 * sockets that hears ten messages in a tick joins ten buffers once, not a thousand times. Anything else that is written
 * to the socket goes through Node's own cork, after the bundle, so that the order stays.
 *
 * @module
 */
import { Socket as TcpSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Bundle } from './bundle.ts';

const kBundle = Symbol('frames gathered in this tick');
const kCorked = Symbol('corked in this tick');
const kGathered = Symbol('waits for the end of this tick');

/** A TCP socket whose writes are gathered. */
export interface CoalescingSocket extends TcpSocket {
  [kBundle]: Bundle | undefined;
  [kCorked]: boolean;
  [kGathered]: boolean;
}

/** A frame above this size is written by itself: copying it would cost more than a longer list of buffers. */
const MOST_TO_COPY = 16_384;

const plainWrite = TcpSocket.prototype.write;
let emptyBundle = new Bundle();
let gathered: CoalescingSocket[] = [];

/**
 * Makes `tcp` gather its writes. A stream that is not a plain TCP or TLS socket is left as it is.
 *
 * @returns the socket, or `undefined` when it was left as it is
 */
export function coalesceWrites(tcp: Duplex): CoalescingSocket | undefined {
  if (!(tcp instanceof TcpSocket) || tcp.write !== plainWrite) return undefined;
  const socket = tcp as CoalescingSocket;
  socket[kBundle] = undefined;
  socket[kCorked] = false;
  socket[kGathered] = false;
  socket.write = gatheredWrite as TcpSocket['write'];
  return socket;
}

/** Sends a whole WebSocket frame with what else this tick sends to `socket`. */
export function writeFrame(socket: CoalescingSocket, frame: Buffer): void {
  if (frame.length > MOST_TO_COPY) {
    socket.write(frame);
    return;
  }
  socket[kBundle] = (socket[kBundle] ?? emptyBundle).with(frame);
  if (!socket[kGathered]) gather(socket);
}

/** Bytes that the peer has not been handed yet, those of this tick included. */
export function bytesWaiting(socket: CoalescingSocket): number {
  return socket.writableLength + (socket[kBundle]?.length ?? 0);
}

function gather(socket: CoalescingSocket): void {
  socket[kGathered] = true;
  if (gathered.push(socket) === 1) setImmediate(flush);
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
    if (!this[kGathered]) gather(this);
  }
  writeBundle(this);
  return plainWrite.call(this, chunk, encoding, callback);
}

function writeBundle(socket: CoalescingSocket): void {
  const bundle = socket[kBundle];
  if (bundle === undefined) return;
  socket[kBundle] = undefined;
  if (socket.writable) plainWrite.call(socket, bundle.bytes);
}

function flush(): void {
  const sockets = gathered;
  gathered = [];
  emptyBundle = new Bundle();
  for (const socket of sockets) {
    socket[kGathered] = false;
    writeBundle(socket);
    if (socket[kCorked]) {
      socket[kCorked] = false;
      socket.uncork();
    }
  }
}
