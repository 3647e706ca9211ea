/** Knows which other servers there are, by what is heard of them. @module */

/** Milliseconds between two signs of life. */
export const HEARTBEAT = 5_000;

/** Milliseconds of silence after which a server is taken for dead. */
const PATIENCE = 12_500;

export class Peers {
  readonly #heard = new Map<string, number>();

  /** Their names, without those that have been silent for too long. */
  names(): string[] {
    const dead = Date.now() - PATIENCE;
    for (const [name, at] of this.#heard) if (at < dead) this.#heard.delete(name);
    return [...this.#heard.keys()];
  }

  heard(name: string): void {
    this.#heard.set(name, Date.now());
  }

  left(name: string): void {
    this.#heard.delete(name);
  }
}
