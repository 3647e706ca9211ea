/** Serves the browser's client, `sails.io.js`, from the installed package. @module */
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { sendFromFolder } from '../http/send-from-folder.ts';

const paths = /^\/(?:js\/)?dependencies\/(sails\.io\.js(?:\.map)?)$/;

let folder: string | undefined;

/**
 * Answers requests for the client, of the seeds' era and of Sails 1.x, and for its source map. A browser asks each time
 * whether its copy is still good, so that an update of the package arrives at once.
 *
 * @returns `false` when the path is another one
 */
export async function clientScript(req: Request, res: Response): Promise<boolean> {
  const name = paths.exec(req.path)?.[1];
  if (name === undefined) return false;
  folder ??= dirname(createRequire(import.meta.url).resolve('@telltale/client/sails.io.js'));
  // The same for everybody and no secret, so that pages of other origins may have it too.
  const headersOf = () => ({ 'cross-origin-resource-policy': 'cross-origin' });
  return (await sendFromFolder(res, folder, basename(name), { maxAge: 0 }, headersOf)) === true;
}
