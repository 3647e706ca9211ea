/** The app's static files, and the client script that every app serves by itself. @module */
import { resolve } from 'node:path';
import type { AppContext } from '../app/app-context.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { sendFromFolder } from '../http/send-from-folder.ts';
import type { Next } from '../routing/handler.ts';
import { clientScript } from './client-script.ts';

/** Answers with a file, or passes on. */
export type StaticFiles = (req: Request, res: Response, next: Next) => Promise<void>;

/** Milliseconds for which a browser may keep an asset in production: a year. */
const year = 31_536_000_000;

/**
 * Makes the step that answers with a file of the app's `assets` folder, and passes on when there is none.
 *
 * It answers GET and HEAD over HTTP only. `/js/dependencies/sails.io.js` and `/dependencies/sails.io.js` are the client
 * of `@telltale/client`, unless the app has a file of its own there.
 */
export function staticFiles(app: AppContext): StaticFiles {
  const { assets = 'assets', cache } = app.config.http;
  const folder = resolve(app.appPath, assets);
  const maxAge = cache ?? (app.environment === 'production' ? year : 0);
  const { policyName, policyOfFiles } = app.security.pages ?? {};
  // Nothing that a client sent is in such a page, so that the scripts in it are its own.
  const headersOf = (contentType: string): Record<string, string> =>
    policyName !== undefined && policyOfFiles !== undefined && contentType.startsWith('text/html')
      ? { [policyName]: policyOfFiles }
      : {};
  return async (req, res, next) => {
    if (req.isSocket || (req.method !== 'GET' && req.method !== 'HEAD')) return next();
    const status = await sendFromFolder(res, folder, req.path, { maxAge, index: 'index.html' }, headersOf);
    if (status === true) return;
    if (status === 412 || status === 416) res.sendStatus(status);
    else if ((await clientScript(req, res)) === false) next();
  };
}
