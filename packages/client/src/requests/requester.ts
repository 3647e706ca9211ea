/** Sends requests while there is a connection, and keeps them in order while there is none. @module */
import { TelltaleError } from '@telltale/protocol';
import type { RawSocket } from '../connection/raw-socket.ts';
import { errors } from '../errors.ts';
import type { RequestHeaders } from '../socket-options.ts';
import { type JWR, toJwr } from './jwr.ts';
import { PendingRequest } from './pending-request.ts';
import { type CheckedRequest, checkHeaders, mergeHeaders } from './request-options.ts';

/** What holds for each request of a socket, read anew each time. */
export interface RequestDefaults {
  readonly headers?: RequestHeaders | undefined;
  readonly requestTimeout?: number | undefined;
  readonly maxQueuedRequests?: number | undefined;
}

/** The requests of one socket. */
export class Requester {
  readonly #defaults: RequestDefaults;
  readonly #getRaw: () => RawSocket | undefined;
  readonly #queue = new Set<PendingRequest>();
  readonly #inFlight = new Set<PendingRequest>();

  constructor(defaults: RequestDefaults, getRaw: () => RawSocket | undefined) {
    this.#defaults = defaults;
    this.#getRaw = getRaw;
  }

  /** Sends `request`, or queues it until {@link replay}. `onSettled` is called once, never before this returns. */
  add(request: CheckedRequest, onSettled: (response: JWR) => void): void {
    const timeout = request.timeout ?? this.#defaults.requestTimeout ?? 0;
    const pending = new PendingRequest(request, timeout, (response) => {
      this.#queue.delete(pending);
      this.#inFlight.delete(pending);
      onSettled(response);
    });
    if (request.signal?.aborted) return;
    const raw = this.#getRaw();
    if (raw?.connected) this.#send(pending, raw);
    else if (this.#queue.size < this.#limit) this.#queue.add(pending);
    else queueMicrotask(() => pending.fail(errors.E_REQUEST_QUEUE_FULL(request.url, this.#limit)));
  }

  /** Sends what waited, in the order in which it was asked. */
  replay(): void {
    for (const pending of this.#queue) {
      const raw = this.#getRaw();
      if (!raw?.connected) return;
      this.#queue.delete(pending);
      this.#send(pending, raw);
    }
  }

  /** Fails what was sent and not answered: it can't be known whether the server ran it, so it is not sent again. */
  abandonInFlight(): void {
    for (const pending of [...this.#inFlight]) {
      pending.fail(errors.E_REQUEST_DISCONNECTED(pending.request.url));
    }
  }

  get #limit(): number {
    return this.#defaults.maxQueuedRequests ?? 200;
  }

  #send(pending: PendingRequest, raw: RawSocket): void {
    const { method, url, data, headers } = pending.request;
    this.#inFlight.add(pending);
    try {
      checkHeaders(this.#defaults.headers);
      const message = { method, headers: mergeHeaders(this.#defaults.headers, headers), data, url };
      raw.emit(method, message, (acknowledgement: unknown) => pending.settle(toJwr(acknowledgement)));
    } catch (error) {
      queueMicrotask(() => pending.fail(toFailure(error)));
    }
  }
}

/** Cycles and BigInts come to light when the message is encoded. */
function toFailure(error: unknown): TelltaleError {
  if (error instanceof TelltaleError) return error;
  return errors.E_REQUEST_UNSENDABLE(error instanceof Error ? error.message : String(error));
}
