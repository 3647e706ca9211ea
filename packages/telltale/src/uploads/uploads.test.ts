import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import type { AppOptions, Request, UploadOptions } from 'telltale';
import { describe, expect, test } from 'vitest';
import { type AppFolder, appFolder } from '../../test/app-folder.ts';
import { type Lifted, lift } from '../../test/transports.ts';

interface Surroundings extends AsyncDisposable {
  lifted: Lifted;
  folder: AppFolder;
  /** Names in a folder of the app; none when there is none. */
  names(path?: string): Promise<string[]>;
  post(form: FormData): Promise<{ status: number; body: never }>;
}

async function upload(
  take: (req: Request) => unknown,
  more: AppOptions = {},
  options: { files?: Record<string, string> } = {},
): Promise<Surroundings> {
  const folder = await appFolder(options.files);
  const lifted = await lift({
    appPath: folder.path,
    routes: { 'POST /upload': async (req, res) => res.json((await take(req)) ?? null) },
    ...more,
  });
  return {
    lifted,
    folder,
    names: (path = '.tmp/uploads') => readdir(join(folder.path, path)).catch(() => []),
    async post(body) {
      const answer = await fetch(`${lifted.url}/upload`, { method: 'POST', body });
      const said = await answer.text();
      return {
        status: answer.status,
        body: (said.startsWith('{') || said.startsWith('[') ? JSON.parse(said) : said) as never,
      };
    },
    async [Symbol.asyncDispose]() {
      await lifted[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A promise that is settled from outside. */
function later<Value>(): { promise: Promise<Value>; resolve(value: Value): void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value) => resolve(value) };
}

function formOf(...parts: [field: string, value: string | Blob, filename?: string][]): FormData {
  const form = new FormData();
  for (const [field, value, filename] of parts) {
    if (typeof value === 'string') form.append(field, value);
    else form.append(field, value, filename ?? 'blob');
  }
  return form;
}

const png = (bytes: number | Buffer, type = 'image/png') =>
  new Blob([typeof bytes === 'number' ? randomBytes(bytes) : new Uint8Array(bytes)], { type });

describe('an upload', () => {
  test('should save a file under a random name with its extension, and tell of it', async () => {
    await using app = await upload((req) => req.file('avatar').upload());
    const bytes = randomBytes(300_000);
    const { status, body } = await app.post(formOf(['avatar', png(bytes), 'größe.PNG']));
    expect(status).toBe(200);
    const [file] = body as { fd: string }[];
    expect(body).toEqual([
      {
        fd: expect.stringMatching(/[\\/]\.tmp[\\/]uploads[\\/][\da-f-]{36}\.png$/),
        size: 300_000,
        type: 'image/png',
        filename: 'größe.PNG',
        field: 'avatar',
        status: 'finished',
      },
    ]);
    expect((await readFile(file?.fd ?? '')).equals(bytes)).toBe(true);
    expect(await app.names()).toHaveLength(1);
  });

  test('should take several files of a field in their order', async () => {
    await using app = await upload(async (req) => {
      const files = await req.file('photos').upload({ saveAs: ({ filename }) => `kept-${filename}` });
      return files.map(({ filename, size }) => [filename, size]);
    });
    const form = formOf(
      ['photos', png(10), 'a.png'],
      ['photos', png(200_000), 'b.png'],
      ['photos', png(0), 'c.png'],
    );
    expect((await app.post(form)).body).toEqual([
      ['a.png', 10],
      ['b.png', 200_000],
      ['c.png', 0],
    ]);
    expect(await app.names()).toEqual(['kept-a.png', 'kept-b.png', 'kept-c.png']);
  });

  test('should give its files to a callback', async () => {
    await using app = await upload((req) => {
      const outcome = later<unknown>();
      req
        .file('avatar')
        .upload({ dirname: 'kept', saveAs: 'one.png' }, (error, files) =>
          outcome.resolve([error, files?.length]),
        );
      return outcome.promise;
    });
    expect((await app.post(formOf(['avatar', png(5)]))).body).toEqual([null, 1]);
    expect(await app.names('kept')).toEqual(['one.png']);
    await using bare = await upload((req) => {
      const outcome = later<unknown>();
      req.file('avatar').upload((error, files) => outcome.resolve([error, files?.length]));
      return outcome.promise;
    });
    expect((await bare.post(formOf(['avatar', png(5)]))).body).toEqual([null, 1]);
  });

  test('should be named by a function with a callback, or by a promise', async () => {
    await using app = await upload(async (req) => {
      await req.file('a').upload({ saveAs: (file, done) => done(null, `called-${file.filename}`) });
      await req.file('b').upload({ saveAs: async (file) => `in/folder-${file.type.replace('/', '-')}` });
    });
    expect((await app.post(formOf(['a', png(5), 'x'], ['b', png(5), 'y']))).status).toBe(200);
    expect(await app.names()).toEqual(['called-x', 'in']);
    expect(await app.names('.tmp/uploads/in')).toEqual(['folder-image-png']);
  });

  test('should know the texts before the first file when the action begins, and the others when it has the files', async () => {
    await using app = await upload(async (req) => {
      const before = { ...req.allParams() };
      await req.file('avatar').upload();
      return { before, after: req.body };
    });
    const form = formOf(
      ['name', 'Ann'],
      ['tag', 'a'],
      ['tag', 'b'],
      ['avatar', png(200_000)],
      ['late', 'yes'],
    );
    expect((await app.post(form)).body).toEqual({
      before: { name: 'Ann', tag: ['a', 'b'] },
      after: { name: 'Ann', tag: ['a', 'b'], late: 'yes' },
    });
  });

  test('should read a form without files as texts', async () => {
    await using app = await upload(async (req) => [req.param('name'), await req.file('avatar').upload()]);
    expect((await app.post(formOf(['name', 'Ann'], ['__proto__', 'x']))).body).toEqual(['Ann', []]);
  });

  test('should be empty when nothing was sent: no form, another field, an input that nobody used', async () => {
    await using app = await upload((req) => req.file('avatar').upload());
    const empty = (await fetch(`${app.lifted.url}/upload`, { method: 'POST' })).json();
    expect(await empty).toEqual([]);
    expect((await app.post(formOf(['other', png(100_000)]))).body).toEqual([]);
    expect((await app.post(formOf(['avatar', new Blob([]), '']))).body).toEqual([]);
    expect(await app.names()).toEqual([]);
  });

  test('should take fields in whatever order they are asked for, and at once', async () => {
    const parked = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('telltale-upload-'));
    const before = await parked();
    const sizes = (lists: { size: number }[][]) => lists.flat().map(({ size }) => size);
    await using app = await upload(async (req) => {
      if (req.param('way') === 'at once') {
        return sizes(await Promise.all([req.file('b').upload(), req.file('a').upload()]));
      }
      const second = await req.file('b').upload();
      return sizes([second, await req.file('a').upload()]);
    });
    const form = (way: string) =>
      formOf(['way', way], ['a', png(300_000)], ['c', png(70_000)], ['b', png(200_000)], ['a', png(9)]);
    expect((await app.post(form('one by one'))).body).toEqual([200_000, 300_000, 9]);
    expect((await app.post(form('at once'))).body).toEqual([200_000, 300_000, 9]);
    await expect.poll(parked).toEqual(before);
  });

  test('should fail with 413 and leave no file when they are too large together', async () => {
    await using app = await upload((req) => req.file('photos').upload({ maxBytes: 100_000 }));
    const form = formOf(['photos', png(60_000)], ['photos', png(60_000)], ['photos', png(60_000)]);
    expect(await app.post(form)).toMatchObject({
      status: 413,
      body: { code: 'E_EXCEEDS_UPLOAD_LIMIT', message: expect.stringContaining('100000 bytes') },
    });
    expect(await app.names()).toEqual([]);
    expect((await app.post(formOf(['photos', png(100_000)]))).status).toBe(200);
    expect(await app.names()).toHaveLength(1);
  });

  test('should leave a file that was there before as it was, when it fails', async () => {
    await using app = await upload(
      (req) => req.file('avatar').upload({ maxBytes: 10, saveAs: 'me.png' }),
      {},
      {
        files: { '.tmp/uploads/me.png': 'old' },
      },
    );
    expect((await app.post(formOf(['avatar', png(11)]))).status).toBe(413);
    expect(await readFile(join(app.folder.path, '.tmp/uploads/me.png'), 'utf8')).toBe('old');
    expect(await app.names()).toEqual(['me.png']);
    expect((await app.post(formOf(['avatar', png(Buffer.from('new'))]))).status).toBe(200);
    expect(await readFile(join(app.folder.path, '.tmp/uploads/me.png'), 'utf8')).toBe('new');
  });

  test('should leave no file when the client goes away', async () => {
    const failed = later<unknown>();
    const began = later<void>();
    await using app = await upload(async (req) => {
      began.resolve();
      await req.file('photos').upload().catch(failed.resolve);
    });
    const socket = connect(Number(new URL(app.lifted.url).port), '127.0.0.1');
    socket.write(
      'POST /upload HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 900000\r\n\r\n' +
        '--b\r\ncontent-disposition: form-data; name="photos"; filename="a.png"\r\ncontent-type: image/png\r\n\r\nwhole\r\n' +
        `--b\r\ncontent-disposition: form-data; name="photos"; filename="b.png"\r\ncontent-type: image/png\r\n\r\n${'x'.repeat(200_000)}`,
    );
    await began.promise;
    socket.destroy();
    expect(await failed.promise).toMatchObject({ code: 'E_UPLOAD_ABORTED' });
    expect(await app.names()).toEqual([]);
  });

  test.each<[string, UploadOptions['saveAs']]>([
    ['a client', ({ filename }) => `../../${filename}`],
    ['the root', () => '/etc/passwd'],
    ['nothing', () => ''],
    ['no text', () => 7 as never],
    ['the folder itself', '.'],
    ['a hidden end', 'a\0.png'],
  ])('should not leave its folder, whatever name %s makes', async (_who, saveAs) => {
    await using app = await upload((req) =>
      req
        .file('a')
        .upload({ saveAs: saveAs as never })
        .catch((error) => error.code),
    );
    expect((await app.post(formOf(['a', png(5), 'x.png']))).body).toContain('E_UPLOAD_PATH');
    expect(await app.names()).toEqual([]);
    expect(await readdir(app.folder.path)).not.toContain('x.png');
  });

  test.each(['../../evil.png', '..\\..\\evil.png', '/etc/evil.png', 'C:\\evil.png'])(
    'should see only the last part of a file name such as %s',
    async (filename) => {
      await using app = await upload(async (req) => {
        const [file] = await req.file('a').upload({ saveAs: (one) => one.filename });
        return { name: file?.filename };
      });
      expect((await app.post(formOf(['a', png(5), filename]))).body).toEqual({ name: 'evil.png' });
      expect(await app.names()).toEqual(['evil.png']);
    },
  );

  test('should refuse two files that would go to one place', async () => {
    await using app = await upload((req) =>
      req
        .file('a')
        .upload({ saveAs: 'one' })
        .catch((error) => error.code),
    );
    expect((await app.post(formOf(['a', png(5)], ['a', png(5)]))).body).toContain('E_UPLOAD_PATH');
    expect(await app.names()).toEqual([]);
  });

  test('should hand the bytes to what receives them instead', async () => {
    const hash: number[] = [];
    await using app = await upload(async (req) => {
      const files = await req.file('a').upload({
        maxBytes: 100_000,
        async receive(bytes, { filename }) {
          let size = 0;
          for await (const chunk of bytes) size += chunk.length;
          hash.push(size);
          return { key: `store/${filename}` };
        },
      });
      return files;
    });
    expect((await app.post(formOf(['a', png(70_000), 'x.png']))).body).toEqual([
      {
        fd: '',
        size: 70_000,
        type: 'image/png',
        filename: 'x.png',
        field: 'a',
        status: 'finished',
        extra: { key: 'store/x.png' },
      },
    ]);
    expect(hash).toEqual([70_000]);
    expect((await app.post(formOf(['a', png(170_000), 'x.png']))).status).toBe(413);
  });

  test.each<[string, UploadOptions]>([
    ['maxBytes', { maxBytes: '10mb' as never }],
    ['dirname', { dirname: 7 as never }],
    ['saveAs', { saveAs: 7 as never }],
    ['receive', { receive: 7 as never }],
    ['adapter', { adapter: () => {} }],
  ])('should refuse the option %s when it is unusable', async (option, options) => {
    await using app = await upload((req) =>
      req
        .file('a')
        .upload(options)
        .catch(({ code, message }) => ({ code, message })),
    );
    expect((await app.post(formOf(['a', png(5)]))).body).toMatchObject({
      code: 'E_UPLOAD_OPTION',
      message: expect.stringContaining(`upload: ${option} is`),
    });
  });
});

describe('a form', () => {
  test.each<[string, AppOptions['uploads'], FormData]>([
    ['files', { maxFiles: 2 }, formOf(['a', png(5)], ['a', png(5)], ['a', png(5)])],
    ['texts', { maxFields: 2 }, formOf(['x', '1'], ['y', '2'], ['z', '3'], ['a', png(5)])],
    ['text', { maxFieldBytes: 10 }, formOf(['x', 'far too long'], ['a', png(5)])],
    ['bytes', { maxBytes: 10 }, formOf(['a', png(11)])],
  ])('should be refused with 413 when it has too many %s', async (_what, uploads, form) => {
    await using app = await upload((req) => req.file('a').upload(), { uploads });
    expect((await app.post(form)).status).toBe(413);
    expect(await app.names()).toEqual([]);
  });

  test.each([
    ['has no boundary', 'multipart/form-data', 'x'],
    [
      'ends in the middle',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx',
    ],
  ])('should be refused with 400 when it %s', async (_what, type, body) => {
    await using app = await upload((req) => req.file('a').upload());
    const answer = await fetch(`${app.lifted.url}/upload`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'E_UPLOAD_FORM' });
  });

  test('should not hold its connection up when nobody asks for its files', async () => {
    await using app = await upload(() => ({ ignored: true }));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const body = Buffer.from(await new Response(formOf(['a', png(2_000_000)])).arrayBuffer());
    const boundary = body.subarray(2, body.indexOf('\r\n')).toString();
    const ports = new Set<number | undefined>();
    for (let round = 0; round < 3; round += 1) {
      const outgoing = request(`${app.lifted.url}/upload`, {
        method: 'POST',
        agent,
        headers: {
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': body.length,
        },
      });
      outgoing.end(body);
      const [answer] = await once(outgoing, 'response');
      expect(await text(answer)).toBe('{"ignored":true}');
      ports.add(outgoing.socket?.localPort);
    }
    expect(ports.size).toBe(1);
    agent.destroy();
    expect(await app.names()).toEqual([]);
  });

  test('should be read by a plugin of the app, when that takes forms', async () => {
    await using app = await upload((req) => req.body, {
      http: {
        plugins: [
          Object.assign(
            async (fastify: FastifyInstance) => {
              fastify.addContentTypeParser('multipart/form-data', async () => ({ by: 'the plugin' }));
            },
            { [Symbol.for('skip-override')]: true },
          ) as never,
        ],
      },
    });
    expect((await app.post(formOf(['a', png(5)]))).body).toEqual({ by: 'the plugin' });
  });
});

