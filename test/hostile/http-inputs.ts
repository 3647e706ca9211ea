/** What a hostile client may send over HTTP, in groups, each with the app's reaction. @module */

/** What the app does about it. */
export type HttpReaction =
  /** An answer with this status, and this code in its body. */
  | { answered: number; code?: string }
  /** The connection ends without an answer. */
  | 'hung up';

/** One row of the page. */
export interface HttpInput {
  input: string;
  /** What is sent, byte for byte. */
  bytes: Buffer;
  reaction: HttpReaction;
  note?: string;
}

/** The reaction, in words. */
export function httpInWords(reaction: HttpReaction): string {
  if (reaction === 'hung up') return 'connection ended';
  return reaction.answered < 400 ? 'taken, and answered' : 'answered';
}

/** The status and code that go with it. */
export function httpCode(reaction: HttpReaction): string {
  if (reaction === 'hung up') return '';
  return reaction.code === undefined
    ? String(reaction.answered)
    : `${reaction.answered} \`${reaction.code}\``;
}

interface Parts {
  method?: string;
  url?: string;
  host?: string;
  headers?: string;
  body?: string;
}

const huge = (length: number, text = 'x') => text.repeat(length);
const taken: HttpReaction = { answered: 200 };
const notFound: HttpReaction = { answered: 404 };
const refused: HttpReaction = { answered: 400 };

function row(
  input: string,
  { method = 'GET', url = '/hi', host = 'Host: app\r\n', headers = '', body = '' }: Parts,
  reaction: HttpReaction,
  note?: string,
): HttpInput {
  const head = `${method} ${url} HTTP/1.1\r\n${host}Connection: close\r\n${headers}\r\n`;
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
  return { input, bytes, reaction, ...(note && { note }) };
}

function body(input: string, type: string, given: string, reaction: HttpReaction, note?: string): HttpInput {
  const headers = `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(given)}\r\n`;
  return row(input, { method: 'POST', headers, body: given }, reaction, note);
}

const json = (input: string, given: string, reaction: HttpReaction, note?: string) =>
  body(input, 'application/json', given, reaction, note);
const chunked = (input: string, given: string, reaction: HttpReaction, note?: string) =>
  row(
    input,
    {
      method: 'POST',
      headers: 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n',
      body: given,
    },
    reaction,
    note,
  );

