/** A form that arrives: its texts at once, its files as they are asked for. @module */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { errors } from '../errors.ts';
import { IncomingFile } from './incoming-file.ts';
import type { UploadSettings } from './upload-settings.ts';

/** Texts by field; several of one name are a list. */
export type FormFields = Record<string, unknown>;

/** What waits for the files of one field. */
interface Claim {
  readonly files: IncomingFile[];
  wake: () => void;
}

/**
 * Reads a form (`multipart/form-data`). Files are taken one after another, as fast as they are read. When the app waits for the
 * files of one field, those of others are put aside into temporary files, so that the order in a form does not matter.
 */
export class Form {
  readonly fields: FormFields = {};
  /** Settled when the texts before the first file are there, or the form is over. */
  readonly begun: Promise<void>;
  readonly #source: Readable;
  readonly #parser: BusboyInstance;
  readonly #settings: UploadSettings;
  readonly #waiting: IncomingFile[] = [];
  /** Files whose bytes are not all here. */
  readonly #arriving = new Set<IncomingFile>();
  readonly #claims = new Map<string, Claim>();
  #ended = false;
  #unwanted = false;
  #dropped = 0;
  #error: Error | undefined;
  #begin: () => void = () => {};
  #refuse: (error: Error) => void = () => {};

  /** @throws E_UPLOAD_FORM for headers that announce no form */
  constructor(source: Readable, headers: IncomingHttpHeaders, settings: UploadSettings) {
    this.#source = source;
    this.#settings = settings;
    this.begun = new Promise((resolve, reject) => {
      this.#begin = resolve;
      this.#refuse = reject;
    });
    this.begun.catch(() => {});
    this.#parser = makeParser(headers, settings);
    this.#listen();
    source.pipe(this.#parser);
  }

  /** Whether there is no file of this field, and none will come. */
  lacks(field: string): boolean {
    return this.#ended && !this.#waiting.some((file) => file.field === field);
  }

  /** The files of a field as they come, until the form is over. @throws E_UPLOAD_ABORTED, E_UPLOAD_FORM, E_UPLOAD_PARTS */
  async *files(field: string): AsyncGenerator<IncomingFile> {
    let wake = (): void => {};
    const claim: Claim = { files: [], wake: () => wake() };
    this.#claims.set(field, claim);
    this.#advance();
    try {
      for (;;) {
        const file = claim.files.shift();
        if (file) yield file;
        else if (this.#error) throw this.#error;
        else if (this.#ended) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      this.#claims.delete(field);
      for (const left of claim.files) left.discard();
    }
  }

  /** The request is answered: files that nobody asked for are dropped. */
  leave(): void {
    this.#unwanted = true;
    for (const file of this.#waiting.splice(0)) file.discard();
    if (this.#ended) return;
    // An endless form is not read to its end for the sake of its connection.
    this.#source.on('data', (chunk: Buffer) => {
      if (this.#claims.size > 0) return;
      this.#dropped += chunk.length;
      if (this.#dropped > this.#settings.maxBytes) this.#source.destroy();
    });
  }

  #listen(): void {
    const parser = this.#parser;
    parser.on('field', (name, value, nameTruncated, valueTruncated) => {
      if (nameTruncated || valueTruncated) this.#fail(errors.E_UPLOAD_PARTS('a text is too long'));
      else addField(this.fields, name, value);
    });
    parser.on('file', (field, stream, filename, _encoding, type) =>
      this.#take(field, stream, filename, type),
    );
    parser.on('filesLimit', () =>
      this.#fail(errors.E_UPLOAD_PARTS(`more than ${this.#settings.maxFiles} files`)),
    );
    parser.on('fieldsLimit', () =>
      this.#fail(errors.E_UPLOAD_PARTS(`more than ${this.#settings.maxFields} texts`)),
    );
    parser.on('error', (error: Error) => this.#fail(errors.E_UPLOAD_FORM(error.message)));
    parser.on('finish', () => this.#end());
    this.#source.on('error', () => this.#fail(errors.E_UPLOAD_ABORTED()));
    this.#source.on('close', () => {
      if (!this.#source.readableEnded) this.#fail(errors.E_UPLOAD_ABORTED());
    });
  }

  #take(field: string, stream: BusboyFileStream, filename: string | undefined, type: string): void {
    const file = new IncomingFile({ field, filename: filename ?? '', type }, stream);
    this.#arriving.add(file);
    stream.once('end', () => this.#arriving.delete(file));
    // A file input that nobody used sends a file without name.
    if (this.#error || !filename || (this.#unwanted && !this.#claims.has(field))) {
      file.discard();
      return;
    }
    this.#waiting.push(file);
    this.#begin();
    this.#advance();
  }

  /** Hands waiting files to who asked for them; puts others aside when they stand in the way. */
  #advance(): void {
    if (this.#claims.size === 0) return;
    const { maxBytes } = this.#settings;
    for (const file of [...this.#waiting]) {
      const claim = this.#claims.get(file.field);
      if (claim) {
        this.#waiting.splice(this.#waiting.indexOf(file), 1);
        claim.files.push(file);
        claim.wake();
      } else if (!file.isParked) file.park(maxBytes, () => errors.E_EXCEEDS_UPLOAD_LIMIT(maxBytes));
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#begin();
    this.#wakeAll();
  }

  #fail(error: Error): void {
    if (this.#error || this.#ended) return;
    this.#error = error;
    this.#refuse(error);
    this.#source.unpipe(this.#parser);
    this.#source.resume();
    this.#waiting.length = 0;
    for (const file of this.#arriving) file.fail(error);
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const claim of this.#claims.values()) claim.wake();
  }
}

function makeParser(headers: IncomingHttpHeaders, settings: UploadSettings): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      limits: {
        files: settings.maxFiles,
        fields: settings.maxFields,
        fieldSize: settings.maxFieldBytes,
        fieldNameSize: 200,
        headerPairs: 100,
      },
    });
  } catch (error) {
    throw errors.E_UPLOAD_FORM((error as Error).message);
  }
}

function addField(fields: FormFields, name: string, value: string): void {
  if (name === '__proto__') return;
  if (!Object.hasOwn(fields, name)) fields[name] = value;
  else if (Array.isArray(fields[name])) fields[name].push(value);
  else fields[name] = [fields[name], value];
}
