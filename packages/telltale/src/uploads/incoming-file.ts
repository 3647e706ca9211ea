/** A file of a form on its way in. @module */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a client says of a file. */
export interface FileInfo {
  /** Name of the form's field. */
  readonly field: string;
  /** Its name on the client's machine, without folders. Anything may stand in it. */
  readonly filename: string;
  /** Media type, as the client says. */
  readonly type: string;
}

/** A file whose bytes arrive, or wait in a temporary file. */
export class IncomingFile implements FileInfo {
  readonly field: string;
  readonly filename: string;
  readonly type: string;
  readonly #stream: Readable;
  #parked: string | undefined;
  #parking: Promise<void> | undefined;

  constructor(info: FileInfo, stream: Readable) {
    this.field = info.field;
    this.filename = info.filename;
    this.type = info.type;
    this.#stream = stream;
    // Whoever reads it learns of an error by reading; nobody may be reading yet.
    stream.on('error', () => {});
  }

  /** Its bytes, from the client or from the temporary file. @throws what went wrong on the way */
  async *bytes(): AsyncGenerator<Buffer> {
    await this.#parking;
    if (this.#parked === undefined) yield* unbroken(this.#stream);
    else yield* createReadStream(this.#parked) as AsyncIterable<Buffer>;
  }

  get isParked(): boolean {
    return this.#parked !== undefined;
  }

  /** Puts it into a temporary file, so that what comes after it can be read. */
  park(maxBytes: number, tooLarge: () => Error): void {
    const path = join(tmpdir(), `telltale-upload-${randomUUID()}`);
    this.#parked = path;
    const stream = this.#stream;
    let size = 0;
    async function* bounded(): AsyncGenerator<Buffer> {
      for await (const chunk of unbroken(stream)) {
        size += chunk.length;
        if (size > maxBytes) throw tooLarge();
        yield chunk;
      }
    }
    this.#parking = pipeline(Readable.from(bounded()), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    this.#parking.catch(() => this.discard());
  }

  /** Lets go of it: what is still to come is read and dropped. */
  discard(): void {
    this.#stream.resume();
    const path = this.#parked;
    if (path === undefined) return;
    const remove = (): Promise<void> => rm(path, { force: true });
    this.#parking?.then(remove, remove);
  }

  /** Ends it with an error. */
  fail(error: Error): void {
    this.#stream.destroy(error);
    this.discard();
  }
}

/** A stream's bytes; ending early does not destroy it, since the form's other parts come after it. */
function unbroken(stream: Readable): AsyncIterable<Buffer> {
  return stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}
