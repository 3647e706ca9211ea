import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

for (const transport of transports) {
  describe(`${transport}: the body of a response`, () => {
    test.each([
      ['an object', { a: 1, at: new Date(0), gone: undefined }, { a: 1, at: '1970-01-01T00:00:00.000Z' }],
      ['a list', [1, 'two', null], [1, 'two', null]],
      ['a text', 'str', 'str'],
      ['a text that looks like JSON', '{"a":1}', '{"a":1}'],
      ['an empty text', '', ''],
      ['a number', 5, 5],
      ['false', false, false],
      ['null', null, null],
      ['bytes', Buffer.from('hi'), { type: 'Buffer', data: [104, 105] }],
      ['what says itself how it is written', { toJSON: () => ({ safe: true }) }, { safe: true }],
    ])('should arrive as the same value when res.json() is given %s', async (_what, given, expected) => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.json(given) } });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 200, body: expected });
    });

    test('should be an error, and nothing of a promise, when nobody waited for it', async () => {
      await using lifted = await lift({
        environment: 'development',
        orm: { moduleDefinitions: { models: { pet: { attributes: { name: 'string' } } } } },
        routes: {
          'GET /promise': (_req, res) => res.json(Promise.resolve(1)),
          'GET /ok': (_req, res) => res.ok(Promise.resolve(1)),
          'GET /query': (req, res) => res.json(req._sails.models.pet!.find()),
          'GET /deep': (req, res) => res.json({ pets: req._sails.models.pet!.find() }),
        },
      });
      const ask = lifted.via(transport);
      for (const path of ['/promise', '/ok', '/query', '/deep']) {
        const { status, body } = await ask(`GET ${path}`);
        expect(status, path).toBe(500);
        expect(JSON.stringify(body), path).toContain('await');
        expect(JSON.stringify(body), path).not.toContain('tableName');
      }
    });

    test('should be empty when res.json() is given nothing', async () => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.json() } });
      expect((await lifted.via(transport)('GET /x')).body).toBeUndefined();
    });

    test('should be the text when res.send() is given a text', async () => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.send('<b>plain</b>') } });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 200, body: '<b>plain</b>' });
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    });

    test('should be JSON when res.send() is given an object or a number', async () => {
      await using lifted = await lift({
        routes: {
          'GET /object': (_req, res) => res.send({ a: 1 }),
          'GET /number': (_req, res) => res.send(7),
        },
      });
      const ask = lifted.via(transport);
      expect((await ask('GET /object')).body).toEqual({ a: 1 });
      expect((await ask('GET /number')).body).toBe(7);
    });

    test.each([[undefined], [null]])('should be empty when res.send() is given %s', async (given) => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.status(202).send(given) } });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 202 });
      expect(answer.body).toBeUndefined();
    });

    test.each([204, 304])('should be empty when the status is %i', async (status) => {
      await using lifted = await lift({
        routes: {
          'GET /send': (_req, res) => res.status(status).send('text'),
          'GET /json': (_req, res) => res.status(status).json({ a: 1 }),
        },
      });
      for (const path of ['/send', '/json']) {
        const answer = await lifted.via(transport)(`GET ${path}`);
        expect(answer.status).toBe(status);
        expect(answer.body).toBeUndefined();
      }
    });

    test('should be the bytes when res.send() is given bytes', async () => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => res.type('text/plain').send(Buffer.from('héllo')) },
      });
      expect((await lifted.via(transport)('GET /x')).body).toBe('héllo');
    });

    test('should be all of it when res.send() is given a stream', async () => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => res.type('text/plain').send(Readable.from(['one ', 'two'])) },
      });
      expect((await lifted.via(transport)('GET /x')).body).toBe('one two');
    });

    test('should answer 500 when a stream fails before its first piece', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': (_req, res) => {
            const stream = new Readable({ read: () => stream.destroy(new Error('no disk')) });
            res.send(stream);
          },
        },
      });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer.status).toBe(500);
      expect(answer.body).toContain('no disk');
    });

    test('should be the words of the status when res.sendStatus() is called', async () => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.sendStatus(403) } });
      expect(await lifted.via(transport)('GET /x')).toMatchObject({ status: 403, body: 'Forbidden' });
    });

    test('should answer 500 with the reason when a value can not be written as JSON', async () => {
      await using lifted = await lift({
        routes: {
          'GET /circle': (_req, res) => {
            const circle: Record<string, unknown> = {};
            circle.again = circle;
            return res.status(201).json(circle);
          },
          'GET /big': (_req, res) => res.json({ big: 1n }),
        },
      });
      const ask = lifted.via(transport);
      for (const path of ['/circle', '/big']) {
        const answer = await ask(`GET ${path}`);
        expect(answer.status).toBe(500);
        expect(answer.body).toMatch(/circular|BigInt/);
      }
    });

    test('should stay JSON in its text when another type was set', async () => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => res.type('text/plain').json({ a: 1 }) },
      });
      expect((await lifted.via(transport)('GET /x')).body).toBe('{"a":1}');
    });

    test('should call the function that the query names when res.jsonp() answers', async () => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.jsonp({ a: '\u2028' }) } });
      const ask = lifted.via(transport);
      const answer = await ask('GET /x?callback=app.on%3Balert(1)');
      expect(answer.body).toBe('/**/ typeof app.onalert1 === \'function\' && app.onalert1({"a":"\\u2028"});');
      expect(answer.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'x-content-type-options': 'nosniff',
      });
      expect((await ask('GET /x')).body).toEqual({ a: '\u2028' });
    });

    test('should ignore and log a second answer', async () => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => [res.json({ first: true }), res.json({ second: true })] },
      });
      expect((await lifted.via(transport)('GET /x')).body).toEqual({ first: true });
      expect(lifted.log.error.join()).toContain('GET /x was answered already');
    });

    test('should know that it was answered', async () => {
      const seen: boolean[] = [];
      await using lifted = await lift({
        routes: {
          'GET /x': (_req, res) => {
            seen.push(res.headersSent);
            res.ok();
            seen.push(res.headersSent);
          },
        },
      });
      await lifted.via(transport)('GET /x');
      expect(seen).toEqual([false, true]);
    });
  });
}
