/**
 * The short ways between Socket.IO's API and the TCP socket.
 *
 * Out: every message that Socket.IO sends (an event, a broadcast of any adapter, an acknowledgement) passes through
 * `client.writeToEngine`; that is the one place where this file stands. A message goes straight to the TCP socket when
 * no earlier one waits in Engine.IO's queue, so the order is the same on both ways. The messages of one broadcast share
 * one frame.
 *
 * In: a request is handed to the interpreter as soon as it is read, past Socket.IO's two ticks of delay and its
 * listeners, unless the app has put middleware or listeners of its own on the way.
 *
 * What is used here and is not public API of Socket.IO is named in {@link ClientInternals} and {@link SocketInternals}; a
 * test fails when a release changes its shape, and the ordinary way is taken then.
 *
 * @module
 */
import type { RequestMethod } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import { PacketType } from 'socket.io-parser';
import { ReplyEncoder, RequestDecoder, type RequestTaker } from './packet-parser.ts';
import { textFrame } from './text-frame.ts';
import { bytesWaiting, type CoalescingSocket, writeFrame } from './write-coalescing.ts';
import { tcpSocketOf } from './ws-engine.ts';

type EncodedPackets = (string | Buffer)[] & { [kFrame]?: Buffer };
type WriteToEngine = (
  this: ClientInternals,
  encoded: EncodedPackets,
  options: { volatile?: boolean },
) => void;

/** What is used of Socket.IO's `Client`, the connection under a socket. */
interface ClientInternals {
  conn: {
    readyState: string;
    writeBuffer: { data?: { length: number } }[];
    transport: TransportInternals;
    pingTimeoutTimer: unknown;
    hasRefreshedPingTimeout: boolean;
    listenerCount(event: string): number;
  };
  decoder: unknown;
  ondata(data: string): void;
  writeToEngine: WriteToEngine;
}

/** What is used of Engine.IO's `Transport`, which reads packets and writes them. */
interface TransportInternals {
  name: string;
  writable: boolean;
  socket?: { readyState: number };
  onPacket(packet: EnginePacket): void;
  [kClient]?: ClientInternals;
}

interface EnginePacket {
  type: string;
  data?: unknown;
}

/** What is used of Socket.IO's `Socket`. */
interface SocketInternals {
  /** Middleware of `socket.use()`. */
  fns: unknown[];
  _anyListeners?: unknown[];
}

/** Takes a request of `socket`; `acknowledge` is absent when the client wants no answer. */
export type ReceiveRequest = (
  method: RequestMethod,
  socket: Socket,
  message: unknown,
  acknowledge: ((answer: unknown) => void) | undefined,
) => void;

const kFrame = Symbol('WebSocket frame of a message');
const kClient = Symbol('client that a transport reads for');

const MESSAGE = '4';
const WS_OPEN = 1;
const encoder = new ReplyEncoder();
/** The options of an acknowledgement; their identity marks it. */
const answerOptions = {};
const noWebSocket = {};

/**
 * Makes the function that gives a socket the short way out, and says whether it has it: `false` when Socket.IO is not as
 * expected.
 *
 * @param unreadBytes the short way is not taken while more bytes than this wait to be read by the peer
 */
export function shortWayOut(unreadBytes: number): (socket: Socket) => boolean {
  const writeToEngine: WriteToEngine = function (encoded, options) {
    const text = encoded[0];
    const tcp = tcpSocketOf(this.conn.transport.socket ?? noWebSocket);
    if (tcp === undefined || typeof text !== 'string' || !mayTakeShortWay(this, encoded, tcp, unreadBytes)) {
      ordinaryWay(this, encoded, options);
      return;
    }
    encoded[kFrame] ??= textFrame(MESSAGE + text);
    writeFrame(tcp, encoded[kFrame], options === answerOptions);
  };
  return (socket) => {
    const client = socket.client as unknown as ClientInternals;
    const asExpected = clientIsAsExpected(client);
    if (asExpected) client.writeToEngine = writeToEngine;
    return asExpected;
  };
}

/**
 * Gives the requests of `socket` the short way in.
 *
 * @param receive takes each request
 * @param listen binds the requests to the socket's events; called once, when the first event goes the ordinary way
 * @returns whether they have it; `false` when Socket.IO is not as expected
 */
export function takeShortWayIn(
  socket: Socket,
  receive: ReceiveRequest,
  listen: (socket: Socket) => void,
): boolean {
  const client = socket.client as unknown as ClientInternals;
  const { decoder } = client;
  if (!clientIsAsExpected(client) || !socketIsAsExpected(socket) || !(decoder instanceof RequestDecoder))
    return false;
  decoder.requestTaker = new ShortWayIn(socket, receive, listen);
  const { transport } = client.conn;
  transport[kClient] = client;
  transport.onPacket = shortOnPacket;
  return true;
}

