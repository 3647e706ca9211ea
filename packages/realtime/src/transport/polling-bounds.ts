/** Bounds the packets in one body of long polling: hundreds of thousands fit into the bytes that a message may have. @module */
import type { Server } from 'socket.io';
import type { Limits } from '../limits.ts';

/** What is used of Engine.IO's transport. */
interface Polling {
  readonly name: string;
  readonly protocol: number;
  onData(data: string | Buffer): void;
  onError(message: string): void;
}

/** What stands between the packets of a body in the protocol of today. */
const separator = '\x1e';
/** What ends the length of a packet in binary bodies of the older one. */
const endOfLength = 255;

/** Ends the connections of clients whose body holds more packets than the messages of a second, with their attachments, can have. */
export function boundPolling(io: Server, { messagesPerSecond, attachments }: Limits): void {
  const most = messagesPerSecond * (1 + attachments);
  io.engine.on('connection', ({ transport }: { transport: Polling }) => {
    if (transport.name !== 'polling') return;
    const { onData, protocol } = transport;
    const next = protocol === 3 ? afterOldPacket : afterPacket;
    transport.onData = function (data) {
      // Before they are taken apart, which alone would take long.
      if (isAbove(data, most, next)) this.onError('too many packets');
      else onData.call(this, data);
    };
  });
}

/** Where the packet after this one begins; -1 when there is none, or nobody could tell. */
type Next = (data: string | Buffer, at: number) => number;

function isAbove(data: string | Buffer, most: number, next: Next): boolean {
  let at = 0;
  for (let count = 0; count < most; count += 1) {
    at = next(data, at);
    if (at < 0 || at >= data.length) return false;
  }
  return true;
}

function afterPacket(data: string | Buffer, at: number): number {
  const end = data.indexOf(separator, at);
  return end < 0 ? -1 : end + 1;
}

/** The older protocol writes the length of a packet before it: `'2:40'`, or in bytes its kind, the digits, 255. */
function afterOldPacket(data: string | Buffer, at: number): number {
  const isText = typeof data === 'string';
  const end = isText ? data.indexOf(':', at) : data.indexOf(endOfLength, at);
  // What is malformed ends the connection when it is taken apart.
  if (end < 0 || end - at > 10) return -1;
  const digits = isText ? data.slice(at, end) : data.subarray(at + 1, end).join('');
  return /^\d+$/.test(digits) ? end + 1 + Number(digits) : -1;
}
