/** The raw request that Fastify sees for a socket message: an object where HTTP has a stream. @module */
import type { Position } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import type { HeaderBag } from './header-bag.ts';
import { RawEmitter } from './raw-emitter.ts';

/** Stands where `http.IncomingMessage` stands for HTTP. */
export class VirtualRequest extends RawEmitter {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderBag;
  /** The Socket.IO socket that sent the message. */
  readonly socket: Socket;
  /** What the message carries as `data`, already an object or an array. */
  readonly data: object;
  readonly httpVersion = '1.1';
  readonly httpVersionMajor = 1;
  readonly httpVersionMinor = 1;
  readonly complete = true;
  readonly readable = false;
  /** Where the notification log stood when the message arrived; `undefined` when that says nothing. */
  position: Position | undefined;
  /** Whether the request has subscribed its socket to notifications, so that its reply carries the position. */
  subscribed = false;
  aborted = false;
  destroyed = false;

  constructor(
    method: string,
    url: string,
    headers: HeaderBag,
    socket: Socket,
    data: object,
    position: Position | undefined,
  ) {
    super();
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.socket = socket;
    this.data = data;
    this.position = position;
  }

  get connection(): Socket {
    return this.socket;
  }

  get rawHeaders(): string[] {
    return Object.entries(this.headers).flat();
  }

  /** Tells whoever works on the request that its socket is gone, or its time is up. */
  abort(): void {
    if (this.destroyed) return;
    this.aborted = true;
    this.destroy();
  }

  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    if (this._eventsCount > 0) this.emit('close');
    return this;
  }

  /** A message is whole when it arrives, so there is nothing to pause, resume or time out. */
  resume(): this {
    return this;
  }

  pause(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }
}

/** The request that came over a socket behind what an app calls a request, if it is one. */
export function virtualRequestOf(request: unknown): VirtualRequest | undefined {
  const raw: unknown =
    typeof request === 'object' && request !== null ? Reflect.get(request, 'raw') : undefined;
  return raw instanceof VirtualRequest ? raw : undefined;
}
