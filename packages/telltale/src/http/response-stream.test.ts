import { once } from 'node:events';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

const pieces = Array.from({ length: 200 }, (_, index) => `${index}`.padStart(1_000, '.'));

for (const transport of transports) {
  describe(`${transport}: a response as a stream`, () => {
    test('should send all pieces when res.write() and res.end() are called', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': (_req, res) => {
            res.writeHead(201, { 'x-a': '1' });
            res.write('one ');
            res.write(Buffer.from('two '));
            res.end('three');
          },
        },
      });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 201, body: 'one two three' });
      expect(answer.headers['x-a']).toBe('1');
    });

    test('should send what res.end() is given alone, or nothing', async () => {
      await using lifted = await lift({
        routes: {
          'GET /text': (_req, res) => res.end('text'),
          'GET /none': (_req, res) => res.status(201).end(),
        },
      });
      const ask = lifted.via(transport);
      expect((await ask('GET /text')).body).toBe('text');
      expect(await ask('GET /none')).toMatchObject({ status: 201, body: undefined });
    });

    test('should take a pipe and a pipeline', async () => {
      await using lifted = await lift({
        routes: {
          'GET /pipe': (_req, res) =>
            void Readable.from(pieces).pipe(res as unknown as NodeJS.WritableStream),
          'GET /pipeline': async (_req, res) => {
            await pipeline(Readable.from(pieces), upperCase(), res as unknown as NodeJS.WritableStream);
          },
        },
      });
      const ask = lifted.via(transport);
      expect((await ask('GET /pipe')).body).toBe(pieces.join(''));
      expect((await ask('GET /pipeline')).body).toBe(pieces.join(''));
      expect(lifted.log.error).toEqual([]);
    });

    test('should say when it is finished', async () => {
      const finished: string[] = [];
      await using lifted = await lift({
        routes: {
          'GET /x': (_req, res) => {
            res.once('finish', () => finished.push('event'));
            res.write('a');
            res.end(() => finished.push('callback'));
          },
        },
      });
      await lifted.via(transport)('GET /x');
      expect(finished.sort()).toEqual(['callback', 'event']);
    });

    test('should run the hooks of Fastify plugins over a streamed answer', async () => {
      await using lifted = await lift({
        http: {
          plugins: [
            Object.assign(
              async (fastify: { addHook(name: 'onSend', hook: (...given: never[]) => unknown): void }) => {
                fastify.addHook(
                  'onSend',
                  async (_request: unknown, reply: { header(name: string, value: string): void }) => {
                    reply.header('x-hook', 'ran');
                  },
                );
              },
              { [Symbol.for('skip-override')]: true },
            ) as never,
          ],
        },
        routes: {
          'GET /x': (_req, res) => {
            res.write('a');
            res.end('b');
          },
        },
      });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer.body).toBe('ab');
      expect(answer.headers['x-hook']).toBe('ran');
    });
  });
}

test('http: should stop and free the source when the client leaves in the middle', async () => {
  const source = new Readable({
    read() {
      this.push(Buffer.alloc(65_536));
    },
  });
  await using lifted = await lift({
    routes: {
      'GET /x': (_req, res) =>
        void source.pipe(res as unknown as NodeJS.WritableStream).on('close', () => source.destroy()),
    },
  });
  const closed = once(source, 'close');
  const controller = new AbortController();
  const response = await fetch(`${lifted.url}/x`, { signal: controller.signal });
  await response.body?.getReader().read();
  controller.abort();
  await closed;
  expect((await lifted.via('http')('GET /gone')).status).toBe(404);
});

function upperCase(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, chunk.toString().toUpperCase());
    },
  });
}
