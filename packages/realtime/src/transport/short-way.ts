/**
 * Writes Socket.IO's messages straight to the TCP socket, past Engine.IO's packet queue, when nothing is queued there.
 *
 * Every message that Socket.IO sends (an event, a broadcast of any adapter, an acknowledgement) passes through
 * `client.writeToEngine`; that is the one place where this file stands. The messages of one broadcast share one frame.
 * The order is the same on both ways: a message goes the short way only if no earlier one waits.
 *
 * What is used here and is not public API of Socket.IO is named in {@link Internals}; a test fails when a release
 * changes its shape, and {@link hasExpectedShape} then keeps to the ordinary way.
 *
 * @module
 */
import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';
import { textFrame } from './text-frame.ts';
import { tcpSocketOf } from './ws-engine.ts';

type EncodedPackets = (string | Buffer)[] & { [kFrame]?: Buffer };
type WriteToEngine = (this: Internals, encoded: EncodedPackets, options: { volatile?: boolean }) => void;

interface Internals {
  conn: {
    readyState: string;
    writeBuffer: { data?: { length: number } }[];
    transport: { name: string; writable: boolean; socket?: { readyState: number } };
  };
  writeToEngine: WriteToEngine;
  [kTcp]: TcpSocket | undefined;
  [kUnreadBytes]: number;
}

const kFrame = Symbol('WebSocket frame of a message');
const kTcp = Symbol('TCP socket of a client');
const kUnreadBytes = Symbol('bytes that may wait on the short way');

const MESSAGE = '4';
const WS_OPEN = 1;

/**
 * Gives the connection of `socket` the short way.
 *
 * @param unreadBytes the short way is not taken while more bytes than this wait to be read by the peer
 * @returns whether the connection has it; `false` when Socket.IO is not as expected
 */
export function takeShortWay(socket: Socket, unreadBytes: number): boolean {
  const client = socket.client as unknown as Internals;
  if (!hasExpectedShape(client)) return false;
  client[kTcp] = undefined;
  client[kUnreadBytes] = unreadBytes;
  client.writeToEngine = shortWriteToEngine;
  return true;
}

/** Whether all that {@link Internals} names is there. */
export function hasExpectedShape(client: unknown): boolean {
  const { conn, writeToEngine } = client as Partial<Internals>;
  return (
    typeof writeToEngine === 'function' &&
    typeof conn?.readyState === 'string' &&
    Array.isArray(conn.writeBuffer) &&
    typeof conn.transport?.name === 'string' &&
    typeof conn.transport.writable === 'boolean'
  );
}

/** Bytes that wait for the peer of `socket` to read: on the TCP socket, and before it in Engine.IO's queue. */
export function unreadBytesOf(socket: Socket): number {
  const client = socket.client as unknown as Internals;
  let unread = (client[kTcp] ?? findTcpSocket(client))?.writableLength ?? 0;
  for (const packet of client.conn.writeBuffer) unread += packet.data?.length ?? 0;
  return unread;
}

function shortWriteToEngine(this: Internals, encoded: EncodedPackets, options: { volatile?: boolean }): void {
  const tcp = this[kTcp] ?? findTcpSocket(this);
  if (tcp !== undefined && encoded.length === 1 && mayTakeShortWay(this, tcp)) {
    const text = encoded[0];
    if (typeof text === 'string') {
      encoded[kFrame] ??= textFrame(MESSAGE + text);
      tcp.write(encoded[kFrame]);
      return;
    }
  }
  const ordinaryWay: WriteToEngine = Object.getPrototypeOf(this).writeToEngine;
  ordinaryWay.call(this, encoded, options);
}

/** The one guard: an open WebSocket, nothing queued before, and a peer that reads. */
function mayTakeShortWay({ conn, [kUnreadBytes]: unreadBytes }: Internals, tcp: TcpSocket): boolean {
  return (
    conn.readyState === 'open' &&
    conn.writeBuffer.length === 0 &&
    conn.transport.socket?.readyState === WS_OPEN &&
    tcp.writableLength < unreadBytes
  );
}

function findTcpSocket(client: Internals): TcpSocket | undefined {
  const { transport } = client.conn;
  if (transport.name !== 'websocket' || transport.socket === undefined) return undefined;
  client[kTcp] = tcpSocketOf(transport.socket);
  return client[kTcp];
}
