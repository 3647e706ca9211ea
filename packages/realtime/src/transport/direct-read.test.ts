import { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ws from 'ws';
import { createParty } from '../../test/party.ts';
import { readDirectly, receiverIsAsExpected } from './direct-read.ts';

/** What reads frames in `ws`, which its types leave out. */
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };

const maxPayload = 70_000;

/** A frame as a client sends it. */
interface Frame {
  /** Flags and kind. */
  first: number;
  payload: Buffer;
  mask: Buffer | undefined;
}

function bytesOf({ first, payload, mask }: Frame): Buffer {
  const { length } = payload;
  const extended = Buffer.alloc(length < 126 ? 0 : length < 0x10000 ? 2 : 8);
  if (extended.length === 2) extended.writeUInt16BE(length);
  if (extended.length === 8) extended.writeBigUInt64BE(BigInt(length));
  const marker = [undefined, undefined, 126, undefined, undefined, undefined, undefined, undefined, 127];
  const second = (marker[extended.length] ?? length) | (mask ? 0x80 : 0);
  const body = mask ? payload.map((byte, at) => byte ^ (mask[at & 3] as number)) : payload;
  return Buffer.concat([Buffer.from([first, second]), extended, mask ?? Buffer.alloc(0), body]);
}

/** What stands for a WebSocket. */
function withReceiver(receiver: unknown): EventEmitter {
  return Object.assign(new EventEmitter(), { _receiver: receiver });
}

/** Everything that a receiver tells of what it is handed. */
function told(chunks: Buffer[], directly: boolean): unknown[] {
  const log: unknown[] = [];
  const receiver = new Receiver({ isServer: true, maxPayload });
  if (directly) expect(readDirectly(withReceiver(receiver))).toBe(true);
  receiver.on('message', (data: Buffer, isBinary: boolean) => log.push([data.toString('hex'), isBinary]));
  for (const event of ['ping', 'pong', 'conclude'])
    receiver.on(event, (...told: unknown[]) => log.push([event, ...told.map(String)]));
  receiver.on('error', (error) => log.push(error.message));
  // As `ws` does, nothing is handed over after the end.
  for (const chunk of chunks) if (receiver.writable) log.push(receiver.write(Buffer.from(chunk)));
  return log;
}

const mask = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('a'.repeat(125), 'a'.repeat(126), 'ä'.repeat(64), 'a'.repeat(255), 'b'.repeat(65_535)),
  fc.constantFrom('b'.repeat(65_536), 'c'.repeat(maxPayload), 'c'.repeat(maxPayload + 1)),
);
const message: fc.Arbitrary<Frame> = fc.record({
  first: fc.constant(0x81),
  payload: text.map((each) => Buffer.from(each)),
  mask,
});
const anyFrame: fc.Arbitrary<Frame> = fc.record({
  // Fragments, bytes, pings, an end, reserved kinds and flags.
  first: fc.constantFrom(0x81, 0x01, 0x00, 0x80, 0x82, 0x02, 0x89, 0x8a, 0x88, 0x83, 0xc1, 0xa1),
  payload: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  mask: fc.option(mask, { nil: undefined, freq: 20 }),
});
const frames = fc.array(fc.oneof({ weight: 4, arbitrary: message }, { weight: 1, arbitrary: anyFrame }), {
  minLength: 1,
  maxLength: 12,
});

/** The bytes, cut into pieces. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % bytes.length)), bytes.length].sort((a, b) => a - b);
  return ends
    .map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
    .filter(({ length }) => length > 0);
}

describe('reading directly', () => {
  test('should tell what the receiver of ws tells, whatever comes and however it is cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(), { maxLength: 8 }), (sent, places) => {
        const chunks = cut(Buffer.concat(sent.map(bytesOf)), places);
        expect(told(chunks, true)).toEqual(told(chunks, false));
      }),
      { numRuns: 1_000 },
    );
  });

  test('should tell each of many messages that arrive together', () => {
    const words = ['one', 'two', 'three', 'four'];
    const chunk = Buffer.concat(
      words.map((word) => bytesOf({ first: 0x81, payload: Buffer.from(word), mask: Buffer.from('mask') })),
    );
    expect(told([chunk], true)).toEqual([
      ...words.map((word) => [Buffer.from(word).toString('hex'), false]),
      true,
    ]);
  });

  test('should find the receiver of a connected socket as it expects it', async () => {
    await using party = await createParty({}, () => {});
    await party.join();
    const [socket] = party.app.io.of('/').sockets.values();
    const transport = socket?.conn.transport as { socket?: { _receiver: Writable } } | undefined;
    const receiver = transport?.socket?._receiver as Writable;
    expect(Object.hasOwn(receiver, 'write')).toBe(true);
    Reflect.deleteProperty(receiver, 'write');
    expect(receiverIsAsExpected(receiver)).toBe(true);
  });

  test('should leave whole what an app hears of the WebSocket itself, whatever is read later', async () => {
    const heard: Buffer[] = [];
    await using party = await createParty({}, (app) => {
      app.get('/word', async () => 'word');
      app.io.engine.on('connection', ({ transport }: { transport: { socket?: EventEmitter } }) =>
        transport.socket?.on('message', (data: Buffer) => heard.push(data)),
      );
    });
    const [one, other] = [await party.join(), await party.join()];
    const ask = (client: typeof one, data: string) =>
      client.emitWithAck('get', { url: '/word', data: [data] });
    for (const word of ['first', 'second', 'third'])
      await Promise.all([ask(one, word), ask(other, `o-${word}`)]);
    const words = heard.flatMap((data) => /"data":\["([^"]+)"\]/.exec(data.toString())?.[1] ?? []);
    expect(words.toSorted()).toEqual(['first', 'o-first', 'o-second', 'o-third', 'second', 'third']);
  });

  test.each([
    ['nothing', undefined],
    ['an object', { write() {} }],
    ["a client's", new Receiver({ isServer: false })],
    ['one that puts messages off', new Receiver({ isServer: true, allowSynchronousEvents: false })],
    ['one whose state is hidden', Object.assign(new Receiver({ isServer: true }), { _state: undefined })],
  ])('should leave %s as it is', (_what, receiver) => {
    expect(readDirectly(withReceiver(receiver))).toBe(false);
  });
});
