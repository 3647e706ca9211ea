import type { AppOptions } from 'telltale';
import { describe, expect, test } from 'vitest';
import { lift, sendRaw } from '../../test/transports.ts';

const echo: AppOptions = {
  routes: { '/x': (req, res) => res.json({ body: req.body, all: req.allParams() }) },
};
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

async function post(options: AppOptions, headers: Record<string, string>, payload: string | Buffer) {
  await using lifted = await lift({ ...echo, ...options });
  return await sendRaw(`${lifted.url}/x`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-length': String(Buffer.byteLength(payload)), ...headers },
    payload,
  });
}

describe('http: bodies', () => {
  test.each([
    ['JSON', json, '{"a":[1,{"b":null}]}', { a: [1, { b: null }] }],
    ['JSON of another type', { 'content-type': 'application/vnd.party+json' }, '{"a":1}', { a: 1 }],
    ['a list', json, '[1,2]', [1, 2]],
    ['a number', json, '5', 5],
    ['nothing that is called JSON', json, '', {}],
    [
      'a form',
      form,
      'name=J%C3%BCrgen+K&tag=a&tag=b&pet[name]=Rex&pet[age]=3&list[]=x',
      {
        name: 'Jürgen K',
        tag: ['a', 'b'],
        pet: { name: 'Rex', age: '3' },
        list: ['x'],
      },
    ],
    ['text', { 'content-type': 'text/plain' }, 'hello', 'hello'],
  ])('should be read when they are %s', async (_what, headers, payload, expected) => {
    const answer = await post({}, headers as Record<string, string>, payload);
    expect(answer.status).toBe(200);
    expect((answer.body as { body: unknown }).body).toEqual(expected);
  });

  test.each([
    ['JSON is broken', json, '{"a":', 'E_INVALID_JSON'],
    ['JSON is of single quotes', json, "{'a':1}", 'E_INVALID_JSON'],
    ['JSON reaches for a prototype', json, '{"a":{"__proto__":{"admin":true}}}', 'E_BODY'],
    ['JSON reaches for a constructor', json, '{"constructor":{"prototype":{"admin":true}}}', 'E_BODY'],
    ['JSON is nested too deeply', json, `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'E_BODY'],
    ['JSON has too many items', json, `[${'0,'.repeat(100_001)}0]`, 'E_BODY'],
    ['a form is nested too deeply', form, `a${'[b]'.repeat(100)}=1`, 'E_INVALID_FORM'],
    ['a form has too many fields', form, 'a=1&'.repeat(1_001), 'E_INVALID_FORM'],
  ])('should be refused with 400 and a code when %s', async (_what, headers, payload, code) => {
    const answer = await post({}, headers, payload);
    expect(answer).toMatchObject({ status: 400, body: { code, message: expect.any(String) } });
  });

  test('should leave prototypes alone when a form reaches for them', async () => {
    const payload = '__proto__[a]=1&constructor[prototype][a]=1&toString=1&b=2';
    const answer = await post({}, form, payload);
    expect(answer).toMatchObject({ status: 200, body: { body: { b: '2' } } });
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test('should be refused with 413 when they are larger than the limit', async () => {
    const answer = await post({ http: { bodyLimit: 100 } }, json, JSON.stringify('x'.repeat(100)));
    expect(answer).toMatchObject({ status: 413, body: { code: 'FST_ERR_CTP_BODY_TOO_LARGE' } });
  });

  test('should be refused with 415 when nobody reads their type', async () => {
    const answer = await post({}, { 'content-type': 'application/x-unknown' }, 'x');
    expect(answer).toMatchObject({ status: 415, body: { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' } });
  });

  test('should hold to the bounds that the app set for messages', async () => {
    const answer = await post({ sockets: { limits: { depth: 2 } } }, json, '{"a":{"b":{}}}');
    expect(answer).toMatchObject({ status: 400, body: { code: 'E_BODY' } });
  });

  test('should be read by a parser that a plugin of the app brought', async () => {
    const plugin = Object.assign(
      async (fastify: { addContentTypeParser(...given: unknown[]): void }) => {
        fastify.addContentTypeParser(
          'text/csv',
          { parseAs: 'string' },
          async (_request: unknown, body: string) => body.split(','),
        );
      },
      { [Symbol.for('skip-override')]: true },
    );
    const answer = await post(
      { http: { plugins: [plugin as never] } },
      { 'content-type': 'text/csv' },
      'a,b',
    );
    expect(answer.body).toMatchObject({ body: ['a', 'b'] });
  });

  test('should leave a healthy neighbour alone when one is refused', async () => {
    await using lifted = await lift(echo);
    const [broken, healthy] = await Promise.all([
      sendRaw(`${lifted.url}/x`, {
        method: 'POST',
        headers: { ...json, 'content-length': '1' },
        payload: '{',
      }),
      lifted.via('http')('POST /x', { data: { a: 1 } }),
    ]);
    expect(broken.status).toBe(400);
    expect(healthy.body).toMatchObject({ body: { a: 1 } });
  });
});
