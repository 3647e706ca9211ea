/**
 * A response as a stream: `res.write()`, `res.end()`, and what `stream.pipe(res)` and `pipeline(stream, res)` need.
 *
 * The pieces go through a stream that Fastify sends, so that `onSend` hooks (cookies, sessions, compression) hold for
 * them as for any other answer, on both transports.
 *
 * @module
 */
import { PassThrough } from 'node:stream';
import { kAnswered, kBodyStream, stateOf } from './http-state.ts';
import type { Response } from './response.ts';

type Listener = (...given: never[]) => void;

/** Events between the source of a pipe and its destination; the others tell about the response. */
const pipeEvents: ReadonlySet<string> = new Set(['pipe', 'unpipe', 'drain', 'error']);

export const streamMethods = {
  write(this: Response, chunk: string | Uint8Array, ...rest: unknown[]): boolean {
    const stream = bodyStream(this);
    if (!stateOf(this)[kAnswered]) this.send(stream);
    return stream.write(chunk, ...(rest as []));
  },

  end(this: Response, chunk?: string | Uint8Array | (() => void), ...rest: unknown[]): Response {
    const body = typeof chunk === 'function' ? undefined : chunk;
    const done = [chunk, ...rest].find((argument) => typeof argument === 'function') as
      | (() => void)
      | undefined;
    if (done !== undefined) this.raw.once('finish', done);
    const encoding = typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8';
    const stream = stateOf(this)[kBodyStream];
    if (stream === null || !stateOf(this)[kAnswered]) {
      if (typeof body === 'string' && !this.hasHeader('content-type')) this.type('text/plain');
      return this.send(typeof body === 'string' && encoding !== 'utf8' ? Buffer.from(body, encoding) : body);
    }
    if (body === undefined) stream.end();
    else stream.end(body, encoding);
    return this;
  },

  on(this: Response, event: string, listener: Listener): Response {
    emitterOf(this, event).on(event, listener as () => void);
    return this;
  },

  addListener(this: Response, event: string, listener: Listener): Response {
    return this.on(event, listener);
  },

  once(this: Response, event: string, listener: Listener): Response {
    emitterOf(this, event).once(event, listener as () => void);
    return this;
  },

  prependListener(this: Response, event: string, listener: Listener): Response {
    emitterOf(this, event).prependListener(event, listener as () => void);
    return this;
  },

  off(this: Response, event: string, listener: Listener): Response {
    emitterOf(this, event).off(event, listener as () => void);
    return this;
  },

  removeListener(this: Response, event: string, listener: Listener): Response {
    return this.off(event, listener);
  },

  listenerCount(this: Response, event: string): number {
    return emitterOf(this, event).listenerCount(event);
  },

  emit(this: Response, event: string, ...given: unknown[]): boolean {
    return emitterOf(this, event).emit(event, ...given);
  },
};

export const streamGetters = {
  headersSent(this: Response): boolean {
    return stateOf(this)[kAnswered] || this.raw.headersSent;
  },

  writableEnded(this: Response): boolean {
    const { [kAnswered]: answered, [kBodyStream]: stream } = stateOf(this);
    return stream === null ? answered || this.raw.writableEnded : stream.writableEnded;
  },
};

function emitterOf(res: Response, event: string): NodeJS.EventEmitter {
  return pipeEvents.has(event) ? bodyStream(res) : res.raw;
}

function bodyStream(res: Response): PassThrough {
  const state = stateOf(res);
  if (state[kBodyStream] === null) {
    state[kBodyStream] = new PassThrough();
    // The client may leave before the last piece; whoever writes then learns it from the callback of `write`.
    state[kBodyStream].on('error', () => {});
  }
  return state[kBodyStream];
}
