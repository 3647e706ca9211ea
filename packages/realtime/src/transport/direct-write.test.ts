import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tcpConnection } from '../../test/tcp-connection.ts';
import {
  allowDirectWrites,
  bytesUnwritten,
  type DirectSocket,
  handleOf,
  writeDirectly,
} from './direct-write.ts';

/** A connection, of which the one end may be written to directly. */
async function connection() {
  const ends = await tcpConnection();
  const socket = ends.socket as DirectSocket;
  allowDirectWrites(socket);
  return { ...ends, socket };
}

async function read(peer: Socket, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let got = 0;
  for await (const chunk of peer.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    got += chunk.length;
    if (got >= length) break;
  }
  return Buffer.concat(chunks);
}

const someBytes = (size: number, seed: number) => Buffer.alloc(size, `${seed};`);

describe('a direct write', () => {
  test('should reach the peer whole and in order, whatever is written by the stream in between', async () => {
    const write = fc.record({ direct: fc.boolean(), size: fc.integer({ min: 1, max: 400_000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 40 }), async (writes) => {
        await using party = await connection();
        const { socket, peer } = party;
        const sent = writes.map(({ direct, size }, index) => {
          const bytes = someBytes(size, index);
          if (direct) writeDirectly(socket, bytes);
          else socket.write(bytes);
          return bytes;
        });
        const expected = Buffer.concat(sent);
        expect((await read(peer, expected.length)).equals(expected)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('should go past the stream when the peer reads', async () => {
    await using party = await connection();
    const { socket, peer } = party;
    writeDirectly(socket, Buffer.from('learn'));
    await read(peer, 5);
    const handle = handleOf(socket) as NonNullable<ReturnType<typeof handleOf>>;
    const written: unknown[] = [];
    const writeBuffer = handle.writeBuffer;
    handle.writeBuffer = (request, bytes) => {
      written.push(request);
      return writeBuffer.call(handle, request, bytes);
    };
    writeDirectly(socket, Buffer.from('one'));
    writeDirectly(socket, Buffer.from('two'));
    expect((await read(peer, 6)).toString()).toBe('onetwo');
    expect(written[0]).toBe(written[1]);
    expect(socket.writableLength).toBe(0);
  });

  test('should count what the kernel has not taken, until the peer has read it', async () => {
    await using party = await connection();
    const { socket, peer } = party;
    const bytes = someBytes(1_000_000, 7);
    for (let n = 0; n < 20; n++) writeDirectly(socket, bytes);
    expect(bytesUnwritten(socket)).toBeGreaterThan(1_000_000);
    expect(bytesUnwritten(socket)).toBeLessThanOrEqual(20_000_000);
    await read(peer, 20_000_000);
    while (bytesUnwritten(socket) > 0) await turn();
    writeDirectly(socket, Buffer.from('again'));
    expect((await read(peer, 5)).toString()).toBe('again');
  });

  test('should keep what the kernel has not taken from the garbage collector', async () => {
    await using party = await connection();
    const { socket, peer } = party;
    writeDirectly(socket, Buffer.from('learn'));
    await read(peer, 5);
    const size = 16_000_000;
    writeDirectly(socket, Buffer.alloc(size, 'kept;'));
    expect(bytesUnwritten(socket)).toBeGreaterThan(0);
    // Who writes keeps nothing; what is freed is given to others.
    await turn();
    globalThis.gc?.();
    const others = Array.from({ length: 4 }, () => Buffer.alloc(size, 'other'));
    const got = await read(peer, size);
    expect(got.equals(Buffer.alloc(size, 'kept;'))).toBe(true);
    expect(others).toHaveLength(4);
  });

  test('should write all of it before the end of the stream', async () => {
    await using party = await connection();
    const { socket, peer } = party;
    for (let n = 0; n < 10; n++) writeDirectly(socket, someBytes(1_000_000, n));
    socket.end('the end');
    writeDirectly(socket, Buffer.from('after the end'));
    const text = (await read(peer, 10_000_007)).subarray(10_000_000).toString();
    expect(text).toBe('the end');
  });

  test.each(['at once', 'while the kernel has not taken all'])(
    'should end the socket when the peer has gone %s',
    async (when) => {
      await using party = await connection();
      const { socket, peer } = party;
      const errors: Error[] = [];
      socket.on('error', (error) => errors.push(error));
      writeDirectly(socket, Buffer.from('learn'));
      await read(peer, 5);
      if (when !== 'at once') for (let n = 0; n < 20; n++) writeDirectly(socket, someBytes(1_000_000, n));
      peer.resetAndDestroy();
      const closed = new Promise((resolve) => socket.once('close', resolve));
      while (!socket.destroyed) {
        writeDirectly(socket, Buffer.from('more'));
        await turn();
      }
      await closed;
      expect(errors.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^(write|read) (EPIPE|ECONNRESET)$/),
      ]);
      writeDirectly(socket, Buffer.from('nobody is there'));
    },
  );

  test('should be the stream where the handle has another shape', () => {
    const handle = { writeBuffer: () => 0, writeQueueSize: 0 };
    class TCP {
      writeBuffer = () => 0;
    }
    class TLSWrap extends TCP {
      writeQueueSize = 0;
    }
    for (const _handle of [undefined, null, {}, handle, new TCP(), new TLSWrap()])
      expect(handleOf({ _handle })).toBeUndefined();
    expect(handleOf(new Socket())).toBeUndefined();
  });
});
