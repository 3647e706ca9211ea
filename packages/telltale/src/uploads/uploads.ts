/** Takes uploads: reads forms with files, and gives requests `req.file()`. @module */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Callback, giveTo } from '../app/settle.ts';
import { errors } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { Form } from './form.ts';
import { checkUploadOptions, receiveFiles } from './receive-files.ts';
import type { UploadCallback, UploadedFile, UploadOptions, Upstream } from './upload-options.ts';
import { type UploadSettings, uploadSettings } from './upload-settings.ts';

/** The form of each request that has one; requests without pay nothing. */
const forms = new WeakMap<object, Form>();

/**
 * Installs the parser of forms with files, except where a plugin of the app takes them.
 *
 * @param settings of the app that answers
 */
export function installUploads(fastify: FastifyInstance, settings: UploadSettings): void {
  if (fastify.hasContentTypeParser('multipart/form-data')) return;
  fastify.addContentTypeParser(
    'multipart/form-data',
    async (request: FastifyRequest, payload: IncomingMessage) => {
      const form = new Form(payload, request.headers, settings);
      forms.set(request.raw, form);
      await form.begun;
      return form.fields;
    },
  );
  // A form ends with its answer, whoever gives that; a hook of Fastify's would run for every request over a socket too.
  fastify.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.headers['content-type']?.startsWith('multipart/')) return;
    response.once('close', () => forms.get(request)?.leave());
  });
}

/**
 * `req.file(field)`: the files of one field of the form that was sent.
 *
 * @throws E_NO_UPLOADS over a socket
 */
export function file(this: Request, field = ''): Upstream {
  if (this.isSocket) throw errors.E_NO_UPLOADS();
  const form = forms.get(this.raw);
  const app = this._sails;
  return {
    field,
    get isEmpty() {
      return form === undefined || form.lacks(field);
    },
    upload(first?: UploadOptions | UploadCallback, second?: UploadCallback) {
      const [options, callback] = typeof first === 'function' ? [{}, first] : [first ?? {}, second];
      const settings = uploadSettings(app.appPath, app.config.uploads);
      return giveTo(receive(form, field, options, settings, app.appPath), asCallback(callback)) as never;
    },
  };
}

async function receive(
  form: Form | undefined,
  field: string,
  options: UploadOptions,
  settings: UploadSettings,
  appPath: string,
): Promise<UploadedFile[]> {
  checkUploadOptions(options);
  if (form === undefined) return [];
  const { maxBytes = settings.maxBytes, dirname = settings.dirname } = options;
  return receiveFiles(form.files(field), { ...options, maxBytes, dirname: resolve(appPath, dirname) });
}

/** Success has `null` for its error, as in Node. */
function asCallback(callback: UploadCallback | undefined): Callback<UploadedFile[]> | undefined {
  return callback && ((error, files) => callback((error as Error | undefined) ?? null, files));
}
