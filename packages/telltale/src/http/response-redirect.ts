/** `res.redirect()`: the client is told where to go. @module */
import { inspect } from 'node:util';
import { errors } from '../errors.ts';
import { escapeHtml } from './escape-html.ts';
import type { Response } from './response.ts';
import { sendText, statusText } from './response-body.ts';

export const redirectMethods = {
  redirect(this: Response, first: string | number, second?: string | number): Response {
    const [url, given] = typeof first === 'number' ? [second, first] : [first, second];
    const status = given ?? (isRedirect(this.statusCode) ? this.statusCode : 302);
    if (typeof url !== 'string' || typeof status !== 'number' || !isRedirect(status)) {
      throw errors.E_REDIRECT(`${inspect(url)} with status ${inspect(status)}`);
    }
    this.code(status).location(url);
    const target = String(this.getHeader('location'));
    this.vary('accept');
    if (this.req.wantsJSON || status === 304) return sendText(this, `Redirecting to ${target}`);
    const title = escapeHtml(statusText(status));
    this.type('text/html');
    // No link: the place may come from the client, and browsers that don't follow it would offer javascript: to click.
    return this.send(
      `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title></head><body><p>Redirecting to ${escapeHtml(target)}</p></body></html>`,
    );
  },
} satisfies Partial<Response>;

function isRedirect(status: number): boolean {
  return Number.isInteger(status) && status >= 300 && status <= 399;
}
