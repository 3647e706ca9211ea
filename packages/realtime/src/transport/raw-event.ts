/** An event whose data is JSON text already, so that the encoder need not walk or serialise it again. @module */
import { PacketType } from 'socket.io-parser';

/** A packet for the adapter of a server that stands alone; other adapters need plain packets to send on. */
export class RawEvent {
  readonly type = PacketType.EVENT;
  nsp = '/';
  readonly #event: string;
  readonly #json: readonly string[];

  /** @param json each argument of the event, as JSON text */
  constructor(event: string, json: readonly string[]) {
    this.#event = event;
    this.#json = json;
  }

  /** For listeners to outgoing events, which only some apps have. */
  get data(): unknown[] {
    return [this.#event, ...this.#json.map((text) => JSON.parse(text) as unknown)];
  }

  /** The packet as it travels. */
  toText(): string {
    const namespace = this.nsp === '/' ? '' : `${this.nsp},`;
    return `${this.type}${namespace}[${JSON.stringify(this.#event)},${this.#json.join(',')}]`;
  }
}
