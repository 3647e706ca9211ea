/**
 * Fastify's own methods and getters, under those of the framework.
 *
 * Fastify builds one prototype for each encapsulated context. The framework's methods stand on the prototype of its own
 * context, so what Fastify and plugins of the parent put there is one step down, and routes outside never see ours.
 *
 * @module
 */
import type { FastifyReply } from 'fastify';
import { kState, requestStateOf, stateOf } from './http-state.ts';
import type { Request } from './request.ts';
import type { Response } from './response.ts';

/** Calls Fastify's `reply.send`. */
export function sendBelow(res: Response, payload?: unknown): Response {
  replyBelow(res).send.call(res as unknown as FastifyReply, payload);
  return res;
}

/** Calls Fastify's `reply.header`, which gathers `set-cookie` and replaces the rest. */
export function headerBelow(res: Response, name: string, value: unknown): Response {
  replyBelow(res).header.call(res as unknown as FastifyReply, name, value);
  return res;
}

/** Calls Fastify's `reply.removeHeader`. */
export function removeHeaderBelow(res: Response, name: string): Response {
  replyBelow(res).removeHeader.call(res as unknown as FastifyReply, name);
  return res;
}

/** Reads Fastify's getter `name` of the request. */
export function getterBelow(req: Request, name: string): unknown {
  const state = requestStateOf(req)[kState];
  state.requestBelow ??= prototypeBelow(req);
  return Reflect.get(state.requestBelow, name, req);
}

function replyBelow(res: Response): FastifyReply {
  const state = stateOf(res)[kState];
  state.replyBelow ??= prototypeBelow(res) as FastifyReply;
  return state.replyBelow;
}

function prototypeBelow(decorated: object): object {
  let prototype = Object.getPrototypeOf(decorated) as object;
  while (!Object.hasOwn(prototype, kState)) prototype = Object.getPrototypeOf(prototype) as object;
  return Object.getPrototypeOf(prototype) as object;
}
