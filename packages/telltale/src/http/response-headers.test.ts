import type { RoutesConfig } from 'telltale';
import { describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

for (const transport of transports) {
  describe(`${transport}: headers of a response`, () => {
    test('should be set one by one, all at once, and as Node and Fastify call it', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': (_req, res) => {
            res.set('X-A', '1').set({ 'X-B': '2', 'X-C': 3 }).setHeader('X-D', '4');
            res.header('X-E', '5').headers({ 'X-F': '6' });
            res.set('X-Gone', 'soon').removeHeader('x-gone');
            return res.json([res.get('x-a'), res.get('X-B'), res.get('x-gone') ?? null]);
          },
        },
      });
      const { headers, body } = await lifted.via(transport)('GET /x');
      expect(headers).toMatchObject({
        'x-a': '1',
        'x-b': '2',
        'x-c': '3',
        'x-d': '4',
        'x-e': '5',
        'x-f': '6',
      });
      expect(headers).not.toHaveProperty('x-gone');
      expect(body).toEqual(['1', '2', null]);
    });

    test.each([
      ['a line break in the value', 'X-A', 'a\r\nset-cookie: b=c'],
      ['a character that no header may have', 'X-A', '\u2028'],
      ['a space in the name', 'X A', 'a'],
      ['an empty name', '', 'a'],
      ['a value that is an object', 'X-A', { toString: (): string => 'a' }],
      ['no value', 'X-A', undefined],
    ])('should be refused with E_HEADER when there is %s', async (_what, name, value) => {
      await using lifted = await lift({
        routes: {
          'GET /x': (_req, res) => {
            try {
              res.set(name, value as string);
              return res.ok();
            } catch (error) {
              return res.json({ code: (error as { code: string }).code });
            }
          },
        },
      });
      expect((await lifted.via(transport)('GET /x')).body).toEqual({ code: 'E_HEADER' });
    });

    test.each([
      ['json', 'application/json; charset=utf-8'],
      ['.html', 'text/html; charset=utf-8'],
      ['png', 'image/png'],
      ['text/csv', 'text/csv; charset=utf-8'],
      ['application/vnd.party', 'application/vnd.party'],
      ['text/plain; charset=latin1', 'text/plain; charset=latin1'],
    ])('should say the whole type when res.type() is given %s', async (given, expected) => {
      await using lifted = await lift({
        routes: {
          'GET /x': (_req, res) =>
            res
              .type(given)
              .set('x-type', String(res.get('content-type')))
              .send(),
        },
      });
      expect((await lifted.via(transport)('GET /x')).headers['x-type']).toBe(expected);
    });

    test('should gather values when res.append(), res.vary() and res.links() are called again', async () => {
      await using lifted = await lift({
        routes: {
          'GET /x': (_req, res) => {
            res.append('Warning', '199 one').append('Warning', '199 two');
            res.vary('Accept').vary(['accept', 'Origin']);
            res.links({ next: '/p?2' }).links({ last: '/p?9' });
            return res.json({ warning: res.get('warning') });
          },
        },
      });
      const { headers, body } = await lifted.via(transport)('GET /x');
      expect(body).toEqual({ warning: ['199 one', '199 two'] });
      expect(headers.vary).toBe('Accept, Origin');
      expect(headers.link).toBe('</p?2>; rel="next", </p?9>; rel="last"');
    });

    test('should name the file when res.attachment() is called', async () => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => res.attachment('päper "1".pdf').send(Buffer.from('%PDF')) },
      });
      const { headers } = await lifted.via(transport)('GET /x');
      expect(headers['content-type']).toBe('application/pdf');
      expect(headers['content-disposition']).toContain('attachment');
      expect(headers['content-disposition']).toContain("filename*=UTF-8''p%C3%A4per%20%221%22.pdf");
    });

    test('should say a place that is escaped once when res.location() is called', async () => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => res.location('/a b/%20?q=é\r\n\ud800').send() },
      });
      expect((await lifted.via(transport)('GET /x')).headers.location).toBe(
        '/a%20b/%20?q=%C3%A9%0D%0A%EF%BF%BD',
      );
    });
  });

  describe(`${transport}: res.redirect()`, () => {
    test('should answer 302 with the place when only a place is given', async () => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.redirect('/ok') } });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer).toMatchObject({ status: 302, body: 'Redirecting to /ok' });
      expect(answer.headers.location).toBe('/ok');
    });

    test('should take a status before or after the place, or the one set before', async () => {
      await using lifted = await lift({
        routes: {
          'GET /before': (_req, res) => res.redirect(301, '/ok'),
          'GET /after': (_req, res) => res.redirect('/ok', 307),
          'GET /set': (_req, res) => res.status(303).redirect('/ok'),
          'GET /other': (_req, res) => res.status(404).redirect('/ok'),
        },
      });
      const ask = lifted.via(transport);
      const statuses = [];
      for (const path of ['before', 'after', 'set', 'other'])
        statuses.push((await ask(`GET /${path}`)).status);
      expect(statuses).toEqual([301, 307, 303, 302]);
    });

    test('should lead back to the referring page', async () => {
      await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.redirect('back') } });
      const ask = lifted.via(transport);
      expect((await ask('GET /x', { headers: { referer: '/from' } })).headers.location).toBe('/from');
      expect((await ask('GET /x')).headers.location).toBe('/');
    });

    test.each([
      ['an object', { href: '/x' }, undefined],
      ['no place', undefined, undefined],
      ['a status that does not redirect', '/x', 200],
    ])('should be refused with E_REDIRECT when it is given %s', async (_what, place, status) => {
      await using lifted = await lift({
        routes: { 'GET /x': (_req, res) => res.redirect(place as string, status as number) },
      });
      const answer = await lifted.via(transport)('GET /x');
      expect(answer.status).toBe(500);
      expect(lifted.log.error.join()).toContain("res.redirect('/path')");
    });
  });

  describe(`${transport}: res.format()`, () => {
    const routes: RoutesConfig = {
      'GET /x': (_req, res) =>
        res.format({
          json: () => res.json({ as: 'json' }),
          'text/plain': () => res.send('as text'),
        }),
      'GET /default': (_req, res) =>
        res.format({ html: () => res.send('<p>'), default: () => res.send('else') }),
    };

    test('should answer in the form that the client likes best', async () => {
      await using lifted = await lift({ routes });
      const ask = lifted.via(transport);
      expect((await ask('GET /x', { headers: { accept: 'application/json' } })).body).toEqual({ as: 'json' });
      const text = await ask('GET /x', { headers: { accept: 'text/*;q=0.9, application/json;q=0.1' } });
      expect(text.body).toBe('as text');
      expect(text.headers.vary).toBe('accept');
    });

    test('should take the default, or answer 406 with code, when no form fits', async () => {
      await using lifted = await lift({ routes });
      const ask = lifted.via(transport);
      const headers = { accept: 'application/xml' };
      expect((await ask('GET /default', { headers })).body).toBe('else');
      expect(await ask('GET /x', { headers })).toMatchObject({
        status: 406,
        body: { code: 'E_NOT_ACCEPTABLE' },
      });
    });
  });
}

test.each([
  ['/a"><script>', '/a%22%3E%3Cscript%3E'],
  ['javascript:alert(1)//&', 'javascript:alert(1)//&amp;'],
])('http: should show a page without a link when a browser is redirected to %s', async (place, shown) => {
  await using lifted = await lift({ routes: { 'GET /x': (_req, res) => res.redirect(place) } });
  const answer = await lifted.via('http')('GET /x', { headers: { accept: 'text/html' } });
  expect(answer.body).toContain(`<p>Redirecting to ${shown}</p>`);
  expect(answer.body).not.toContain('href');
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
});
