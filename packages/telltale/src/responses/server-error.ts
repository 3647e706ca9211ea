/** `res.serverError()`: 500. @module */
import { inspect } from 'node:util';
import { errorPage } from '../http/error-page.ts';
import type { Response } from '../http/response.ts';
import { sendText, statusText } from '../http/response-body.ts';
import { isProduction } from './is-production.ts';
import { sendStatusView } from './send-status-view.ts';

/**
 * Answers 500 and logs the error. A browser gets the view `500`, or a page; others get data as JSON and an error as text.
 * In production nobody gets more than the text of the status.
 */
export function serverError(this: Response, error?: unknown): Response {
  const { req } = this;
  if (error !== undefined) req._sails.log.error(`${req.method} ${req.url} failed:`, error);
  const shown = isProduction(this) ? undefined : error;
  const view = sendStatusView(this, 500, { error: shown });
  if (view) return view;
  this.code(500);
  if (!req.wantsJSON) {
    const details = shown === undefined ? undefined : typeof shown === 'string' ? shown : inspect(shown);
    return this.type('text/html').send(errorPage(500, details));
  }
  if (shown === undefined) return sendText(this, statusText(500));
  if (shown instanceof Error && !('toJSON' in shown)) return sendText(this, inspect(shown));
  return this.json(shown);
}
