/** Receives the files of one field: all of them, or none. @module */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { extname, dirname as folderOf, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';
import { settle } from '../app/settle.ts';
import { errors } from '../errors.ts';
import type { IncomingFile } from './incoming-file.ts';
import type { SaveAs, UploadedFile, UploadOptions } from './upload-options.ts';

/** Where and how; every option that has a default has it. */
export interface Reception extends UploadOptions {
  /** Absolute path. */
  dirname: string;
  maxBytes: number;
}

/** A file that is here, and lies beside its place until all are. */
interface Received {
  file: UploadedFile;
  /** Where its bytes are meanwhile. */
  draft?: string;
}

const known: ReadonlySet<string> = new Set(['maxBytes', 'dirname', 'saveAs', 'receive']);

/** @throws E_UPLOAD_OPTION for an option that is none, or has no usable value */
export function checkUploadOptions(options: UploadOptions): void {
  const { maxBytes, dirname, saveAs, receive } = options;
  const refuse = (option: string, expected: string): never => {
    throw errors.E_UPLOAD_OPTION(option, inspect(options[option], { depth: 0 }), expected);
  };
  if (maxBytes !== undefined && !(Number.isFinite(maxBytes) && maxBytes >= 0))
    refuse('maxBytes', 'a number of bytes');
  if (dirname !== undefined && (typeof dirname !== 'string' || dirname === '')) refuse('dirname', 'a folder');
  if (saveAs !== undefined && typeof saveAs !== 'function' && typeof saveAs !== 'string')
    refuse('saveAs', 'a file name, or a function that makes one');
  if (receive !== undefined && typeof receive !== 'function')
    refuse('receive', 'a function (bytes, file) => …');
  for (const option of Object.keys(options)) {
    if (!known.has(option) && options[option] !== undefined)
      refuse(
        option,
        'maxBytes, dirname, saveAs or receive. To send the bytes to another store, write receive',
      );
  }
}

/**
 * Receives files one after another. They get their names when all of them are here, so that a failure leaves nothing.
 *
 * @throws E_EXCEEDS_UPLOAD_LIMIT, E_UPLOAD_PATH, and whatever ended the form
 */
export async function receiveFiles(
  files: AsyncIterable<IncomingFile>,
  reception: Reception,
): Promise<UploadedFile[]> {
  const received: Received[] = [];
  const meter = new Meter(reception.maxBytes);
  try {
    for await (const file of files) {
      try {
        received.push(await receiveOne(file, reception, meter, received));
      } finally {
        file.discard();
      }
    }
    for (const { draft, file } of received) if (draft !== undefined) await rename(draft, file.fd);
    return received.map(({ file }) => file);
  } catch (error) {
    await Promise.all(
      received.map(({ draft }) => (draft === undefined ? undefined : rm(draft, { force: true }))),
    );
    throw error;
  }
}

async function receiveOne(
  file: IncomingFile,
  reception: Reception,
  meter: Meter,
  before: readonly Received[],
): Promise<Received> {
  const { field, filename, type } = file;
  const start = meter.written;
  const about = { type, filename, field, status: 'finished' } as const;
  const { receive, dirname, saveAs } = reception;
  if (receive) {
    const extra = await receive(meter.count(file.bytes()), { field, filename, type });
    return { file: { fd: '', size: meter.written - start, ...about, ...(extra !== undefined && { extra }) } };
  }
  const fd = placeOf(dirname, await nameOf(file, saveAs));
  if (before.some((other) => other.file.fd === fd)) throw errors.E_UPLOAD_PATH(fd, 'two files go there');
  const draft = join(folderOf(fd), `.upload-${randomUUID()}`);
  await mkdir(folderOf(fd), { recursive: true });
  try {
    await pipeline(Readable.from(meter.count(file.bytes())), createWriteStream(draft, { flags: 'wx' }));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return { file: { fd, size: meter.written - start, ...about }, draft };
}

/** Counts bytes as they pass. */
class Meter {
  written = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  async *count(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      this.written += chunk.length;
      if (this.written > this.#most) throw errors.E_EXCEEDS_UPLOAD_LIMIT(this.#most);
      yield chunk;
    }
  }
}

async function nameOf(file: IncomingFile, saveAs: SaveAs | undefined): Promise<string> {
  const { field, filename, type } = file;
  const given =
    typeof saveAs === 'function' ? await settle(saveAs as never, { field, filename, type }) : saveAs;
  if (given === undefined && saveAs === undefined) return randomUUID() + extensionOf(filename);
  if (typeof given !== 'string' || given === '')
    throw errors.E_UPLOAD_PATH(inspect(given), 'saveAs gave no file name');
  return given;
}

/** The extension of a client's file name, when it looks like one. */
function extensionOf(filename: string): string {
  const extension = extname(filename).toLowerCase();
  return /^\.[a-z0-9]{1,16}$/.test(extension) ? extension : '';
}

/** @throws E_UPLOAD_PATH for a place outside the folder: a name may be made of what the client said */
function placeOf(dirname: string, name: string): string {
  const place = resolve(dirname, name);
  if (!place.startsWith(dirname.endsWith(sep) ? dirname : dirname + sep) || name.includes('\0')) {
    throw errors.E_UPLOAD_PATH(name, `it lies outside of ${dirname}`);
  }
  return place;
}
