/** What the framework keeps beside Fastify's requests and replies. @module */
import type { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import type { RouteOptions } from '../routing/handler.ts';
import type { ViewRenderer } from '../views/view-renderer.ts';
import type { ParsedCookies } from './cookies.ts';
import type { Request } from './request.ts';
import type { Response } from './response.ts';

/** One per app: what every request and response can reach. */
export interface HttpState {
  readonly app: AppContext;
  readonly views: ViewRenderer;
  /** Fastify's prototypes under the framework's, once the first request showed them. */
  replyBelow: FastifyReply | undefined;
  requestBelow: object | undefined;
}

export const kState: unique symbol = Symbol('telltale.state');
export const kAnswered: unique symbol = Symbol('telltale.answered');
export const kLocals: unique symbol = Symbol('telltale.locals');
export const kBodyStream: unique symbol = Symbol('telltale.bodyStream');
export const kOptions: unique symbol = Symbol('telltale.options');
export const kWantsJSON: unique symbol = Symbol('telltale.wantsJSON');
export const kCookies: unique symbol = Symbol('telltale.cookies');

/** The private side of a response. */
export interface ResponseState {
  readonly [kState]: HttpState;
  [kAnswered]: boolean;
  [kLocals]: Record<string, unknown> | null;
  [kBodyStream]: PassThrough | null;
}

/** The private side of a request. */
export interface RequestState {
  readonly [kState]: HttpState;
  [kOptions]: RouteOptions | null;
  [kWantsJSON]: boolean | null;
  [kCookies]: ParsedCookies | null;
}

/** The private side of `res`. */
export function stateOf(res: Response): ResponseState {
  return res as unknown as ResponseState;
}

/** The private side of `req`. */
export function requestStateOf(req: Request): RequestState {
  return req as unknown as RequestState;
}
