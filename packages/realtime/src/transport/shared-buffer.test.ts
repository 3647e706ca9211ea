import { once } from 'node:events';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tcpConnection } from '../../test/tcp-connection.ts';
import { readIntoSharedBuffer, type TakeBytes } from './shared-buffer.ts';

/** A connection, of which the one end reads into the shared buffer. */
async function connection(take: TakeBytes) {
  const ends = await tcpConnection();
  expect(readIntoSharedBuffer(ends.socket, take)).toBe(true);
  return ends;
}

describe('a socket that reads into the shared buffer', () => {
  test('should hand over everything once and in order, taken or not, and keep what it handed over', async () => {
    const step = fc.record({
      size: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 200_000 })),
      /** What part is taken of whatever comes, in tenths. */
      tenths: fc.integer({ min: 0, max: 10 }),
      pauses: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        const chunks: Buffer[] = [];
        let reads = 0;
        let got = 0;
        const stepNow = () => steps[reads++ % steps.length]!;
        await using ends = await connection(function (bytes) {
          const { tenths, pauses } = stepNow();
          const taken = Math.floor((bytes.length * tenths) / 10);
          chunks.push(Buffer.from(bytes.subarray(0, taken)));
          got += taken;
          if (pauses) rest(this);
          return taken;
        });
        const { socket, peer } = ends;
        socket.on('data', (chunk: Buffer) => {
          // Not copied: it has to stay what it is.
          chunks.push(chunk);
          got += chunk.length;
          if (stepNow().pauses) rest(socket);
        });
        const ended = once(socket, 'end');
        const sent = steps.map(({ size }, index) => Buffer.alloc(size, `${index};`));
        for (const bytes of sent) peer.write(bytes);
        peer.end();
        await ended;
        const expected = Buffer.concat(sent);
        expect(got).toBe(expected.length);
        expect(Buffer.concat(chunks).equals(expected)).toBe(true);
        expect(socket.bytesRead).toBe(expected.length);
      }),
      { numRuns: 60 },
    );
  });

  test('should leave everything to the stream while nobody listens, or more than one do', async () => {
    let taken = 0;
    await using ends = await connection((bytes) => {
      taken += bytes.length;
      return bytes.length;
    });
    const { socket, peer } = ends;
    const heard: string[] = [];
    socket.on('data', (chunk) => heard.push(`one ${chunk}`));
    socket.on('data', (chunk) => heard.push(`two ${chunk}`));
    peer.end('hello');
    await once(socket, 'end');
    expect(heard).toEqual(['one hello', 'two hello']);
    expect(taken).toBe(0);
  });

  test('should leave a socket alone that has no TCP connection', () => {
    expect(readIntoSharedBuffer(new Socket(), () => 0)).toBe(false);
  });
});

/** Stops reading until the next turn of the event loop. */
function rest(socket: Socket): void {
  socket.pause();
  setImmediate(() => socket.resume());
}
