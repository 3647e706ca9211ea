/** Makes a step of a policy: it decides once, and what it does later changes nothing. @module */
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { Handler, Next } from '../routing/handler.ts';
import { isPromise } from '../routing/passage.ts';
import type { Policy } from './policy.ts';
import type { Waiting, WaitingPolicies } from './waiting-policies.ts';

/**
 * Wraps a policy, so that the action behind it runs at most once, and never for a request that was answered.
 *
 * @param name as messages call it
 */
export function policyStep(name: string, policy: Policy, waiting: WaitingPolicies): Handler {
  const step: Handler = (req, res, next) => new Decision(name, waiting, req, res, next).ask(policy);
  // Lists of routes name it.
  return Object.defineProperty(step, 'name', { value: name.replaceAll("'", '') });
}

/** One policy's decision over one request. */
class Decision implements Waiting {
  readonly policy: string;
  readonly req: Request;
  readonly res: Response;
  since = 0;
  readonly #waiting: WaitingPolicies;
  readonly #next: Next;
  #isOver = false;

  constructor(policy: string, waiting: WaitingPolicies, req: Request, res: Response, next: Next) {
    this.policy = policy;
    this.req = req;
    this.res = res;
    this.#waiting = waiting;
    this.#next = next;
  }

  ask(policy: Policy): void {
    try {
      const result = policy(this.req, this.res, this.#proceed);
      if (isPromise(result)) result.then(undefined, this.#failed);
    } catch (error) {
      this.#failed(error);
    }
    if (this.#isOver || this.res.headersSent || this.req.isSocket) return;
    this.since = performance.now();
    this.#waiting.add(this);
  }

  expire(): void {
    this.#isOver = true;
  }

  readonly #proceed: Next = (error) => {
    if (this.#isOver) return this.#complain('proceeded again, or too late');
    if (this.res.headersSent) return this.#complain('answered, and then proceeded');
    this.#end();
    if (this.#isTooLate()) this.#complain('proceeded too late');
    else this.#next(error);
  };

  readonly #failed = (error: unknown): void => {
    if (this.#isOver) {
      const { method, url, _sails } = this.req;
      _sails.log.error(`${method} ${url}: the policy ${this.policy} failed after it had decided:`, error);
      return;
    }
    this.#end();
    // Nothing but an error ends a request: thrown words must not pass for `proceed()` or `proceed('route')`.
    this.#next(
      typeof error === 'object' && error !== null
        ? error
        : new Error(`the policy ${this.policy} threw ${String(error)}`),
    );
  };

  #end(): void {
    this.#isOver = true;
    if (this.since > 0) this.#waiting.delete(this);
  }

  /** Whether the interpreter has given the request up, though its socket is still there. */
  #isTooLate(): boolean {
    const { isSocket, raw } = this.req;
    return isSocket && raw.aborted && Reflect.get(raw.socket, 'connected') === true;
  }

  #complain(what: string): void {
    const { method, url, _sails } = this.req;
    _sails.log.warn(`${method} ${url}: the policy ${this.policy} ${what}, which is left alone.`);
  }
}
