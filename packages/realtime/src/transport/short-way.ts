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
import type { Bundle } from './bundle.ts';
import { kWriteBundle } from './fan-out.ts';
import { ReplyEncoder, RequestDecoder, type RequestTaker } from './packet-parser.ts';
import {
  bytesWaiting,
  type CoalescingSocket,
  frameOf,
  settleDeferred,
  writeFrame,
  writeWholeBundle,
} from './write-coalescing.ts';
import { tcpSocketOf } from './ws-engine.ts';

type EncodedPackets = (string | Buffer)[];
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
    _events: Listeners;
  };
  decoder: unknown;
  ondata(data: string): void;
  writeToEngine: WriteToEngine;
  [kWriteBundle]?: (bundle: Bundle) => boolean;
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

/** The listeners of a Node.js emitter: none, one function, or a list. Counting them by method costs more than the rest. */
type Listeners = Record<string, unknown>;

/** What is used of Socket.IO's `Socket`. */
interface SocketInternals {
  _events: Listeners | undefined;
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

const kClient = Symbol('client that a transport reads for');

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
    settleDeferred();
    const text = encoded[0];
    const tcp = encoded.length === 1 ? freeTcpSocket(this, unreadBytes) : undefined;
    if (tcp === undefined || typeof text !== 'string') ordinaryWay(this, encoded, options);
    else writeFrame(tcp, frameOf(encoded, text), options === answerOptions);
  };
  const writeBundle = function (this: ClientInternals, bundle: Bundle): boolean {
    const tcp = freeTcpSocket(this, unreadBytes);
    if (tcp !== undefined) writeWholeBundle(tcp, bundle);
    return tcp !== undefined;
  };
  return (socket) => {
    const client = socket.client as unknown as ClientInternals;
    const asExpected = clientIsAsExpected(client);
    if (asExpected) {
      client.writeToEngine = writeToEngine;
      client[kWriteBundle] = writeBundle;
    }
    return asExpected;
  };
}

/** Where the messages of a socket go. */
export interface WaysIn {
  /** Takes each request that comes the short way. */
  receive: ReceiveRequest;
  /** Binds the requests to the socket's events; called once, when the first event goes the ordinary way. */
  listen(socket: Socket): void;
  /** Told of each event that is no request. */
  count(socket: Socket): void;
}

/**
 * Gives the requests of `socket` the short way in. A connection that has joined twice is ended: Socket.IO lets it, when
 * both joins come before the first is answered, and counts the first socket among the members of its rooms ever after.
 *
 * @returns whether they have it; `false` when Socket.IO is not as expected
 */
export function takeShortWayIn(socket: Socket, ways: WaysIn): boolean {
  const client = socket.client as unknown as ClientInternals;
  const { decoder } = client;
  if (!clientIsAsExpected(client) || !socketIsAsExpected(socket) || !(decoder instanceof RequestDecoder))
    return false;
  if (decoder.requestTaker?.isConnected) {
    socket.conn.close();
    return true;
  }
  decoder.requestTaker = new ShortWayIn(socket, ways);
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
    conn._events.packet === undefined &&
    typeof conn._events.data === 'function' &&
    conn._events.message === undefined
  );
}

class ShortWayIn implements RequestTaker {
  readonly #socket: Socket;
  readonly #ways: WaysIn;
  #listens = false;

  constructor(socket: Socket, ways: WaysIn) {
    this.#socket = socket;
    this.#ways = ways;
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  take(method: RequestMethod, message: unknown, id: number | undefined): boolean {
    const socket = this.#socket;
    if (!socket.connected || this.#isWatched(method)) return false;
    const client = socket.client as unknown as ClientInternals;
    this.#ways.receive(
      method,
      socket,
      message,
      id === undefined ? undefined : (answer) => acknowledge(client, id, answer),
    );
    return true;
  }

  ordinaryWay(isRequest: boolean): void {
    if (!isRequest) this.#ways.count(this.#socket);
    if (this.#listens) return;
    this.#listens = true;
    this.#ways.listen(this.#socket);
  }

  /** Whether the app has middleware or listeners of its own on the way. */
  #isWatched(method: RequestMethod): boolean {
    const { fns, _anyListeners, _events } = this.#socket as unknown as SocketInternals;
    if (fns.length > 0 || (_anyListeners !== undefined && _anyListeners.length > 0)) return true;
    const listeners = _events?.[method];
    return this.#listens ? typeof listeners !== 'function' : listeners !== undefined;
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
    typeof conn._events === 'object' &&
    conn.pingTimeoutTimer !== undefined &&
    typeof conn.hasRefreshedPingTimeout === 'boolean'
  );
}

/** Whether all that is used of a socket's internals is there. */
export function socketIsAsExpected(socket: unknown): boolean {
  const { fns, _anyListeners, _events } = socket as Partial<SocketInternals>;
  return (
    Array.isArray(fns) &&
    (_anyListeners === undefined || Array.isArray(_anyListeners)) &&
    (_events === undefined || typeof _events === 'object')
  );
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

/**
 * The one guard: the TCP socket under an open WebSocket, with nothing queued before and a peer that reads; `undefined`
 * where the ordinary way has to be taken.
 */
function freeTcpSocket({ conn }: ClientInternals, unreadBytes: number): CoalescingSocket | undefined {
  const webSocket = conn.transport.socket;
  if (webSocket === undefined || webSocket.readyState !== WS_OPEN) return undefined;
  if (conn.readyState !== 'open' || conn.writeBuffer.length > 0) return undefined;
  const tcp = tcpSocketOf(webSocket);
  return tcp !== undefined && bytesWaiting(tcp) < unreadBytes ? tcp : undefined;
}

function ordinaryWay(
  client: ClientInternals,
  encoded: EncodedPackets,
  options: { volatile?: boolean },
): void {
  const { writeToEngine }: ClientInternals = Object.getPrototypeOf(client);
  writeToEngine.call(client, encoded, options);
}
