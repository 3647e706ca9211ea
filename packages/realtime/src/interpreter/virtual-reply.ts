/** The raw reply that Fastify writes to for a socket message: it collects what goes into the acknowledgement. @module */
import { errors } from '../errors.ts';
import { RawEmitter } from './raw-emitter.ts';
import type { VirtualRequest } from './virtual-request.ts';

/** A header as Node takes it. */
export type HeaderValue = string | number | readonly string[];

/** The acknowledgement of a message, as Socket.IO hands it over. */
export type Acknowledge = (answer: unknown) => void;

/** Takes replies that have ended. */
export interface ReplySink {
  /** Bytes of body that a reply may have. */
  readonly replyBytes: number;
  /** Called once for each reply: when it has ended, or was destroyed. */
  deliver(reply: VirtualReply): void;
}

type Callback = () => void;

/** Headers by lower-case name, on an object that has no prototype to fall through to. */
class HeaderTable {
  [name: string]: HeaderValue;
}
Object.setPrototypeOf(HeaderTable.prototype, null);

const noHeaders = new HeaderTable();

/** Stands where `http.ServerResponse` stands for HTTP. */
export class VirtualReply extends RawEmitter {
  readonly req: VirtualRequest;
  statusCode = 200;
  statusMessage = '';
  headersSent = false;
  finished = false;
  writableEnded = false;
  writableFinished = false;
  destroyed = false;
  readonly writable = true;
  readonly writableLength = 0;
  sendDate = false;
  /** The JSON text that Fastify made of an object; set by the plugin's hooks, and trusted only if it is what is sent. */
  serialised: string | undefined = undefined;
  /** When the request came, in milliseconds of the monotonic clock. */
  readonly startedAt: number;
  #headers: HeaderTable | undefined = undefined;
  #body: string | Buffer | undefined = undefined;
  #chunks: Buffer[] | undefined = undefined;
  #bytes = 0;
  /** Absent when the client wants no answer. */
  readonly acknowledge: Acknowledge | undefined;
  readonly #sink: ReplySink;

  constructor(
    request: VirtualRequest,
    startedAt: number,
    acknowledge: Acknowledge | undefined,
    sink: ReplySink,
  ) {
    super();
    this.req = request;
    this.startedAt = startedAt;
    this.acknowledge = acknowledge;
    this.#sink = sink;
  }

  get socket(): VirtualRequest['socket'] {
    return this.req.socket;
  }

  get connection(): VirtualRequest['socket'] {
    return this.req.socket;
  }

  /** What was sent; `undefined` when nothing was. */
  get body(): string | Buffer | undefined {
    if (this.#chunks !== undefined) {
      this.#body = Buffer.concat(this.#chunks);
      this.#chunks = undefined;
    }
    return this.#body;
  }

  /** Whether the body grew over its bound, so that it can't be sent. */
  get tooLarge(): boolean {
    return this.#bytes > this.#sink.replyBytes;
  }

  /** The headers as they were set; not a copy. */
  get headerTable(): Readonly<HeaderTable> {
    return this.#headers ?? noHeaders;
  }

  setHeader(name: string, value: HeaderValue): this {
    this.#headers ??= new HeaderTable();
    this.#headers[name.toLowerCase()] = value;
    return this;
  }

  appendHeader(name: string, value: string | readonly string[]): this {
    const present = this.getHeader(name);
    const list = present === undefined ? [] : Array.isArray(present) ? present : [String(present)];
    return this.setHeader(name, [...list, ...(Array.isArray(value) ? value : [value as string])]);
  }

  getHeader(name: string): HeaderValue | undefined {
    return this.#headers?.[name.toLowerCase()];
  }

  getHeaders(): Record<string, HeaderValue> {
    return { ...this.#headers };
  }

  getHeaderNames(): string[] {
    return Object.keys(this.#headers ?? {});
  }

  hasHeader(name: string): boolean {
    return this.#headers !== undefined && name.toLowerCase() in this.#headers;
  }

  removeHeader(name: string): void {
    if (this.#headers !== undefined) delete this.#headers[name.toLowerCase()];
  }

  flushHeaders(): void {
    this.headersSent = true;
  }

  writeHead(
    statusCode: number,
    reason?: string | Record<string, HeaderValue>,
    headers?: Record<string, HeaderValue>,
  ): this {
    this.statusCode = statusCode;
    if (typeof reason === 'string') this.statusMessage = reason;
    const given = typeof reason === 'object' ? reason : headers;
    for (const name in given) this.setHeader(name, given[name] as HeaderValue);
    this.headersSent = true;
    return this;
  }

  write(chunk: string | Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    const done = typeof encoding === 'function' ? encoding : callback;
    if (!this.writableEnded && !this.destroyed) {
      this.headersSent = true;
      this.#append(chunk, typeof encoding === 'string' ? encoding : 'utf8');
    }
    if (done) process.nextTick(done);
    return true;
  }

  end(
    chunk?: string | Uint8Array | Callback | null,
    encoding?: BufferEncoding | Callback | null,
    callback?: Callback | null,
  ): this {
    if (this.writableEnded) return this;
    this.headersSent = true;
    this.finished = true;
    this.writableEnded = true;
    if (chunk != null && typeof chunk !== 'function') {
      this.#append(chunk, typeof encoding === 'string' ? encoding : 'utf8');
    }
    if (!this.destroyed) {
      this.writableFinished = true;
      this.#sink.deliver(this);
    }
    const done = [chunk, encoding, callback].find((argument) => typeof argument === 'function');
    if (done) process.nextTick(done);
    if (this._eventsCount > 0) {
      this.emit('finish');
      this.emit('close');
    }
    return this;
  }

  /** Ends the reply without an answer; the peer is gone, or a stream broke after its first bytes. */
  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    if (!this.writableEnded) {
      this.writableEnded = true;
      this.#sink.deliver(this);
    }
    if (this._eventsCount > 0) {
      if (error !== undefined && this.listenerCount('error') > 0) this.emit('error', error);
      this.emit('close');
    }
    return this;
  }

  cork(): void {}

  uncork(): void {}

  setTimeout(): this {
    return this;
  }

  #append(chunk: string | Uint8Array, encoding: BufferEncoding): void {
    if (this.req.method === 'HEAD') return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#sink.replyBytes) {
      this.#chunks = undefined;
      this.#body = undefined;
      if (!this.writableEnded) this.destroy(errors.E_REPLY_TOO_LARGE(this.#sink.replyBytes));
    } else if (this.#chunks !== undefined) {
      this.#chunks.push(toBuffer(chunk, encoding));
    } else if (this.#body !== undefined) {
      this.#chunks = [toBuffer(this.#body, 'utf8'), toBuffer(chunk, encoding)];
    } else {
      this.#body = typeof chunk === 'string' && encoding === 'utf8' ? chunk : toBuffer(chunk, encoding);
    }
  }
}

function toBuffer(chunk: string | Uint8Array, encoding: BufferEncoding): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, encoding);
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
}
