/** Sends a file of a folder as the response, honouring conditional and range requests. @module */
import { type SendOptions, send } from '@fastify/send';
import { headerBelow } from './below.ts';
import type { Response } from './response.ts';

/**
 * Sends a file. Names that begin with a dot, and paths that lead out of the folder, count as missing.
 *
 * @param path relative to the folder, as in a URL: escaped
 * @param headersOf further headers, by the type of the file. Default: none.
 * @returns `true` when it was sent; else the status that says why not, and nothing was sent
 */
export async function sendFromFolder(
  res: Response,
  folder: string,
  path: string,
  options: Omit<SendOptions, 'root'>,
  headersOf?: (contentType: string) => Record<string, string>,
): Promise<true | number> {
  const found = await send(res.req.raw, path, { dotfiles: 'ignore', index: false, ...options, root: folder });
  if (found.type !== 'file' || res.headersSent) {
    found.stream.destroy();
    if (res.headersSent) return true;
    const range = found.headers['Content-Range'];
    if (range !== undefined) headerBelow(res, 'content-range', range);
    return found.type === 'error' ? found.statusCode : 404;
  }
  for (const [name, value] of Object.entries(found.headers)) {
    if (name.toLowerCase() !== 'content-type' || !res.hasHeader('content-type'))
      headerBelow(res, name, value);
  }
  if (headersOf)
    for (const [name, value] of Object.entries(headersOf(String(found.headers['Content-Type'] ?? ''))))
      headerBelow(res, name, value);
  res.code(found.statusCode).send(found.stream);
  return true;
}
