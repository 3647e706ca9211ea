/**
 * Has TCP sockets read into one buffer that all of them share. Node.js gives each read a buffer of 64 KiB of its own,
 * which it then shrinks and has to collect: for a short message that costs more than the rest of its way.
 *
 * Node offers this with the option `onread` of a socket that a program makes itself. A socket that a server was given
 * has it here, under the same properties; they are found by their values in a socket that was made with the option. A
 * Node without them is left as it is.
 *
 * @module
 */
import { Socket as TcpSocket } from 'node:net';
import { handleOf } from './direct-write.ts';

/**
 * Takes what a socket has read as far as it can, before it returns: the buffer is overwritten by the next read.
 *
 * @param bytes what was read
 * @returns how many bytes were taken; the socket's stream gets a copy of the others
 */
export type TakeBytes = (this: TcpSocket, bytes: Buffer) => number;

type OnRead = (this: TcpSocket, length: number, buffer: Uint8Array) => boolean;

const SIZE = 65_536;
const shared = Buffer.allocUnsafeSlow(SIZE);
const keys = keysOfOnread();

/**
 * Has `socket` read into the shared buffer, if it is a plain TCP socket of a Node that can.
 *
 * @returns whether it does
 */
export function readIntoSharedBuffer(socket: TcpSocket, take: TakeBytes): boolean {
  const handle = handleOf(socket) as { useUserBuffer?: (buffer: Uint8Array) => void } | undefined;
  if (keys === undefined || typeof handle?.useUserBuffer !== 'function') return false;
  const onRead: OnRead = function (length) {
    const taken = isFlowing(this) ? take.call(this, shared.subarray(0, length)) : 0;
    return taken === length || this.push(Buffer.from(shared.subarray(taken, length)));
  };
  Object.assign(socket, { [keys.buffer]: shared, [keys.callback]: onRead });
  handle.useUserBuffer(shared);
  return true;
}

/** Whether whatever is read goes to one listener at once. */
function isFlowing(socket: TcpSocket): boolean {
  return socket.readableFlowing === true && socket.readableLength === 0 && socket.listenerCount('data') === 1;
}

/** The properties under which a socket keeps the option `onread`. */
function keysOfOnread(): { buffer: symbol; callback: symbol } | undefined {
  const callback = () => true;
  // Node's types have the option for `connect` only. The probe holds nothing that would have to be let go; to destroy it
  // while modules are loaded makes `process.nextTick` several times slower for the life of the process (Node 20).
  const options: object = { onread: { buffer: shared, callback } };
  const probe = new TcpSocket(options);
  const keyOf = (value: unknown) =>
    Object.getOwnPropertySymbols(probe).find(
      (key) => (probe as unknown as Record<symbol, unknown>)[key] === value,
    );
  const [buffer, callbackKey] = [keyOf(shared), keyOf(callback)];
  return buffer && callbackKey && { buffer, callback: callbackKey };
}
