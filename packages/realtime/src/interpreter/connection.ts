/** What the server keeps of one socket between its requests. @module */
import type { Socket } from 'socket.io';
import type { Rate } from '../rate.ts';
import type { Held } from './backlog.ts';
import { CookieJar } from './cookie-jar.ts';
import type { HeaderBag } from './header-bag.ts';
import type { VirtualReply } from './virtual-reply.ts';

/** Headers of the handshake that stand for the whole life of a socket. */
const kept = [
  'host',
  'origin',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'nosession',
] as const;

/**
 * With an `onTimeout` hook, Fastify listens to `timeout` of a request's socket, and keeps the last request there. On a
 * Socket.IO socket that would be an event which any client can send. What it finds here tells it that it listens already.
 */
const noTimeout: PropertyDescriptor = { get: () => ({}), set() {} };

/** One socket's cookies, address, pace and unanswered requests. */
export class Connection {
  readonly socket: Socket;
  readonly cookies: CookieJar;
  readonly rate: Rate;
  /** Requests that wait for an answer. */
  readonly pending = new Set<VirtualReply>();
  /** Characters or bytes of the answers since it was last asked how much is unread. */
  answered = 0;
  /** Requests that wait until the client reads; `undefined` when none has to. */
  held: Held[] | undefined;
  /** Why this client's requests are refused; `undefined` when its version is fine. */
  readonly refusal: string | undefined;
  readonly #fromHandshake: [name: string, value: string][];

  constructor(socket: Socket, rate: Rate, refusal: string | undefined) {
    const { headers, query, address, secure } = socket.handshake;
    this.socket = socket;
    // What Fastify asks a request's socket for, to know the client's address and the protocol.
    Object.assign(socket, { remoteAddress: address, encrypted: secure });
    Object.defineProperty(socket, '_meta', noTimeout);
    this.rate = rate;
    this.refusal = refusal;
    this.cookies = new CookieJar(headers.cookie);
    this.#fromHandshake = [];
    for (const name of kept) {
      const value = headers[name];
      if (typeof value === 'string') this.#fromHandshake.push([name, value]);
    }
    if (headers.nosession === undefined && query.nosession) this.#fromHandshake.push(['nosession', 'true']);
  }

  /** Puts what the handshake settled over what a message asked for. */
  settleHeaders(bag: HeaderBag): HeaderBag {
    for (const [name, value] of this.#fromHandshake) bag[name] = value;
    const cookie = this.cookies.header;
    if (cookie !== undefined) bag.cookie = cookie;
    return bag;
  }
}
