/** What most responses have in common: a status, and data if there is any. @module */
import { inspect } from 'node:util';
import type { Response } from '../http/response.ts';
import { sendText } from '../http/response-body.ts';
import { clientErrorBody, isClientError } from '../http/status-error.ts';
import { isProduction } from './is-production.ts';

/**
 * Answers with data as JSON, without any with the text of the status.
 *
 * An error with a `toJSON` is data. One with a status of 4xx shows its code and message. Any other error is shown in
 * development as text, and never in production.
 */
export function answerWith(res: Response, status: number, data: unknown): Response {
  if (data === undefined) return res.sendStatus(status);
  res.code(status);
  if (!(data instanceof Error) || 'toJSON' in data) return res.json(data);
  if (isClientError(data)) return res.json(clientErrorBody(data));
  return isProduction(res) ? res.sendStatus(status) : sendText(res, inspect(data));
}
