/**
 * Gathers what one tick of the event loop writes to a TCP socket, and hands it to the kernel in one call at the end of
 * that tick, never later. A write to the kernel is what a message costs most.
 *
 * An answer goes out earlier, when the callback that made it is over: all answers to what arrived together leave
 * together, and a lone one needs no turn of the event loop, which would cost as much as the rest of its way.
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
import { allowDirectWrites, bytesUnwritten, type DirectSocket, writeDirectly } from './direct-write.ts';
import { textFrame } from './text-frame.ts';

const kBundle = Symbol('frames gathered in this tick');
const kWaits = Symbol('what the socket waits for');

/** What a socket waits for; bits of one number, so that an idle socket costs one field. */
const END_OF_TICK = 1;
const END_OF_CALLBACK = 2;
const UNCORKING = 4;

/** A TCP socket whose writes are gathered. */
export interface CoalescingSocket extends DirectSocket {
  [kBundle]: Bundle | undefined;
  [kWaits]: number;
}

/** A frame above this size is written by itself: copying it would cost more than a longer list of buffers. */
const MOST_TO_COPY = 16_384;

const plainWrite = TcpSocket.prototype.write;
const MESSAGE = '4';
const kFrame = Symbol('WebSocket frame of a message');

/** What waits until anything is written, or the tick ends. */
export interface Deferred {
  handOver(): void;
}

let deferred: Deferred | undefined;
let flushIsDue = false;
let flushing = false;
let emptyBundle = new Bundle();
let gathered: CoalescingSocket[] = [];
let answered: CoalescingSocket[] = [];

/**
 * Makes `tcp` gather its writes. A stream that is not a plain TCP or TLS socket is left as it is.
 *
 * @returns the socket, or `undefined` when it was left as it is
 */
export function coalesceWrites(tcp: Duplex): CoalescingSocket | undefined {
  if (!(tcp instanceof TcpSocket) || tcp.write !== plainWrite) return undefined;
  const socket = tcp as CoalescingSocket;
  socket[kBundle] = undefined;
  socket[kWaits] = 0;
  socket.write = gatheredWrite as TcpSocket['write'];
  allowDirectWrites(socket);
  return socket;
}

/** The frame of an encoded packet, made once for all sockets that are sent the packet. */
export function frameOf(encoded: (string | Buffer)[] & { [kFrame]?: Buffer }, text: string): Buffer {
  encoded[kFrame] ??= textFrame(MESSAGE + text);
  return encoded[kFrame];
}

/** A bundle without frames, shared by all that start one in this tick. */
export function startBundle(): Bundle {
  return emptyBundle;
}

/** Has `work` handed over before anything else is written, at the end of this tick at the latest. */
export function writeLater(work: Deferred): void {
  settleDeferred();
  deferred = work;
  flushAtEndOfTick();
}

/** Hands over what was deferred, so that what is written now comes after it. */
export function settleDeferred(): void {
  if (deferred === undefined) return;
  const work = deferred;
  deferred = undefined;
  work.handOver();
}

/** Sends the frames of a bundle with what else this tick sends to `socket`. */
export function writeWholeBundle(socket: CoalescingSocket, bundle: Bundle): void {
  const before = socket[kBundle];
  if (before === undefined && flushing && socket[kWaits] === 0) {
    writeDirectly(socket, bundle.bytes);
    return;
  }
  socket[kBundle] = before === undefined ? bundle : before.withAll(bundle);
  gather(socket);
}

/**
 * Sends a whole WebSocket frame with what else this tick sends to `socket`.
 *
 * @param isAnswer the frame answers what the socket has just sent
 */
export function writeFrame(socket: CoalescingSocket, frame: Buffer, isAnswer: boolean): void {
  settleDeferred();
  if (frame.length > MOST_TO_COPY) {
    socket.write(frame);
    return;
  }
  socket[kBundle] = (socket[kBundle] ?? emptyBundle).with(frame);
  if (isAnswer) answer(socket);
  else gather(socket);
}

/** Bytes that the peer has not been handed yet, those of this tick included. */
export function bytesWaiting(socket: CoalescingSocket): number {
  return bytesUnwritten(socket) + (socket[kBundle]?.length ?? 0);
}

function gather(socket: CoalescingSocket): void {
  if (socket[kWaits] & END_OF_TICK) return;
  socket[kWaits] |= END_OF_TICK;
  gathered.push(socket);
  flushAtEndOfTick();
}

function flushAtEndOfTick(): void {
  if (flushIsDue) return;
  flushIsDue = true;
  setImmediate(flush);
}

function answer(socket: CoalescingSocket): void {
  if (socket[kWaits] & END_OF_CALLBACK) return;
  socket[kWaits] |= END_OF_CALLBACK;
  if (answered.push(socket) === 1) process.nextTick(flushAnswered);
}

function gatheredWrite(
  this: CoalescingSocket,
  chunk: Uint8Array | string,
  encoding?: BufferEncoding,
  callback?: (error?: Error | null) => void,
): boolean {
  settleDeferred();
  if (!(this[kWaits] & UNCORKING)) {
    this[kWaits] |= UNCORKING;
    this.cork();
    gather(this);
  }
  const bundle = takeBundle(this);
  // Corked, both leave in one call.
  if (bundle !== undefined && this.writable) plainWrite.call(this, bundle.bytes);
  return plainWrite.call(this, chunk, encoding, callback);
}

function takeBundle(socket: CoalescingSocket): Bundle | undefined {
  const bundle = socket[kBundle];
  socket[kBundle] = undefined;
  return bundle;
}

function writeBundle(socket: CoalescingSocket): void {
  const bundle = takeBundle(socket);
  if (bundle !== undefined) writeDirectly(socket, bundle.bytes);
}

function flushAnswered(): void {
  const sockets = answered;
  answered = [];
  // Sockets of one tick share bundles; once nobody waits, nothing needs to be kept for sharing.
  if (gathered.length === 0) emptyBundle = new Bundle();
  for (const socket of sockets) {
    socket[kWaits] &= ~END_OF_CALLBACK;
    writeBundle(socket);
  }
}

function flush(): void {
  flushing = true;
  settleDeferred();
  flushing = false;
  flushIsDue = false;
  const sockets = gathered;
  gathered = [];
  emptyBundle = new Bundle();
  for (const socket of sockets) {
    const corked = socket[kWaits] & UNCORKING;
    socket[kWaits] &= END_OF_CALLBACK;
    writeBundle(socket);
    if (corked) socket.uncork();
  }
}
