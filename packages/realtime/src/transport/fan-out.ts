/**
 * Broadcasts that follow each other to the same members are handed over together: one look at each socket for all of
 * them, when the tick ends or when anything else is about to be written, whichever comes first.
 *
 * @module
 */
import type { Packet } from 'socket.io-parser';
import type { Bundle } from './bundle.ts';
import { frameOf, startBundle, writeLater } from './write-coalescing.ts';

/** An encoded packet, and the options that go with it to the engine. */
export interface Message {
  packet: Packet;
  encoded: (string | Buffer)[];
  options: { preEncoded: true; volatile?: boolean; compress?: boolean };
}

/** A socket that may hear a broadcast. */
export interface Member {
  readonly id: string;
  /** Listeners of `socket.onAnyOutgoing()`; not public API of Socket.IO, looked at so that nobody is told for nothing. */
  _anyOutgoingListeners?: unknown[];
  notifyOutgoingListeners(packet: Packet): void;
  client: {
    writeToEngine(encoded: Message['encoded'], options: object): void;
    /** Takes all frames at once, if the client has the short way and it is free. */
    [kWriteBundle]?: (bundle: Bundle) => boolean;
  };
}

export const kWriteBundle = Symbol('writes a bundle the short way');

/** Messages of more characters go out by themselves; what they share is small beside what they are. */
const MOST_TO_SHARE = 4_096;

let waiting: FanOut | undefined;

/**
 * Sends a message to all members.
 *
 * @param members the same array as long as the members are the same
 */
export function fanOut(members: readonly Member[], message: Message): void {
  if (waiting?.members === members && waiting.add(message)) return;
  const fresh = new FanOut(members);
  if (fresh.add(message)) {
    writeLater(fresh);
    waiting = fresh;
  } else {
    for (const member of members) tell(member, message);
  }
}

class FanOut {
  readonly members: readonly Member[];
  readonly #messages: Message[] = [];
  #bundle: Bundle = startBundle();

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  /** @returns whether the message can be shared */
  add(message: Message): boolean {
    const [text] = message.encoded;
    if (message.encoded.length !== 1 || typeof text !== 'string' || text.length > MOST_TO_SHARE) return false;
    this.#bundle = this.#bundle.with(frameOf(message.encoded, text));
    this.#messages.push(message);
    return true;
  }

  handOver(): void {
    if (waiting === this) waiting = undefined;
    const messages = this.#messages;
    const bundle = this.#bundle;
    for (const member of this.members) {
      if (!member.client[kWriteBundle]?.(bundle)) {
        for (const message of messages) tell(member, message);
      } else if (member._anyOutgoingListeners !== undefined) {
        for (const { packet } of messages) notify(member, packet);
      }
    }
  }
}

function tell(member: Member, { packet, encoded, options }: Message): void {
  notify(member, packet);
  member.client.writeToEngine(encoded, options);
}

/** What an app's listener on one socket throws must not keep the message from the others. */
function notify(member: Member, packet: Packet): void {
  try {
    member.notifyOutgoingListeners(packet);
  } catch (error) {
    process.emitWarning(
      error instanceof Error ? error : 'a listener of outgoing events threw what is no error',
    );
  }
}
