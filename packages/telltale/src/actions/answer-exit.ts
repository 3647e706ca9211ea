/** Answers a request with the exit that an action took. @module */

import { errors } from '../errors.ts';
import type { Response } from '../http/response.ts';
import { sendText } from '../http/response-body.ts';
import { isProduction } from '../responses/is-production.ts';
import type { ExitDefinition } from './action-definition.ts';

/**
 * Answers for an exit: as its response type says, else with its status and the output.
 *
 * @param exit its definition; `undefined` for one that was not declared
 */
export function answerExit(
  res: Response,
  name: string,
  exit: ExitDefinition | undefined,
  output: unknown,
): void {
  describe(res, name, exit);
  const { statusCode, responseType, viewTemplatePath } = exit ?? {};
  if (responseType === 'redirect') {
    res.redirect(output as string, statusCode ?? 302);
  } else if (responseType === 'view' || (responseType === undefined && viewTemplatePath !== undefined)) {
    if (statusCode !== undefined) res.status(statusCode);
    res.view(viewTemplatePath, (output ?? {}) as Record<string, unknown>);
  } else if (responseType !== undefined && responseType !== '' && responseType !== 'status') {
    if (statusCode !== undefined) res.status(statusCode);
    const respond: unknown = Reflect.get(res, responseType);
    if (typeof respond !== 'function') {
      throw errors.E_ACTION_DEFINITION(
        res.req.options.action ?? res.req.path,
        `exit '${name}' has response type '${responseType}', and there is no res.${responseType}()`,
      );
    }
    respond.call(res, output);
  } else if (name === 'success' || statusCode !== undefined) {
    sendOutput(res, statusCode ?? 200, output);
  } else {
    res.serverError(output);
  }
}

/** Nothing is the text of the status, text is text, and the rest is bytes, a stream, or JSON. */
function sendOutput(res: Response, status: number, output: unknown): void {
  if (output === undefined || output === null) res.sendStatus(status);
  else if (typeof output === 'string') {
    res.status(status);
    if (res.hasHeader('content-type')) res.send(output);
    else sendText(res, output);
  } else res.status(status).send(output instanceof Error ? String(output) : output);
}

function describe(res: Response, name: string, exit: ExitDefinition | undefined): void {
  if (isProduction(res)) return;
  res.set('x-exit', name.replace(/[^\x21-\x7e]/g, ''));
  const description = exit?.description?.replace(/[^\x21-\x7e]+/g, ' ').slice(0, 200);
  if (description) res.set('x-exit-description', description);
}
