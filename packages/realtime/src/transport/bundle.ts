/** Frames in the order in which a socket is to get them, shared by all sockets that get the same ones. @module */

const nothing = Buffer.alloc(0);

/**
 * A list of frames that never changes: adding a frame gives another bundle, and adding the same frame to the same
 * bundle again gives the same one, so that it costs a comparison.
 */
export class Bundle {
  /** Bytes of all frames. */
  readonly length: number;
  readonly #before: Bundle | undefined;
  readonly #frame: Buffer;
  #lastAdded: Bundle | undefined;
  #bytes: Buffer | undefined;

  constructor(before?: Bundle, frame: Buffer = nothing) {
    this.#before = before;
    this.#frame = frame;
    this.length = (before?.length ?? 0) + frame.length;
  }

  /** The bundle with `frame` after all others. */
  with(frame: Buffer): Bundle {
    const last = this.#lastAdded;
    if (last !== undefined && last.#frame === frame) return last;
    this.#lastAdded = new Bundle(this, frame);
    return this.#lastAdded;
  }

  /** The bundle with all frames of `other` after its own. */
  withAll(other: Bundle): Bundle {
    return this.with(other.bytes);
  }

  /** All frames as one buffer, made once. */
  get bytes(): Buffer {
    this.#bytes ??= this.#join();
    return this.#bytes;
  }

  #join(): Buffer {
    if (this.length === this.#frame.length) return this.#frame;
    const bytes = Buffer.allocUnsafe(this.length);
    let end = this.length;
    for (let bundle: Bundle | undefined = this; bundle !== undefined; bundle = bundle.#before) {
      end -= bundle.#frame.length;
      bundle.#frame.copy(bytes, end);
    }
    return bytes;
  }
}
