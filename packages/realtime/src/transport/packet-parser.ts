/**
 * Socket.IO's packet format, with raw replies and events written as they are, requests handed over as soon as they are read, and
 * attachments bounded.
 *
 * @module
 */
import { isRequestMethod, type RequestMethod } from '@telltale/protocol';
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import { Rate } from '../rate.ts';
import { RawEvent } from './raw-event.ts';
import { RawReply } from './raw-reply.ts';

/** Where the requests of one connection go. */
export interface RequestTaker {
  /** Whether the socket that the requests are of is there. */
  readonly isConnected: boolean;
  /** Takes a request that was read; `false` when it has to go the ordinary way through Socket.IO. */
  take(method: RequestMethod, message: unknown, id: number | undefined): boolean;
  /** Told before an event goes the ordinary way. */
  ordinaryWay(isRequest: boolean): void;
}

/** Bounds on the binary attachments of one message. */
export interface AttachmentBounds {
  /** How many a message may announce. */
  attachments: number;
  /** Milliseconds within which they have to arrive. */
  requestTimeout: number;
  /** Told why a connection is about to end. */
  onEnd(why: string): void;
}

/** The `parser` option of a Socket.IO server. */
export interface PacketParser {
  Encoder: typeof Encoder;
  Decoder: typeof Decoder;
}

/** Writes packets; acknowledgements of requests and notifications without walking or serialising them again. */
export class ReplyEncoder extends Encoder {
  override encode(packet: Packet | RawEvent): (string | Buffer)[] {
    if (packet instanceof RawEvent) return [packet.toText()];
    const reply: unknown = packet.type === PacketType.ACK ? packet.data?.[0] : undefined;
    if (!(reply instanceof RawReply)) return super.encode(packet);
    const namespace = packet.nsp === '/' ? '' : `${packet.nsp},`;
    return [`${PacketType.ACK}${namespace}${packet.id}[${reply.toText()}]`];
  }
}

const CONNECT = '0'.charCodeAt(0);
const EVENT = '2'.charCodeAt(0);
const BINARY_EVENT = '5'.charCodeAt(0);
const BINARY_ACK = '6'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
const NINE = '9'.charCodeAt(0);
const MOST_DIGITS = 15;

/** How often a second one connection may join namespaces, averaged over ten seconds: each time costs as much as many messages. */
const JOINS_PER_SECOND = 10;

/** Reads packets of one connection. */
export class RequestDecoder extends Decoder {
  /** Set once the connection has joined the default namespace. */
  requestTaker: RequestTaker | undefined;
  readonly #bounds: AttachmentBounds;
  #overdue: NodeJS.Timeout | undefined;
  #eventsOnTheirWay = false;
  /** What is kept of an idle connection has to be small: a measure there is from the second join on. */
  #joins: Rate | 'one' | undefined;

  constructor(bounds: AttachmentBounds) {
    super({ maxAttachments: bounds.attachments });
    this.#bounds = bounds;
  }

  override add(chunk: unknown): void {
    if (typeof chunk !== 'string') {
      // Perhaps the last attachment of an event, which now is on its way; the rest may have come in an earlier tick.
      this.#holdRequests();
      super.add(chunk);
      this.#stopWaiting();
      return;
    }
    const type = chunk.charCodeAt(0);
    if (type === EVENT) {
      if (this.#takeAsRequest(chunk)) return;
      this.#letEventsArrive(chunk);
    } else if (type === BINARY_EVENT) {
      this.#letEventsArrive(chunk);
    } else if (type === CONNECT && !this.#mayJoin()) {
      this.#bounds.onEnd(`it joined namespaces more than ${JOINS_PER_SECOND} times a second`);
      this.#closeConnection();
      return;
    }
    const isBinary = type === BINARY_EVENT || type === BINARY_ACK;
    const { attachments, onEnd } = this.#bounds;
    if (isBinary && Number.parseInt(chunk.slice(1), 10) > attachments)
      onEnd(`a message had more than ${attachments} attachments (limits.attachments)`);
    super.add(chunk);
    if (isBinary) this.#waitForAttachments();
  }

  override destroy(): void {
    this.requestTaker = undefined;
    clearTimeout(this.#overdue);
    super.destroy();
  }

  /** Reads `2<id>["<method>",<message>]`. Anything else is left to Socket.IO. */
  #takeAsRequest(chunk: string): boolean {
    if (this.requestTaker === undefined || this.#eventsOnTheirWay) return false;
    let start = 1;
    let id = 0;
    for (; start <= MOST_DIGITS; start += 1) {
      const code = chunk.charCodeAt(start);
      if (code < ZERO || code > NINE) break;
      id = id * 10 + (code - ZERO);
    }
    if (!chunk.startsWith('["', start)) return false;
    const method = chunk.slice(start + 2, chunk.indexOf('"', start + 2));
    if (!isRequestMethod(method)) return false;
    const packet = parse(start === 1 ? chunk.slice(1) : chunk.slice(start));
    if (!Array.isArray(packet) || packet.length > 2) return false;
    return this.requestTaker.take(method, packet[1], start === 1 ? undefined : id);
  }

  /** Socket.IO delivers an event a little later; requests that came after it must not overtake it. */
  #letEventsArrive(chunk: string): void {
    this.requestTaker?.ordinaryWay(namesRequest(chunk));
    this.#holdRequests();
  }

  #holdRequests(): void {
    if (this.#eventsOnTheirWay) return;
    this.#eventsOnTheirWay = true;
    setImmediate(() => {
      this.#eventsOnTheirWay = false;
    });
  }

  #waitForAttachments(): void {
    clearTimeout(this.#overdue);
    this.#overdue = setTimeout(() => {
      super.destroy();
      // Attachments were announced and never sent.
      this.#closeConnection();
    }, this.#bounds.requestTimeout).unref();
  }

  #mayJoin(): boolean {
    if (this.#joins === undefined) {
      this.#joins = 'one';
      return true;
    }
    const now = performance.now();
    if (this.#joins === 'one') this.#joins = new Rate(JOINS_PER_SECOND, now);
    return this.#joins.take(now) === 'within';
  }

  /** A packet that no client may send makes Socket.IO close the connection. */
  #closeConnection(): void {
    this.emitReserved('decoded', { type: PacketType.CONNECT_ERROR, nsp: '/' } as Packet);
  }

  #stopWaiting(): void {
    if ((this as unknown as { reconstructor?: unknown }).reconstructor) return;
    clearTimeout(this.#overdue);
    this.#overdue = undefined;
  }
}

/** Makes the parser of one server. */
export function packetParser(bounds: AttachmentBounds): PacketParser {
  class BoundedDecoder extends RequestDecoder {
    constructor() {
      super(bounds);
    }
  }
  return { Encoder: ReplyEncoder, Decoder: BoundedDecoder as unknown as typeof Decoder };
}

/** Whether the first string of the first list in an event is a method; anything else is no request. */
function namesRequest(chunk: string): boolean {
  const start = chunk.indexOf('[');
  return chunk[start + 1] === '"' && isRequestMethod(chunk.slice(start + 2, chunk.indexOf('"', start + 2)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