/** All groups, under their headings. */
export const httpGroups: Record<string, HttpInput[]> = {
  Urls: [
    row('`?`', { url: '?' }, refused),
    row('`*`', { url: '*' }, notFound),
    row('no slash before it', { url: 'hi' }, refused),
    row('`//evil`', { url: '//evil' }, notFound),
    row('`http://host/hi`', { url: 'http://host/hi' }, taken, 'the host is ignored'),
    row('`%`', { url: '/%' }, refused),
    row('`%00`', { url: '/%00' }, notFound),
    row('`..`', { url: '/../../../etc/passwd' }, notFound),
    row('`..`, encoded', { url: '/%2e%2e%2f%2e%2e%2fetc%2fpasswd' }, notFound),
    row('a space', { url: '/hi there' }, refused),
    row('letters that are not encoded', { url: '/\u00e9' }, refused),
    row('10,000 characters', { url: `/${huge(10_000)}` }, notFound),
    row('10,000 slashes', { url: huge(10_000, '/') }, notFound),
    row('100,000 characters', { url: `/${huge(100_000)}` }, { answered: 431 }),
    row(
      'a query of 2,000 parameters',
      { url: `/hi?${huge(2_000, 'a=1&')}` },
      taken,
      'those after the first 1,000 are cut off',
    ),
    row(
      'a query that reaches for a prototype',
      { url: '/hi?__proto__[a]=1&constructor[prototype][a]=1' },
      taken,
    ),
  ],
  Methods: [
    row('`get` in lower case', { method: 'get' }, refused),
    row('`TRACE`', { method: 'TRACE' }, notFound),
    row('`PURGE`', { method: 'PURGE' }, notFound),
    row('`CONNECT`', { method: 'CONNECT', url: 'evil:443' }, 'hung up'),
    row('`constructor`', { method: 'constructor' }, refused),
    row('a number', { method: '7' }, refused),
    row('100,000 characters', { method: huge(100_000, 'G') }, refused),
    row(
      'another one in a header',
      { headers: 'X-HTTP-Method-Override: DELETE\r\n' },
      taken,
      'the header means nothing',
    ),
  ],
  Headers: [
    row('no `host`', { host: '' }, refused),
    row('two of `host`', { headers: 'Host: evil\r\n' }, taken, 'the first one counts'),
    row('1,000 of them', { headers: huge(1_000, 'a:b\r\n') }, taken),
    row('more than fit', { headers: `a: ${huge(100_000)}\r\n` }, { answered: 431 }),
    row('a name with a space', { headers: 'a b: c\r\n' }, refused),
    row('a zero byte in a value', { headers: 'a: b\0c\r\n' }, refused),
    row('a value that goes on in the next line', { headers: 'a: b\r\n c\r\n' }, refused),
    row('a line break of half', { headers: 'a: b\nc: d\r\n' }, refused),
    row(
      '`__proto__` and `constructor`',
      { headers: '__proto__: x\r\nconstructor: y\r\n' },
      taken,
      'names like any other',
    ),
    row('`cookie` that is none', { headers: 'Cookie: =;;=%;__proto__=1;a=%zz;b="\r\n' }, taken),
    row(
      '`x-forwarded-for`',
      { headers: 'X-Forwarded-For: 6\r\n' },
      taken,
      'believed only of a proxy that `http.trustProxy` names',
    ),
    row('`authorization`', { headers: 'Authorization: Bearer x\r\n' }, taken),
    row('`accept` of 1,000 types', { headers: `Accept: ${huge(1_000, 'a/b;q=.1,')}\r\n` }, taken),
    row(
      '`range` that overlaps a thousand times',
      { headers: `Range: bytes=${huge(1_000, '0-,')}\r\n` },
      taken,
    ),
    row('`expect` of something else', { headers: 'Expect: 200-ok\r\n' }, { answered: 417 }),
    row(
      'an upgrade to what is not there',
      { headers: 'Connection: Upgrade\r\nUpgrade: h2c\r\n' },
      'hung up',
      'after a second',
    ),
    row(
      'two different `content-length`',
      { method: 'POST', headers: 'Content-Length: 1\r\nContent-Length: 2\r\n', body: 'ab' },
      refused,
    ),
    row('a negative `content-length`', { method: 'POST', headers: 'Content-Length: -1\r\n' }, refused),
    row(
      '`content-length` and `transfer-encoding`',
      { method: 'POST', headers: 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', body: '0\r\n\r\n' },
      refused,
    ),
    row(
      '`transfer-encoding` of another kind',
      { method: 'POST', headers: 'Transfer-Encoding: chunked, evil\r\n', body: '0\r\n\r\n' },
      refused,
    ),
  ],
  Bodies: [
    json('half of JSON', '{"a":', { answered: 400, code: 'E_INVALID_JSON' }),
    json('`NaN`', 'NaN', { answered: 400, code: 'E_INVALID_JSON' }),
    json('10,000 levels', huge(10_000, '[') + huge(10_000, ']'), { answered: 400, code: 'E_BODY' }),
    json('100,001 keys', `[${huge(100_000, '0,')}0]`, { answered: 400, code: 'E_BODY' }),
    json('`__proto__` at any level', '{"a":[{"__proto__":{"b":1}}]}', { answered: 400, code: 'E_BODY' }),
    json('`constructor.prototype` at any level', '{"a":{"constructor":{"prototype":{}}}}', {
      answered: 400,
      code: 'E_BODY',
    }),
    json('`toJSON`, `then` and `length` as keys', '{"toJSON":1,"then":2,"length":3}', taken),
    json(
      '-0, 1e400, 2^53+1 and a BigInt as text',
      '[-0,1e400,9007199254740993,"9n"]',
      taken,
      'numbers as JSON.parse reads them',
    ),
    json('more than `http.bodyLimit`', `"${huge(1_100_000)}"`, {
      answered: 413,
      code: 'FST_ERR_CTP_BODY_TOO_LARGE',
    }),
    body('a form nested 100 times', 'application/x-www-form-urlencoded', `a${huge(100, '[b]')}=1`, {
      answered: 400,
      code: 'E_INVALID_FORM',
    }),
    body('a form of 1,001 fields', 'application/x-www-form-urlencoded', huge(1_001, 'a=1&'), {
      answered: 400,
      code: 'E_INVALID_FORM',
    }),
    body('a form with files that has no boundary', 'multipart/form-data', 'x', {
      answered: 400,
      code: 'E_UPLOAD_FORM',
    }),
    body('a type that nobody reads', 'application/x-evil', 'x', {
      answered: 415,
      code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    }),
    body('a type that is none', '////;;;===', 'x', { answered: 415, code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }),
    chunked('a piece whose length is none', 'zz\r\n', refused),
    chunked('a piece that is as long as no memory', 'fffffffffffffffff\r\n', refused),
    chunked('a piece with an extension of 20,000 characters', `1;${huge(20_000)}\r\nx\r\n0\r\n\r\n`, refused),
  ],
};
