/**
 * Hands bytes to the kernel as `net.Socket` does, without the stream in between, whose bookkeeping costs more than all
 * else that is done for a write. The kernel takes nearly every write at once; nothing has to be remembered then, and the
 * object that stands for a write serves for the next one too.
 *
 * The handle under a socket is not public API of Node.js. It is used only when it has the shape that {@link handleOf}
 * asks for, and nothing written before waits in the stream or in the handle. Any other write is the stream's, after
 * what waits in the handle: libuv keeps the order.
 *
 * @module
 */
import { Socket as TcpSocket } from 'node:net';
import { getSystemErrorName } from 'node:util';

/** What is used of the handle under a TCP socket. */
interface Handle {
  /** Bytes that the kernel has not taken yet. */
  readonly writeQueueSize: number;
  /** @returns 0, or the negative number of a system error */
  writeBuffer(write: Write, bytes: Uint8Array): number;
}

/** Node's object for a write. */
interface Write {
  oncomplete?: (status: number) => void;
  /** What the kernel has not taken yet. Node's C++ only points to it: freed, it would be sent as whatever lies there then. */
  buffer?: Uint8Array | undefined;
}

const kHandle = Symbol('handle that may be written to');
const kWaits = Symbol('the kernel has not taken all of the last direct write');

/** A TCP socket that may be written to directly. */
export interface DirectSocket extends TcpSocket {
  [kHandle]: Handle | undefined;
  [kWaits]: boolean;
}

const plainWrite = TcpSocket.prototype.write;

let newWrite: (() => Write) | undefined;
let spare: Write | undefined;

/** Lets `socket` be written to directly, if its handle is as expected. */
export function allowDirectWrites(socket: DirectSocket): void {
  socket[kHandle] = handleOf(socket);
  socket[kWaits] = false;
}

/** The handle under a socket, if it has all that is used of it. */
export function handleOf(socket: object): Handle | undefined {
  const { _handle: handle } = socket as { _handle?: Partial<Handle> | null };
  // Not TLS: its handle takes no write at once.
  return handle?.constructor.name === 'TCP' &&
    typeof handle.writeBuffer === 'function' &&
    typeof handle.writeQueueSize === 'number'
    ? (handle as Handle)
    : undefined;
}

/** Writes `bytes` after all that was written to `socket` before; nothing when it can't be written to any more. */
export function writeDirectly(socket: DirectSocket, bytes: Uint8Array): void {
  if (!socket.writable) return;
  const handle = socket[kHandle];
  if (handle === undefined || socket[kWaits] || socket.writableLength > 0) plainWrite.call(socket, bytes);
  else if (newWrite === undefined) writeAndLearn(socket, handle, bytes);
  else writeToHandle(socket, handle, bytes, spare ?? newWrite());
}

/** Bytes that were written and that the kernel has not taken yet. */
export function bytesUnwritten(socket: DirectSocket): number {
  // What the stream has handed over and still counts stands in the handle's queue too.
  return socket[kWaits]
    ? Math.max(socket.writableLength, socket[kHandle]?.writeQueueSize ?? 0)
    : socket.writableLength;
}

function writeToHandle(socket: DirectSocket, handle: Handle, bytes: Uint8Array, write: Write): void {
  spare = undefined;
  if (handle.writeBuffer(write, bytes) !== 0) {
    // The stream fails in the same way, and tells those whom it concerns.
    plainWrite.call(socket, bytes);
  } else if (handle.writeQueueSize === 0) {
    spare = write;
  } else {
    socket[kWaits] = true;
    write.buffer = bytes;
    write.oncomplete = (status) => {
      socket[kWaits] = false;
      write.buffer = undefined;
      if (status < 0) socket.destroy(writeError(status));
    };
  }
}

/** Lets the stream write, and sees what it makes for a write. */
function writeAndLearn(socket: DirectSocket, handle: Handle, bytes: Uint8Array): void {
  const { writeBuffer } = handle;
  handle.writeBuffer = (write, written) => {
    const Made = write.constructor as new () => Write;
    newWrite = () => new Made();
    return writeBuffer.call(handle, write, written);
  };
  plainWrite.call(socket, bytes);
  delete (handle as Partial<Handle>).writeBuffer;
}

function writeError(status: number): Error {
  const code = getSystemErrorName(status);
  return Object.assign(new Error(`write ${code}`), { code, errno: status, syscall: 'write' });
}