/** Hands a message to the decoder, past the events of Engine.IO that nobody listens to. */
function shortOnPacket(this: TransportInternals, packet: EnginePacket): void {
  const client = this[kClient] as ClientInternals;
  const { data } = packet;
  if (packet.type === 'message' && typeof data === 'string' && isUnobserved(client.conn, this))
    client.ondata(data);
  else Object.getPrototypeOf(this).onPacket.call(this, packet);
}

/** Whether a message means nothing to Engine.IO but to be handed on. */
function isUnobserved(conn: ClientInternals['conn'], transport: TransportInternals): boolean {
  return (
    conn.readyState === 'open' &&
    conn.transport === transport &&
    (conn.pingTimeoutTimer === null || conn.hasRefreshedPingTimeout) &&
    conn.listenerCount('packet') === 0 &&
    conn.listenerCount('data') === 1 &&
    conn.listenerCount('message') === 0
  );
}

class ShortWayIn implements RequestTaker {
  readonly #socket: Socket;
  readonly #receive: ReceiveRequest;
  readonly #listen: (socket: Socket) => void;
  #listens = false;

  constructor(socket: Socket, receive: ReceiveRequest, listen: (socket: Socket) => void) {
    this.#socket = socket;
    this.#receive = receive;
    this.#listen = listen;
  }

  take(method: RequestMethod, message: unknown, id: number | undefined): boolean {
    const socket = this.#socket;
    if (!socket.connected || this.#isWatched(method)) return false;
    const client = socket.client as unknown as ClientInternals;
    this.#receive(
      method,
      socket,
      message,
      id === undefined ? undefined : (answer) => acknowledge(client, id, answer),
    );
    return true;
  }

  ordinaryWay(): void {
    if (this.#listens) return;
    this.#listens = true;
    this.#listen(this.#socket);
  }

  /** Whether the app has middleware or listeners of its own on the way. */
  #isWatched(method: RequestMethod): boolean {
    const { fns, _anyListeners } = this.#socket as unknown as SocketInternals;
    const ours = this.#listens ? 1 : 0;
    return fns.length > 0 || (_anyListeners?.length ?? 0) > 0 || this.#socket.listenerCount(method) > ours;
  }
}

/** Whether all that is used of a client's internals is there. */
export function clientIsAsExpected(client: unknown): boolean {
  const { conn, writeToEngine, ondata } = client as Partial<ClientInternals>;
  return (
    typeof writeToEngine === 'function' &&
    typeof ondata === 'function' &&
    typeof conn?.readyState === 'string' &&
    Array.isArray(conn.writeBuffer) &&
    typeof conn.transport?.name === 'string' &&
    typeof conn.transport.writable === 'boolean' &&
    typeof conn.transport.onPacket === 'function' &&
    conn.pingTimeoutTimer !== undefined &&
    typeof conn.hasRefreshedPingTimeout === 'boolean'
  );
}

/** Whether all that is used of a socket's internals is there. */
export function socketIsAsExpected(socket: unknown): boolean {
  const { fns, _anyListeners } = socket as Partial<SocketInternals>;
  return Array.isArray(fns) && (_anyListeners === undefined || Array.isArray(_anyListeners));
}

function acknowledge(client: ClientInternals, id: number, answer: unknown): void {
  if (client.conn.readyState !== 'open') return;
  client.writeToEngine(encoder.encode({ type: PacketType.ACK, nsp: '/', id, data: [answer] }), answerOptions);
}

/** Bytes that wait for the peer of `socket` to read: on the TCP socket, and before it in Engine.IO's queue. */
export function unreadBytesOf(socket: Socket): number {
  const { conn } = socket.client as unknown as ClientInternals;
  const tcp = tcpSocketOf(conn.transport.socket ?? noWebSocket);
  let unread = tcp === undefined ? 0 : bytesWaiting(tcp);
  for (const packet of conn.writeBuffer) unread += packet.data?.length ?? 0;
  return unread;
}

/** The one guard: one text message, an open WebSocket, nothing queued before, and a peer that reads. */
function mayTakeShortWay(
  { conn }: ClientInternals,
  encoded: EncodedPackets,
  tcp: CoalescingSocket,
  unreadBytes: number,
): boolean {
  return (
    encoded.length === 1 &&
    conn.readyState === 'open' &&
    conn.writeBuffer.length === 0 &&
    conn.transport.socket?.readyState === WS_OPEN &&
    bytesWaiting(tcp) < unreadBytes
  );
}

function ordinaryWay(
  client: ClientInternals,
  encoded: EncodedPackets,
  options: { volatile?: boolean },
): void {
  const { writeToEngine }: ClientInternals = Object.getPrototypeOf(client);
  writeToEngine.call(client, encoded, options);
}
