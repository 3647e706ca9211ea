/** The raw reply that Fastify writes to for a socket message: it collects what goes into the acknowledgement. @module */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { describe } from '../describe.ts';
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
type GivenHeaders = Record<string, HeaderValue> | readonly unknown[];

/** Headers by lower-case name, on an object that has no prototype to fall through to. */
class HeaderTable {
  [name: string]: HeaderValue;
}
Object.setPrototypeOf(HeaderTable.prototype, null);
// Else `constructor` would count as a header that is set.
Reflect.deleteProperty(HeaderTable.prototype, 'constructor');

const noHeaders = new HeaderTable();

/** Names that need no look whether they are names: most replies have no others. */
const common: ReadonlySet<string> = new Set(['content-type', 'content-length']);

/** UTF-16 code units have at most this many bytes in UTF-8. */
const MOST_BYTES_PER_UNIT = 3;

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

  /** How long the body is: in bytes, or in characters where nobody needed to know exactly. */
  get length(): number {
    return this.#bytes;
  }

  /** Whether the body grew over its bound, so that it can't be sent. */
  get tooLarge(): boolean {
    return this.#bytes > this.#sink.replyBytes;
  }

  /** The headers as they were set; not a copy. */
  get headerTable(): Readonly<HeaderTable> {
    return this.#headers ?? noHeaders;
  }

  /** @throws as Node does when name or value can't travel in a header, or the headers have been sent */
  setHeader(name: string, value: HeaderValue): this {
    this.#mayChangeHeaders('set');
    this.#headers = withHeader(this.#headers ?? new HeaderTable(), name, value);
    return this;
  }

  setHeaders(headers: Headers | ReadonlyMap<string, HeaderValue>): this {
    for (const [name, value] of headers) {
      if (name === 'set-cookie') this.appendHeader(name, value as string);
      else this.setHeader(name, value);
    }
    return this;
  }

  appendHeader(name: string, value: string | readonly string[]): this {
    const present = this.getHeader(name);
    if (present === undefined) return this.setHeader(name, value);
    const list = Array.isArray(present) ? present : [String(present)];
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
    this.#mayChangeHeaders('remove');
    if (this.#headers !== undefined) delete this.#headers[name.toLowerCase()];
  }

  flushHeaders(): void {
    this.headersSent = true;
  }

  /** @param headers an object, or names and values in turn */
  writeHead(statusCode: number, reason?: string | GivenHeaders, headers?: GivenHeaders): this {
    this.#mayChangeHeaders('write');
    this.statusCode = statusCode;
    if (typeof reason === 'string') this.statusMessage = reason;
    const given = typeof reason === 'object' ? reason : headers;
    if (Array.isArray(given)) this.#setPairs(given);
    else this.#setAll(given as Record<string, HeaderValue> | undefined);
    this.#sendHead();
    return this;
  }

  /** A message that is sent whole has no early part. */
  writeEarlyHints(_hints: object, callback?: Callback): void {
    if (callback) process.nextTick(callback);
  }

  writeContinue(callback?: Callback): void {
    if (callback) process.nextTick(callback);
  }

  writeProcessing(): void {}

  /** An acknowledgement has one place for headers, and it is written last; so trailers go there. */
  addTrailers(trailers: Record<string, string>): void {
    this.#setAll(trailers);
  }

  write(chunk: string | Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    const done = typeof encoding === 'function' ? encoding : callback;
    if (!this.writableEnded && !this.destroyed) {
      checkChunk(chunk);
      this.#sendHead();
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
    const last = typeof chunk === 'function' || chunk == null ? undefined : chunk;
    if (last !== undefined) checkChunk(last);
    this.#sendHead();
    if (last !== undefined) this.#append(last, typeof encoding === 'string' ? encoding : 'utf8');
    this.finished = true;
    this.writableEnded = true;
    if (!this.destroyed) {
      this.writableFinished = true;
      this.#sink.deliver(this);
    }
    const done = typeof chunk === 'function' ? chunk : typeof encoding === 'function' ? encoding : callback;
    if (done) process.nextTick(done);
    if (this._eventsCount > 0 && !this.destroyed) {
      this.emit('finish');
      this.emit('close');
    }
    return this;
  }

  /** Ends the reply without an answer; the peer is gone, or a stream broke after its first bytes. */
  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    if (!this.writableEnded) this.#sink.deliver(this);
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

  #mayChangeHeaders(what: string): void {
    if (!this.headersSent) return;
    const error = new Error(`Cannot ${what} headers after they are sent to the client`);
    throw Object.assign(error, { code: 'ERR_HTTP_HEADERS_SENT' });
  }

  #sendHead(): void {
    if (this.headersSent) return;
    const { statusCode } = this;
    if (!(Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 999)) {
      this.statusCode = 500;
      const error = new RangeError(`Invalid status code: ${String(statusCode)}`);
      throw Object.assign(error, { code: 'ERR_HTTP_INVALID_STATUS_CODE' });
    }
    this.headersSent = true;
  }

  #setAll(given: Record<string, HeaderValue> | undefined): void {
    const table = this.#headers ?? new HeaderTable();
    for (const name in given) {
      if (Object.hasOwn(given, name)) withHeader(table, name, given[name] as HeaderValue);
    }
    this.#headers = table;
  }

  #setPairs(given: readonly unknown[]): void {
    const flat = given.flat() as string[];
    for (let index = 0; index + 1 < flat.length; index += 2) {
      this.appendHeader(flat[index] as string, flat[index + 1] as string);
    }
  }

  #append(chunk: string | Uint8Array, encoding: BufferEncoding): void {
    const { statusCode } = this;
    if (this.req.method === 'HEAD' || statusCode === 204 || statusCode === 304 || statusCode < 200) return;
    this.#bytes += this.#sizeOf(chunk, encoding);
    if (this.#bytes > this.#sink.replyBytes) {
      this.#chunks = undefined;
      this.#body = undefined;
      this.destroy(errors.E_REPLY_TOO_LARGE(this.#sink.replyBytes));
    } else if (this.#chunks !== undefined) {
      this.#chunks.push(toBuffer(chunk, encoding));
    } else if (this.#body !== undefined) {
      this.#chunks = [toBuffer(this.#body, 'utf8'), toBuffer(chunk, encoding)];
    } else {
      this.#body = typeof chunk === 'string' && isUtf8(encoding) ? chunk : toBuffer(chunk, encoding);
    }
  }

  #sizeOf(chunk: string | Uint8Array, encoding: BufferEncoding): number {
    if (typeof chunk !== 'string') return chunk.length;
    // Counting costs; a string far from the bound need not be counted exactly.
    const most = chunk.length * MOST_BYTES_PER_UNIT;
    return this.#bytes + most <= this.#sink.replyBytes ? chunk.length : Buffer.byteLength(chunk, encoding);
  }
}

/** @throws as Node does when name or value can't travel in a header */
function withHeader(table: HeaderTable, name: string, value: HeaderValue): HeaderTable {
  if (!common.has(name)) validateHeaderName(name);
  validateHeaderValue(name, value as string);
  table[name.toLowerCase()] = value;
  return table;
}

/** @throws as Node does when a chunk is neither text nor bytes */
function checkChunk(chunk: unknown): void {
  if (typeof chunk === 'string' || chunk instanceof Uint8Array) return;
  const error = new TypeError(`The "chunk" of a reply is a string or a Uint8Array; got ${describe(chunk)}`);
  throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

function isUtf8(encoding: string): boolean {
  return encoding === 'utf8' || encoding === 'utf-8';
}

function toBuffer(chunk: string | Uint8Array, encoding: BufferEncoding): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, encoding);
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
}
