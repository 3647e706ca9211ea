import { describe, expect, test } from 'vitest';
import { askHttp, lift, transports } from '../../test/transports.ts';

for (const transport of transports) {
  describe(`${transport}: cookies`, () => {
    test('should come back with the next request, signed and as JSON', async () => {
      await using lifted = await lift({
        hooks: { session: false },
        routes: {
          'GET /set': (_req, res) =>
            res
              .cookie('plain', 'a b;c')
              .cookie('object', { n: 1 })
              .cookie('mine', 'you', { signed: true })
              .cookie('all', { n: 2 }, { signed: true })
              .ok(),
          'GET /read': (req, res) => res.json({ cookies: req.cookies, signed: req.signedCookies }),
        },
      });
      const ask = lifted.via(transport);
      const { headers } = await ask('GET /set');
      const cookie = [headers['set-cookie'] ?? []]
        .flat()
        .map((line) => line.split(';')[0])
        .join('; ');
      const { body } = await ask('GET /read', transport === 'http' ? { headers: { cookie } } : {});
      expect(body).toEqual({
        cookies: { plain: 'a b;c', object: { n: 1 } },
        signed: { mine: 'you', all: { n: 2 } },
      });
    });

    test('should be gone with the next request when res.clearCookie() was called', async () => {
      await using lifted = await lift({
        routes: {
          'GET /set': (_req, res) => res.cookie('a', '1').cookie('b', '2').ok(),
          'GET /clear': (_req, res) => res.clearCookie('a').ok(),
          'GET /read': (req, res) => res.json(req.cookies),
        },
      });
      const ask = lifted.via(transport);
      await ask('GET /set');
      const { headers } = await ask('GET /clear');
      if (transport === 'http') {
        expect(headers['set-cookie']).toEqual([expect.stringMatching(/^a=;.*Expires=Thu, 01 Jan 1970/)]);
      } else {
        expect((await ask('GET /read')).body).toEqual({ b: '2' });
      }
    });

    test.each([
      ['a name that no cookie has', 'a b', 'c', {}],
      ['a path with a semicolon', 'a', 'c', { path: '/;domain=evil' }],
      ['an end that browsers do not understand', 'a', 'c', { expires: new Date(Date.UTC(12_000, 0)) }],
      ['an end that is no date', 'a', 'c', { expires: new Date('tomorrow') }],
      ['an age that is no number', 'a', 'c', { maxAge: Number.NaN }],
      ['a value that its own encoder left as it is', 'a', 'b;c', { encode: (value: string) => value }],
    ])('should be refused with E_COOKIE when it has %s', async (_what, name, value, options) => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => res.cookie(name, value, options).ok() },
      });
      expect((await lifted.via(transport)('GET /x')).status).toBe(500);
      expect(lifted.log.error.join()).toContain("res.cookie('name', 'value')");
    });
  });
}

test('http: should write the units of Express as those of the header', async () => {
  await using lifted = await lift({
    routes: {
      'GET /x': (_req, res) =>
        res.cookie('a', '1', { maxAge: 90_500, httpOnly: true, sameSite: 'strict' }).ok(),
    },
  });
  const { headers } = await lifted.via('http')('GET /x');
  expect(headers['set-cookie']).toEqual([expect.stringContaining('a=1; Max-Age=90; Path=/; Expires=')]);
  expect(headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Strict$/);
});

test('http: should write values as they are, but for what no cookie can carry', async () => {
  const values = ['s:a.b+c/d==', 'j:{}', '!#$&()*<>?@[]^`~|', '"', 'a,b', '100%', 'a\\b', 'é', '', '\x7f'];
  await using lifted = await lift({
    routes: {
      'GET /x': (_req, res) => values.reduce((all, value, at) => all.cookie(`n${at}`, value), res).ok(),
    },
  });
  const { headers } = await lifted.via('http')('GET /x');
  const lines = headers['set-cookie'] as string[];
  expect(lines.map((line) => line.split(';')[0]?.replace(/^n\d+=/, ''))).toEqual([
    's:a.b+c/d==',
    'j:{}',
    '!#$&()*<>?@[]^`~|',
    '%22',
    'a%2Cb',
    '100%25',
    'a%5Cb',
    '%C3%A9',
    '',
    '%7F',
  ]);
});

test('http: should be false among the signed cookies when the signature is another secret’s', async () => {
  await using lifted = await lift({
    routes: { 'GET /x': (req, res) => res.json({ signed: req.signedCookies, plain: req.cookies }) },
  });
  const cookie = `a=${encodeURIComponent('s:you.c2lnbmVkIGJ5IG5vYm9keQ')}; b=s:; c=j:{`;
  expect((await askHttp(lifted.url, 'GET /x', { headers: { cookie } })).body).toEqual({
    signed: { a: false, b: false },
    plain: { c: 'j:{' },
  });
});

test('should be safe by themselves: lax, secure where the line is, and hidden from scripts when signed', async () => {
  await using lifted = await lift({
    http: { trustProxy: true },
    routes: {
      'GET /x': (_req, res) =>
        res
          .cookie('plain', '1')
          .cookie('signed', '1', { signed: true })
          .cookie('open', '1', { signed: true, httpOnly: false, secure: false })
          .clearCookie('gone')
          .ok(),
    },
  });
  const flags = async (headers: Record<string, string>) =>
    ((await askHttp(lifted.url, 'GET /x', { headers })).headers['set-cookie'] as string[]).map((line) =>
      ['HttpOnly', 'Secure', 'SameSite=Lax'].filter((flag) => line.includes(flag)).join(' '),
    );
  expect(await flags({})).toEqual(['SameSite=Lax', 'HttpOnly SameSite=Lax', 'SameSite=Lax', 'SameSite=Lax']);
  expect(await flags({ 'x-forwarded-proto': 'https' })).toEqual([
    'Secure SameSite=Lax',
    'HttpOnly Secure SameSite=Lax',
    'SameSite=Lax',
    'Secure SameSite=Lax',
  ]);
});
