/** The error of a request that was answered with a failure, or not at all. @module */
import { TelltaleError } from '@telltale/protocol';
import type { JWR } from './jwr.ts';

/**
 * What `await socket.get(…)` throws when the status is below 200, or 400 and above. `code` is `'E_RESPONSE'` when a
 * server answered; otherwise it says why none did (`status` is 0), and `cause` is the reason of an abort.
 *
 * @example
 * try {
 *   await socket.get('/secret');
 * } catch (error) {
 *   if (error instanceof ResponseError && error.status === 403) console.log(error.response.body);
 *   else throw error;
 * }
 */
export class ResponseError<Body = unknown> extends TelltaleError {
  /** The whole response, as a callback gets it. */
  declare readonly response: JWR<Body>;

  constructor(code: string, message: string, response: JWR<Body>, options?: ErrorOptions) {
    super(code, response.statusCode, message, options);
    this.name = 'ResponseError';
    // Not enumerable: response and error point at each other, and either may be logged or serialised.
    Object.defineProperty(this, 'response', { value: response });
  }
}
