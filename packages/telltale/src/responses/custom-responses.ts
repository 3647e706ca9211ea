/** Responses of the app's own, from `api/responses` or from options. @module */
import { inspect } from 'node:util';
import { errors } from '../errors.ts';
import { answerError } from '../http/answer-error.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';

/** What a custom response finds as `this`. */
export interface ResponseContext {
  req: Request;
  res: Response;
}

/**
 * A response of the app's own, as `api/responses/<name>` exports it; `res.<name>(data)` calls it.
 *
 * @example
 * export default function teapot(this: ResponseContext, data?: unknown) {
 *   return this.res.status(418).json(data);
 * }
 */
export type CustomResponse = (this: ResponseContext, ...data: never[]) => unknown;

type ResponseMethod = (this: Response, ...data: unknown[]) => Response;

/**
 * Makes methods of responses from what an app defines.
 *
 * @param definitions functions by name
 * @param isReserved whether a response has something of that name already
 * @throws E_INVALID_RESPONSE for what is no function, or has a name that is reserved or none
 */
export function customResponses(
  definitions: Readonly<Record<string, unknown>>,
  isReserved: (name: string) => boolean,
): Record<string, ResponseMethod> {
  const methods: Record<string, ResponseMethod> = Object.create(null);
  for (const [name, definition] of Object.entries(definitions)) {
    const respond = unwrap(definition);
    if (typeof respond !== 'function')
      throw errors.E_INVALID_RESPONSE(name, `it is ${inspect(definition, { depth: 0 })}`);
    if (!/^[A-Za-z_$][\w$]*$/.test(name))
      throw errors.E_INVALID_RESPONSE(name, 'a method can not have this name');
    if (isReserved(name)) throw errors.E_INVALID_RESPONSE(name, 'res has something of this name already');
    methods[name] = toMethod(respond as CustomResponse);
  }
  return methods;
}

function toMethod(respond: CustomResponse): ResponseMethod {
  return function custom(this: Response, ...data: unknown[]): Response {
    const { req } = this;
    const result = respond.call({ req, res: this }, ...(data as never[]));
    if (result instanceof Promise) result.catch((error: unknown) => answerError(error, req, this));
    return this;
  };
}

function unwrap(definition: unknown): unknown {
  if (typeof definition !== 'object' || definition === null || !Object.hasOwn(definition, 'default'))
    return definition;
  return (definition as { default: unknown }).default;
}
