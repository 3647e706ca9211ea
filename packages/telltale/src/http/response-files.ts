/** `res.sendFile()` and `res.download()`. @module */
import { basename, dirname, isAbsolute } from 'node:path';
import { inspect } from 'node:util';
import { send } from '@fastify/send';
import { errors } from '../errors.ts';
import { headerBelow } from './below.ts';
import type { Response, SendFileOptions, SentCallback } from './response.ts';

export const fileMethods = {
  sendFile(
    this: Response,
    path: string,
    options?: SendFileOptions | SentCallback,
    callback?: SentCallback,
  ): Response {
    const given = typeof options === 'function' ? {} : (options ?? {});
    const done = typeof options === 'function' ? options : callback;
    if (typeof path !== 'string' || (given.root === undefined && !isAbsolute(path))) {
      throw errors.E_FILE_PATH(inspect(path));
    }
    void sendFrom(this, path, given).then(
      (sent) => {
        if (sent !== true) finishWithout(this, sent, done);
        else if (done !== undefined) this.raw.once('finish', () => done());
      },
      (error: Error) => finishWithout(this, error, done),
    );
    return this;
  },

  download(
    this: Response,
    path: string,
    filename?: string | SentCallback,
    options?: SendFileOptions | SentCallback,
    callback?: SentCallback,
  ): Response {
    const functions = [filename, options, callback].filter((one) => typeof one === 'function');
    if (typeof path !== 'string') throw errors.E_FILE_PATH(inspect(path));
    this.attachment(typeof filename === 'string' ? filename : basename(path));
    return this.sendFile(
      path,
      typeof options === 'object' ? options : {},
      functions[0] as SentCallback | undefined,
    );
  },
} satisfies Partial<Response>;

/** A file that can't be sent, with the status that says why. */
class FileError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.name = 'FileError';
    this.statusCode = statusCode;
  }
}

async function sendFrom(res: Response, path: string, options: SendFileOptions): Promise<true | FileError> {
  const { headers = {}, root, ...rest } = options;
  // An absolute path is the app's own choice, so only its last part is judged as a name that may begin with a dot.
  const [folder, name] = root === undefined ? [dirname(path), basename(path)] : [root, path];
  const found = await send(res.req.raw, encodeURI(name).replace(/[?#]/g, encodeURIComponent), {
    ...rest,
    root: folder,
    index: false,
  });
  if (found.type !== 'file') {
    found.stream.destroy();
    if (found.headers['Content-Range'] !== undefined)
      res.set('content-range', found.headers['Content-Range']);
    const status = found.type === 'error' ? found.statusCode : 404;
    return new FileError(status, `${inspect(path)} can't be sent: ${status}`);
  }
  if (res.headersSent) {
    found.stream.destroy();
    return true;
  }
  for (const [key, value] of Object.entries(found.headers)) {
    if (key.toLowerCase() !== 'content-type' || !res.hasHeader('content-type')) headerBelow(res, key, value);
  }
  res.set(headers);
  res.code(found.statusCode);
  // A part, or nothing new: what is left of the stream is exactly what goes out.
  res.send(found.stream);
  return true;
}

function finishWithout(res: Response, error: Error, done: SentCallback | undefined): void {
  if (done !== undefined) {
    done(error);
    return;
  }
  if (res.headersSent) return;
  res.removeHeader('content-disposition').removeHeader('content-type');
  if (error instanceof FileError && error.statusCode === 404) res.notFound();
  else if (error instanceof FileError && error.statusCode < 500) res.sendStatus(error.statusCode);
  else res.serverError(error);
}
