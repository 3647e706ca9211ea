/** What an upload may say, and what it gives. @module */
import type { FileInfo } from './incoming-file.ts';

/** Node-style callback of an upload. */
export type UploadCallback = (error: Error | null, files?: UploadedFile[]) => unknown;

/** The name under which a file is saved, relative to `dirname`. */
export type SaveAs =
  | string
  /** Gives the name, or a promise of it; one with two parameters calls `done`. */
  | ((file: FileInfo, done: (error: unknown, name?: string) => void) => unknown);

/** How files are received. */
export interface UploadOptions {
  /** Bytes of all files of this upload together. @default 15_000_000, or `config.uploads.maxBytes` */
  maxBytes?: number;
  /** Folder for the files, relative to the app. @default '.tmp/uploads', or `config.uploads.dirname` */
  dirname?: string;
  /** A name, or what makes one of what the client says of the file. @default a random name with the file's extension */
  saveAs?: SaveAs;
  /**
   * Receives the bytes instead of the disk, for a store elsewhere. What it gives is `extra` of the file. When the upload
   * fails, the bytes end with that error.
   */
  receive?: (bytes: AsyncIterable<Buffer>, file: FileInfo) => unknown;
  [option: string]: unknown;
}

/** A file that was received. */
export interface UploadedFile {
  /** Absolute path; `''` when it was received elsewhere. */
  fd: string;
  /** Bytes. */
  size: number;
  /** Media type, as the client says. */
  type: string;
  /** Its name on the client's machine, without folders. */
  filename: string;
  /** Name of the form's field. */
  field: string;
  status: 'finished';
  /** What `receive` gave. */
  extra?: unknown;
}

/** The files of one field of a form, to be received. */
export interface Upstream {
  /** Name of the form's field. */
  readonly field: string;
  /** Whether the form has no file of this field; certain once all of it is here. */
  readonly isEmpty: boolean;
  /**
   * Receives the files. When it fails, none of them is left.
   *
   * @param options where they go, and how large they may be
   * @param callback `(error, files)`, instead of the promise
   * @returns what was received, in the order of the form; an empty list when there is no file
   * @throws E_EXCEEDS_UPLOAD_LIMIT, E_UPLOAD_ABORTED, E_UPLOAD_FORM, E_UPLOAD_PARTS, E_UPLOAD_PATH, E_UPLOAD_OPTION
   *
   * @example
   * const [avatar] = await req.file('avatar').upload({ maxBytes: 1_000_000 });
   */
  upload(options?: UploadOptions): Promise<UploadedFile[]>;
  upload(options: UploadOptions, callback: UploadCallback): void;
  upload(callback: UploadCallback): void;
}
