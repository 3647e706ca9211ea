import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-files-'));
  await writeFile(join(folder, 'notes #1.txt'), 'fair winds');
  await writeFile(join(folder, '.secret'), 'hidden');
});
afterAll(() => rm(folder, { recursive: true }));

for (const transport of transports) {
  describe(`${transport}: files`, () => {
    test('should be sent with their type when res.sendFile() is called', async () => {
      await using lifted = await lift({
        routes: {
          'GET /absolute': (_req, res) => res.sendFile(join(folder, 'notes #1.txt')),
          'GET /relative': (_req, res) =>
            res.sendFile('notes #1.txt', { root: folder, headers: { 'x-a': '1' } }),
        },
      });
      const ask = lifted.via(transport);
      expect((await ask('GET /absolute')).body).toBe('fair winds');
      const answer = await ask('GET /relative');
      expect(answer).toMatchObject({ status: 200, body: 'fair winds' });
      expect(answer.headers).toMatchObject({ 'x-a': '1', etag: expect.stringMatching(/^W\/"/) });
    });

    test('should be sent to be saved when res.download() is called', async () => {
      await using lifted = await lift({
        routes: {
          'GET /own': (_req, res) => res.download(join(folder, 'notes #1.txt')),
          'GET /other': (_req, res) => res.download(join(folder, 'notes #1.txt'), 'log.txt'),
        },
      });
      const ask = lifted.via(transport);
      expect((await ask('GET /own')).headers['content-disposition']).toBe(
        'attachment; filename="notes #1.txt"',
      );
      const answer = await ask('GET /other');
      expect(answer.body).toBe('fair winds');
      expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="?log.txt"?$/);
    });

    test('should answer 304 when the client has it, and a part when it asks for one', async () => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => res.sendFile(join(folder, 'notes #1.txt')) },
      });
      const ask = lifted.via(transport);
      const { etag } = (await ask('GET /x')).headers;
      const fresh = await ask('GET /x', { headers: { 'if-none-match': String(etag) } });
      expect(fresh).toMatchObject({ status: 304, body: undefined });
      const part = await ask('GET /x', { headers: { range: 'bytes=0-3' } });
      expect(part).toMatchObject({ status: 206, body: 'fair' });
      expect(part.headers['content-range']).toBe('bytes 0-3/10');
      expect((await ask('GET /x', { headers: { range: 'bytes=99-' } })).status).toBe(416);
    });

    test.each([
      ['is missing', 'nothing.txt'],
      ['is a folder', '.'],
      ['has a name that begins with a dot', '.secret'],
      ['lies outside the root', '../../../../../../etc/passwd'],
      ['lies outside the root, escaped', '..%2f..%2f..%2f..%2fetc%2fpasswd'],
      ['has a zero byte in its name', 'notes\0.txt'],
    ])('should never be sent when one %s', async (_what, name) => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => res.sendFile(name, { root: folder }) },
      });
      const { status, body } = await lifted.via(transport)('GET /x');
      expect([400, 403, 404]).toContain(status);
      expect(JSON.stringify(body)).not.toMatch(/hidden|root:/);
    });

    test('should tell a callback why, and leave the answer to it, when one can not be sent', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': (_req, res) =>
            res.sendFile(join(folder, 'nothing.txt'), (error) =>
              res.status(410).json({ why: error?.message }),
            ),
        },
      });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 410, body: { why: expect.stringContaining('nothing.txt') } });
    });

    test('should be refused with E_FILE_PATH when the path is relative and there is no root', async () => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.sendFile('notes #1.txt') } });
      expect((await lifted.via(transport)('GET /x')).status).toBe(500);
      expect(lifted.log.error.join()).toContain('give an absolute path'.replace('give', 'Give'));
    });
  });
}
