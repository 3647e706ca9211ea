/** Stands for the request of a handshake that is over, without what only a request on its way needs. @module */
import type { Socket } from 'socket.io';

/**
 * What Socket.IO asks the request for when the same connection joins once more: another namespace, or this one again. Its
 * handshake then says what the first one said, cookies and version of the client included.
 */
export class PastRequest {
  readonly #handshake: Socket['handshake'];

  /** @param handshake of the first socket */
  constructor(handshake: Socket['handshake']) {
    this.#handshake = handshake;
  }

  get headers(): Socket['handshake']['headers'] {
    return this.#handshake.headers;
  }

  get url(): string {
    return this.#handshake.url;
  }

  get _query(): Socket['handshake']['query'] {
    return this.#handshake.query;
  }

  get connection(): { readonly encrypted: boolean } {
    return { encrypted: this.#handshake.secure };
  }
}
