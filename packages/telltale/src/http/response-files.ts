/** `res.sendFile()` and `res.download()`. @module */
import { basename, dirname, isAbsolute } from 'node:path';
import { inspect } from 'node:util';
import { errors } from '../errors.ts';
import { answerError } from './answer-error.ts';
import type { Response, SendFileOptions, SentCallback } from './response.ts';
import { sendFromFolder } from './send-from-folder.ts';

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
    void send(this, path, given).then(
      (status) => {
        if (status !== true) finishWithout(this, new FileError(status, path), done);
        else if (done !== undefined) this.raw.once('finish', () => tell(this, done));
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
    if (typeof path !== 'string') throw errors.E_FILE_PATH(inspect(path));
    const done = [filename, options, callback].find((one) => typeof one === 'function');
    this.attachment(typeof filename === 'string' ? filename : basename(path));
    return this.sendFile(path, typeof options === 'object' ? options : {}, done as SentCallback | undefined);
  },
} satisfies Partial<Response>;

/** A file that can't be sent, with the status that says why. */
class FileError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, path: string) {
    super(`the file ${inspect(path)} can't be sent: ${statusCode}`);
    this.name = 'FileError';
    this.statusCode = statusCode;
  }
}

function send(
  res: Response,
  path: string,
  { headers, root, ...options }: SendFileOptions,
): Promise<true | number> {
  if (headers !== undefined) res.set(headers);
  // An absolute path is the app's own choice, so only its last part is judged as a name that may begin with a dot.
  const [folder, name] = root === undefined ? [dirname(path), basename(path)] : [root, path];
  return sendFromFolder(res, folder, encodeURI(name).replace(/[?#]/g, encodeURIComponent), options);
}

function finishWithout(res: Response, error: Error, done: SentCallback | undefined): void {
  if (done !== undefined) {
    tell(res, done, error);
    return;
  }
  if (res.headersSent) return;
  res.removeHeader('content-disposition').removeHeader('content-type');
  if (!(error instanceof FileError) || error.statusCode >= 500) res.serverError(error);
  else if (error.statusCode === 404) res.notFound();
  else res.sendStatus(error.statusCode);
}

/** Calls back; what the callback throws is an error of the request, since nobody is there to catch it. */
function tell(res: Response, done: SentCallback, error?: Error): void {
  try {
    done(error);
  } catch (thrown) {
    answerError(thrown, res.req, res);
  }
}
