/** What a route may lead to, as an app writes it. @module */
import type { Handler, RouteOptions } from './handler.ts';

/** A target as an object: one of these keys says what to do, the rest are {@link RouteOptions}. */
export interface RouteTargetObject extends RouteOptions {
  /** Controller of the action, when `action` is only its name. */
  controller?: string;
  /** A handler, with options beside it. */
  fn?: Handler;
  /** An action or chain of handlers. */
  target?: RouteTarget;
  /** Where to send the client. */
  redirect?: string;
  /** Name of a response, as in `'notFound'`. */
  response?: string;
  /** Name of a policy; passes on when it allows. */
  policy?: string;
}

/**
 * A handler; an action (`'user/find'`, `'UserController.find'`); a place to redirect to (`'/home'`); an object; or a chain
 * of these.
 */
export type RouteTarget = Handler | string | RouteTargetObject | readonly RouteTarget[];
