/** The way of one request through the routes that match it. @module */

import { errors } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { RequestPath } from './request-path.ts';
import type { Route, RouteStep } from './route.ts';

/** Who hears how a passage goes. */
export interface PassageListener {
  /** A route matched; its steps are next. */
  entered(req: Request, res: Response): void;
  /** No route matched, or each passed on. */
  unmatched(req: Request, res: Response, path: RequestPath): void;
  /** A step threw, rejected or passed on an error. */
  failed(req: Request, res: Response, error: unknown): void;
}

/** Runs the steps of each matching route in turn; `next()` goes on, an error ends it. */
export class Passage {
  readonly #req: Request;
  readonly #res: Response;
  readonly #path: RequestPath;
  readonly #routes: readonly Route[];
  readonly #listener: PassageListener;
  #route = 0;
  #steps: readonly RouteStep[] = [];
  #step = 0;

  constructor(
    req: Request,
    res: Response,
    path: RequestPath,
    routes: readonly Route[],
    listener: PassageListener,
  ) {
    this.#req = req;
    this.#res = res;
    this.#path = path;
    this.#routes = routes;
    this.#listener = listener;
  }

  /** Runs the next step, be it of this route or of the next one that matches. */
  advance(): void {
    const step = this.#steps[this.#step];
    if (step !== undefined) {
      this.#step += 1;
      this.#run(step);
    } else if (this.#enterNextRoute()) {
      this.advance();
    } else {
      this.#listener.unmatched(this.#req, this.#res, this.#path);
    }
  }

  #enterNextRoute(): boolean {
    while (this.#route < this.#routes.length) {
      const route = this.#routes[this.#route++]!;
      const params = route.pattern.match(this.#path);
      if (params === undefined || isSkipped(route, this.#path)) continue;
      this.#req.params = params;
      this.#req.options = route.ownOptions();
      this.#steps = route.steps();
      this.#step = 0;
      this.#listener.entered(this.#req, this.#res);
      return true;
    }
    return false;
  }

  #run(step: RouteStep): void {
    let passedOn = false;
    const next = (error?: unknown): void => {
      if (passedOn) return;
      passedOn = true;
      if (error === 'route') {
        this.#step = this.#steps.length;
        this.advance();
      } else if (error !== undefined && error !== null) this.#fail(error);
      else if (step.action !== undefined) this.#fail(errors.E_ACTION_NEXT(step.action));
      else this.advance();
    };
    try {
      const result = step.run(this.#req, this.#res, next);
      if (isPromise(result)) result.then(undefined, (error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#listener.failed(this.#req, this.#res, error);
  }
}

/** A reply is thenable too, but settles only when it is sent: promises alone are waited for. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    value instanceof Promise ||
    (typeof value === 'object' &&
      value !== null &&
      'catch' in value &&
      typeof Reflect.get(value, 'then') === 'function')
  );
}

/** Whether a route leaves a path alone that it matches. */
export function isSkipped(route: Route, path: RequestPath): boolean {
  if (route.skipAssets && path.segments.at(-1)?.includes('.')) return true;
  return route.skip.length > 0 && route.skip.some((expression) => expression.test(path.text));
}