test('an action should have the files that it names as inputs, and refuse a form without those that are required', async () => {
  const action = {
    inputs: {
      name: { type: 'string', required: true },
      avatar: { type: 'ref', required: true },
      cover: { type: 'ref' },
    },
    files: ['avatar', 'cover'],
    fn: async ({
      name,
      avatar,
      cover,
    }: {
      name: string;
      avatar: { upload(): Promise<unknown[]> };
      cover?: unknown;
    }) => ({
      name,
      files: (await avatar.upload()).length,
      cover: cover !== undefined,
    }),
  };
  await using app = await upload(() => {}, {
    routes: { 'POST /upload': { action: 'act' } },
    controllers: { moduleDefinitions: { act: action } },
  });
  const { body } = await app.post(formOf(['name', 'Ann'], ['avatar', png(5)]));
  expect(body).toMatchObject({ name: 'Ann', files: 1 });
  expect(await app.post(formOf(['name', 'Ann']))).toMatchObject({
    status: 400,
    body: { problems: ['"avatar" is required, but no file was sent.'] },
  });
});

test('socket: req.file() should answer 500 with what to do', async () => {
  await using lifted = await lift({ routes: { 'POST /x': (req) => req.file('avatar').upload() } });
  const answer = await lifted.via('socket')('POST /x', { data: {} });
  expect(answer.status).toBe(500);
  expect(answer.body).toContain('over HTTP only');
});
