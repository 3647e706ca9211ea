/** `res.view()`: shows a view. @module */
import { errors } from '../errors.ts';
import { kState, stateOf } from '../http/http-state.ts';
import type { RenderCallback, Response } from '../http/response.ts';
import { viewNonce } from '../security/view-nonce.ts';
import { viewLocals } from './view-locals.ts';

type Argument = string | Record<string, unknown> | RenderCallback;

export const viewMethods = { view, render: view };

function view(this: Response, ...given: (Argument | undefined)[]): Response {
  const path = given.find((one): one is string => typeof one === 'string');
  const locals = given.find((one) => typeof one === 'object' && one !== null) as
    | Record<string, unknown>
    | undefined;
  const callback = given.find((one): one is RenderCallback => typeof one === 'function');
  let html: string;
  try {
    const { options } = this.req;
    const name = path ?? options.view ?? options.action;
    if (name === undefined) throw errors.E_VIEW_INFER();
    const cspNonce = viewNonce(this);
    html = stateOf(this)[kState].views.render(name, viewLocals(this, { ...locals, cspNonce }));
  } catch (error) {
    if (callback === undefined) return this.serverError(error);
    callback(error as Error);
    return this;
  }
  if (callback !== undefined) {
    callback(null, html);
    return this;
  }
  if (!this.hasHeader('content-type')) this.type('text/html');
  return this.send(html);
}
