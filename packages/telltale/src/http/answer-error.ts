/** Answers a request that failed: with what the client did wrong, or as `res.serverError`. @module */
import { TelltaleError } from '@telltale/realtime';
import { enterFramework } from './enter-framework.ts';
import { errorPage } from './error-page.ts';
import { kAnswered, stateOf } from './http-state.ts';
import type { Request } from './request.ts';
import type { Response } from './response.ts';
import { sendText, statusText } from './response-body.ts';
import {
  clientErrorBody,
  errorHeaders,
  isClientError,
  isUnavailable,
  type StatusError,
} from './status-error.ts';

/**
 * Answers for an error that nobody caught.
 *
 * An error with a `statusCode` of 4xx answers with that status, its code and its message; with 501 to 599, with that
 * status alone. Everything else goes through `res.serverError(error)`, the app's own if it has one. When the request was
 * answered already, the error is only logged.
 */
export function answerError(error: unknown, req: Request, res: Response): void {
  const { log } = req._sails;
  if (res.headersSent) {
    log.error(`${req.method} ${req.url} failed after it was answered:`, error);
    return;
  }
  try {
    if (isClientError(error)) answerClientError(error, req, res);
    else if (isUnavailable(error)) answerUnavailable(error, req, res);
    else res.serverError(error);
  } catch (second) {
    log.error(`${req.method} ${req.url}: the error could not be answered:`, second, 'It was:', error);
    if (!res.headersSent) {
      res.code(500);
      sendText(res, statusText(500));
    }
  }
}

/** Fastify's error handler of the framework's context: hooks, parsers and serialisers end here. */
export function handleFastifyError(error: unknown, request: unknown, reply: unknown): void {
  const [req, res] = [request as Request, reply as Response];
  enterFramework(req, res);
  // Fastify only comes here when nothing was sent, whatever was tried before.
  if (!res.raw.headersSent) stateOf(res)[kAnswered] = false;
  answerError(error, req, res);
}

function answerClientError(error: StatusError, req: Request, res: Response): void {
  const body = clientErrorBody(error);
  res.code(error.statusCode).set(errorHeaders(error));
  if (req.wantsJSON) res.json(body);
  else res.type('text/html').send(errorPage(error.statusCode, body.message));
}

function answerUnavailable(error: StatusError, req: Request, res: Response): void {
  const { statusCode } = error;
  req._sails.log.error(`${req.method} ${req.url} is answered with ${statusCode}:`, error);
  res.code(statusCode).set(errorHeaders(error));
  // Codes are for everybody; the message may name what is behind the app.
  if (req.wantsJSON && error instanceof TelltaleError)
    res.json({ code: error.code, message: statusText(statusCode) });
  else if (req.wantsJSON) sendText(res, statusText(statusCode));
  else res.type('text/html').send(errorPage(statusCode));
}
