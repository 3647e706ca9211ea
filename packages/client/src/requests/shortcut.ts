/** The signature of `socket.get`, `socket.post` and the other shortcuts. @module */
import type { RequestMethod } from '@telltale/protocol';
import type { JWR } from './jwr.ts';
import type { SendOptions } from './request-options.ts';
import type { BodyOf, DataOf, Unspecified } from './routes.ts';

/**
 * Is called once with the body and the whole response. When no server answered, the first argument is the error, as
 * in `response.error`, and `response.statusCode` is 0.
 */
export type ResponseCallback<Body = unknown> = (body: Body, response: JWR<Body>) => void;

/** A request by its method's name: with a callback, or as a promise. */
export interface Shortcut<Routes, Method extends RequestMethod> {
  <Body = Unspecified, Url extends string = string>(
    url: Url,
    callback: ResponseCallback<BodyOf<Routes, Method, Url, Body>>,
  ): void;
  <Body = Unspecified, Url extends string = string>(
    url: Url,
    data: DataOf<Routes, Method, Url>,
    callback: ResponseCallback<BodyOf<Routes, Method, Url, Body>>,
  ): void;
  <Body = Unspecified, Url extends string = string>(
    url: Url,
    data: DataOf<Routes, Method, Url>,
    options: SendOptions,
    callback: ResponseCallback<BodyOf<Routes, Method, Url, Body>>,
  ): void;
  <Body = Unspecified, Url extends string = string>(
    url: Url,
    data?: DataOf<Routes, Method, Url>,
    options?: SendOptions,
  ): Promise<JWR<BodyOf<Routes, Method, Url, Body>>>;
}
