/** One request on its way: it is settled exactly once, by an answer, a failure, its timeout or its signal. @module */
import { TelltaleError } from '@telltale/protocol';
import { errors } from '../errors.ts';
import { failedJwr, type JWR } from './jwr.ts';
import type { CheckedRequest } from './request-options.ts';
import { whenAborted } from './when-aborted.ts';

/** A request that waits for its turn or its answer. */
export class PendingRequest {
  readonly request: CheckedRequest;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #onSettled: ((response: JWR) => void) | undefined;
  #stopWaiting: (() => void) | undefined;

  /**
   * @param timeout milliseconds; 0 waits for ever
   * @param onSettled called once
   */
  constructor(request: CheckedRequest, timeout: number, onSettled: (response: JWR) => void) {
    this.request = request;
    this.#onSettled = onSettled;
    if (timeout > 0 && timeout < 2 ** 31) {
      this.#timer = setTimeout(() => this.fail(errors.E_REQUEST_TIMEOUT(request.url, timeout)), timeout);
    }
    if (request.signal) this.#stopWaiting = whenAborted(request.signal, this.#abort);
    if (request.signal?.aborted) queueMicrotask(this.#abort);
  }

  settle(response: JWR): void {
    const onSettled = this.#onSettled;
    if (!onSettled) return;
    this.#onSettled = undefined;
    clearTimeout(this.#timer);
    this.#stopWaiting?.();
    onSettled(response);
  }

  fail(failure: TelltaleError): void {
    this.settle(failedJwr(failure));
  }

  readonly #abort = (): void => {
    const { code, status, message } = errors.E_REQUEST_ABORTED(this.request.url);
    this.fail(new TelltaleError(code, status, message, { cause: this.request.signal?.reason }));
  };
}
