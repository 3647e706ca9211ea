/**
 * Reads WebSocket messages that arrive whole, as nearly all do, straight from the bytes that the TCP socket has read.
 * `ws` takes them through a stream, whose bookkeeping costs more than the reading.
 *
 * Only the plainest frame is read here: one final, masked text frame with valid UTF-8, within the chunk and the payload
 * limit, while the receiver of `ws` is between two messages. Everything else, and every mistake of a client, is the
 * receiver's, whose rules stay the only ones. What is used of it and is not public API is named in
 * {@link ReceiverInternals}; a receiver of another shape is left as it is.
 *
 * @module
 */
import { isUtf8 } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import type { Socket as TcpSocket } from 'node:net';
import { Writable } from 'node:stream';
import { readIntoSharedBuffer } from './shared-buffer.ts';

/** What is used of the receiver of `ws`. */
interface ReceiverInternals extends Writable {
  /** What is read next; 0 is the start of a frame. */
  readonly _state: number;
  /** Bytes that wait for the rest of their frame. */
  readonly _bufferedBytes: number;
  /** The kind of a message whose first frames have come; 0 when there is none. */
  readonly _fragmented: number;
  /** The kind of the last frame. */
  readonly _opcode: number;
  readonly _errored: boolean;
  readonly _loop: boolean;
  /** Bytes that a message may have; 0 is any number. */
  readonly _maxPayload: number;
  readonly _isServer: boolean;
  readonly _allowSynchronousEvents: boolean;
}

const FINAL_TEXT = 0x81;
const MASKED = 0x80;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;
const HEAD = 2;
const MASK = 4;
/** A frame of one byte. */
const SMALLEST = HEAD + MASK + 1;
const START_OF_FRAME = 0;
const CLOSE = 8;

const plainWrite: (this: Writable, chunk: Buffer) => boolean = Writable.prototype.write;

/**
 * Has the messages of `webSocket` read directly, if its receiver is as expected.
 *
 * @param webSocket one of `ws` that negotiated no extension
 * @param tcp the socket under it, which then reads into the buffer that all share, as long as nobody but Engine.IO, which
 * takes the text out at once, listens for messages
 * @returns whether they are
 */
export function readDirectly(webSocket: EventEmitter, tcp?: TcpSocket): boolean {
  const { _receiver: receiver } = webSocket as { _receiver?: unknown };
  if (!receiverIsAsExpected(receiver)) return false;
  receiver.write = write as Writable['write'];
  if (tcp !== undefined) {
    readIntoSharedBuffer(tcp, (bytes) =>
      webSocket.listenerCount('message') === 1 ? readMessages(receiver, bytes) : 0,
    );
  }
  return true;
}

/** Whether all that is used of a receiver is there. */
export function receiverIsAsExpected(receiver: unknown): receiver is ReceiverInternals {
  if (!(receiver instanceof Writable) || receiver.write !== plainWrite) return false;
  const { _state, _bufferedBytes, _fragmented, _opcode, _maxPayload, _errored, _loop } =
    receiver as ReceiverInternals;
  const { _isServer, _allowSynchronousEvents } = receiver as ReceiverInternals;
  const numbers = [_state, _bufferedBytes, _fragmented, _opcode, _maxPayload];
  return (
    numbers.every((each) => typeof each === 'number') &&
    typeof _errored === 'boolean' &&
    typeof _loop === 'boolean' &&
    _isServer === true &&
    _allowSynchronousEvents === true
  );
}

/** Stands for the receiver's own `write`, with which `ws` hands it what the TCP socket has read. */
function write(this: ReceiverInternals, chunk: Buffer): boolean {
  const at = readMessages(this, chunk);
  return at === chunk.length || plainWrite.call(this, at === 0 ? chunk : chunk.subarray(at));
}

/** @returns where the messages end that could be read */
function readMessages(receiver: ReceiverInternals, chunk: Buffer): number {
  let at = 0;
  while (at < chunk.length && isBetweenMessages(receiver)) {
    const next = readMessage(receiver, chunk, at);
    if (next === at) break;
    at = next;
  }
  return at;
}

function isBetweenMessages(receiver: ReceiverInternals): boolean {
  return (
    receiver._state === START_OF_FRAME &&
    receiver._bufferedBytes === 0 &&
    receiver._fragmented === 0 &&
    receiver._opcode !== CLOSE &&
    !receiver._loop &&
    !receiver._errored
  );
}

/** Reads the message that starts at `start`. @returns where it ends; `start` when it is the receiver's */
function readMessage(receiver: ReceiverInternals, chunk: Buffer, start: number): number {
  if (chunk.length - start < SMALLEST || chunk[start] !== FINAL_TEXT) return start;
  // Below 0 without a mask.
  let length = (chunk[start + 1] as number) - MASKED;
  let mask = start + HEAD;
  if (length <= 0 || length === LENGTH_IN_64_BITS) return start;
  if (length === LENGTH_IN_16_BITS) {
    length = chunk.readUInt16BE(mask);
    mask += 2;
  }
  const from = mask + MASK;
  const end = from + length;
  if (length === 0 || end > chunk.length || isTooLong(receiver, length)) return start;
  const message = chunk.subarray(from, end);
  applyMask(message, chunk, mask);
  if (!isUtf8(message)) {
    applyMask(message, chunk, mask);
    return start;
  }
  receiver.emit('message', message, false);
  return end;
}

function isTooLong({ _maxPayload }: ReceiverInternals, length: number): boolean {
  return _maxPayload > 0 && length > _maxPayload;
}

/** Takes the mask that stands at `mask` off; done twice, it is on again. */
function applyMask(message: Buffer, chunk: Buffer, mask: number): void {
  const { length } = message;
  for (let at = 0; at < length; at++)
    message[at] = (message[at] as number) ^ (chunk[mask + (at & 3)] as number);
}
