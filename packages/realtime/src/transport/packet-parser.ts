/** Socket.IO's packet format, with raw replies written as they are and attachments bounded. @module */
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import { RawReply } from './raw-reply.ts';

class ReplyEncoder extends Encoder {
  override encode(packet: Packet): (string | Buffer)[] {
    const reply: unknown = packet.type === PacketType.ACK ? packet.data?.[0] : undefined;
    if (reply instanceof RawReply) {
      const namespace = packet.nsp === '/' ? '' : `${packet.nsp},`;
      return [`${PacketType.ACK}${namespace}${packet.id}[${reply.toText()}]`];
    }
    return super.encode(packet);
  }
}

/** The `parser` option of a Socket.IO server. */
export interface PacketParser {
  Encoder: typeof Encoder;
  Decoder: typeof Decoder;
}

/** Bounds on the binary attachments of one message. */
export interface AttachmentBounds {
  /** How many a message may announce. */
  attachments: number;
  /** Milliseconds within which they have to arrive. */
  requestTimeout: number;
}

/** Makes the parser of one server. */
export function packetParser({ attachments, requestTimeout }: AttachmentBounds): PacketParser {
  class BoundedDecoder extends Decoder {
    #overdue: NodeJS.Timeout | undefined;

    constructor() {
      super({ maxAttachments: attachments });
    }

    override add(chunk: unknown): void {
      super.add(chunk);
      if (typeof chunk !== 'string') this.#settle();
      else if (chunk.charCodeAt(0) === BINARY_EVENT || chunk.charCodeAt(0) === BINARY_ACK) this.#await();
    }

    override destroy(): void {
      this.#settle();
      super.destroy();
    }

    #await(): void {
      clearTimeout(this.#overdue);
      this.#overdue = setTimeout(() => {
        // Attachments were announced and never sent. A packet that no client may send makes the connection close.
        super.destroy();
        this.emitReserved('decoded', { type: PacketType.CONNECT_ERROR, nsp: '/' } as Packet);
      }, requestTimeout).unref();
    }

    #settle(): void {
      if (this.#overdue === undefined || this.#isReconstructing()) return;
      clearTimeout(this.#overdue);
      this.#overdue = undefined;
    }

    #isReconstructing(): boolean {
      return Boolean((this as unknown as { reconstructor?: unknown }).reconstructor);
    }
  }
  return { Encoder: ReplyEncoder, Decoder: BoundedDecoder as unknown as typeof Decoder };
}

const BINARY_EVENT = '5'.charCodeAt(0);
const BINARY_ACK = '6'.charCodeAt(0);
