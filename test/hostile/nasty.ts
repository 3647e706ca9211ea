/** A grammar of messages that no honest client sends, drawn with a seed so that a failure can be repeated. @module */
import { frame } from '../../packages/realtime/test/raw-socket.ts';

/** Numbers from 0 up to, and without, 1. */
export type Random = () => number;

/** A small generator of random numbers (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes to send, and whether the server may end the connection over them. */
export interface Nasty {
  bytes: Buffer;
  mayEnd: boolean;
}

const words = [
  '', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'toJSON', 'then', 'length', 'url',
  'data', 'error', 'disconnecting?', '%', '%00', '\u0000', '\r\n', '\ud800', '💥', '../..', '//', 'http://x', '$ne',
  '_placeholder', 'num', 'get', 'GET', 'null', '-1', '1e400', '9007199254740993', 'sails_model_user', '{"a":', '"]',
]; // biome-ignore format: a list of words reads better in lines

const paths = [
  '/hi',
  '/echo',
  '/join',
  '/throw',
  '/stream',
  '/slow',
  '/never',
  '/bytes',
  '/nowhere',
  '/hi?a=1',
  '/%',
  '',
];
const verbs = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];

/** Draws one thing after another. */
export class NastyClient {
  readonly #random: Random;
  #nextId = 1;

  constructor(random: Random) {
    this.#random = random;
  }

  /** One message or frame. */
  next(): Nasty {
    const kind = this.#random();
    if (kind < 0.7) return this.#text(`42${this.#id()}${JSON.stringify([this.#of(verbs), this.#request()])}`);
    if (kind < 0.8) return this.#text(`42${this.#id()}${JSON.stringify(this.#event())}`);
    if (kind < 0.85)
      return this.#text(
        `42${this.#id()}${JSON.stringify([this.#of(verbs), this.#value(0), this.#value(0)])}`,
      );
    if (kind < 0.9) return this.#withAttachment();
    if (kind < 0.95) return this.#text(`43${this.#number(1e6)}${JSON.stringify([this.#value(0)])}`);
    if (kind < 0.993)
      return {
        bytes: frame({ opcode: this.#of([9, 10]), payload: this.#word().slice(0, 20) }),
        mayEnd: false,
      };
    return { bytes: this.#broken(), mayEnd: true };
  }

  #text(payload: string): Nasty {
    return { bytes: frame({ payload }), mayEnd: false };
  }

  #request(): unknown {
    const kind = this.#random();
    if (kind < 0.1) return this.#value(0);
    return {
      url: kind < 0.7 ? this.#of(paths) : kind < 0.85 ? `/${this.#word()}` : this.#value(0),
      ...(this.#random() < 0.6 && { data: this.#value(0) }),
      ...(this.#random() < 0.2 && { params: this.#value(0) }),
      ...(this.#random() < 0.4 && { headers: this.#random() < 0.5 ? this.#object(2) : this.#value(0) }),
    };
  }

  /** An event that Socket.IO lets through. */
  #event(): unknown[] {
    const name = this.#random() < 0.2 ? this.#number(100) : this.#word();
    return [name, ...Array.from({ length: this.#number(4) }, () => this.#value(1))];
  }

  #withAttachment(): Nasty {
    const message = {
      url: this.#of(paths),
      data: { file: { _placeholder: true, num: 0 }, more: this.#number(9) },
    };
    return {
      bytes: Buffer.concat([
        frame({ payload: `451-${this.#id()}${JSON.stringify([this.#of(verbs), message])}` }),
        frame({ opcode: 2, payload: Buffer.alloc(this.#number(50), 0xff) }),
      ]),
      mayEnd: false,
    };
  }

  /** What ends a connection, mostly. */
  #broken(): Buffer {
    const garbage = Buffer.from(Array.from({ length: 1 + this.#number(40) }, () => this.#number(256)));
    return this.#of([
      () => garbage,
      () => frame({ payload: garbage }),
      () => frame({ opcode: 2, payload: garbage }),
      () => frame({ payload: `42${this.#id()}${JSON.stringify(this.#value(0)).slice(0, -1)}` }),
      () => frame({ payload: `4${this.#number(10)}${this.#word()}` }),
      () => frame({ payload: String(this.#number(10)) }),
      () =>
        frame({
          payload: `45${this.#number(20)}-["get",{"_placeholder":true,"num":${this.#number(3) - 1}}]`,
        }),
      () => frame({ opcode: this.#number(16), rsv: this.#number(8), payload: this.#word() }),
      () => frame({ masked: false, payload: '42["get",{"url":"/hi"}]' }),
      () => frame({ fin: false, payload: '42["get"' }),
      () => frame({ opcode: 8, payload: Buffer.from([this.#number(256), this.#number(256)]) }),
    ])();
  }

  #value(depth: number): unknown {
    const kind = this.#random();
    if (kind < 0.2) return this.#word();
    if (kind < 0.3) return this.#of([0, -0, -1, 1e308, 2 ** 53 + 1, 5e-324, Number.NaN]);
    if (kind < 0.4) return this.#of([null, true, false]);
    if (kind < 0.45) return 'x'.repeat(this.#number(2_000));
    if (kind < 0.47) return this.#nested(this.#number(200));
    if (depth > 3 || kind < 0.6) return Array.from({ length: this.#number(3) }, () => this.#word());
    return kind < 0.8
      ? this.#object(depth + 1)
      : Array.from({ length: this.#number(4) }, () => this.#value(depth + 1));
  }

  #object(depth: number): object {
    return JSON.parse(
      `{${Array.from({ length: this.#number(4) }, () => `${JSON.stringify(this.#word())}:${JSON.stringify(this.#value(depth)) ?? 0}`).join()}}`,
    );
  }

  #nested(levels: number): unknown {
    let value: unknown = 0;
    for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { constructor: value };
    return value;
  }

  #word(): string {
    return this.#of(words) + (this.#random() < 0.3 ? this.#of(words) : '');
  }

  #id(): string {
    if (this.#random() < 0.2) return '';
    this.#nextId += 1;
    return this.#of([String(this.#nextId), '0', '00', '99999999999999999999']);
  }

  #number(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #of<Item>(items: readonly Item[]): Item {
    return items[this.#number(items.length)] as Item;
  }
}
