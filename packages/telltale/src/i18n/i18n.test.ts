import { type I18nConfig, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { type AppFolder, appFolder } from '../../test/app-folder.ts';
import { type Lifted, lift, transports } from '../../test/transports.ts';

const files = {
  'config/locales/en.json': JSON.stringify({
    Welcome: 'Welcome aboard',
    '%d boats': '%d boats',
    'one boat': { one: '%d boat', other: '%d boats' },
    only: 'only in English',
  }),
  'config/locales/de.json': JSON.stringify({
    Welcome: 'Willkommen an Bord',
    'Hello %s': 'Hallo %s',
    'Dear {{name}}': 'Liebe {{name}}',
    'one boat': { one: '%d Boot', other: '%d Boote' },
    menu: { home: 'Startseite' },
  }),
  'config/locales/pl.json': JSON.stringify({
    'one boat': { one: '%d łódź', few: '%d łodzie', many: '%d łodzi', other: '%d łodzi' },
  }),
  'views/hello.ejs':
    "<html lang=\"<%= getLocale() %>\"><%= __('Welcome') %>, <%= i18n('Hello %s', '<Ann>') %>, <%= __n('one boat', '%d boats', 2) %></html>",
};

interface Surroundings extends AsyncDisposable {
  lifted: Lifted;
  folder: AppFolder;
}

async function speaking(i18n?: I18nConfig): Promise<Surroundings> {
  const folder = await appFolder(files);
  const lifted = await lift({
    appPath: folder.path,
    views: { layout: false },
    ...(i18n && { i18n }),
    routes: {
      'GET /hello': { view: 'hello' },
      'GET /say': (req, res) => {
        const lang = req.param('lang');
        const set = lang === undefined ? undefined : req.setLocale(lang as string);
        return res.json({ set, locale: req.getLocale(), said: req.__('Welcome'), too: res.__('Welcome') });
      },
      'GET /count/:number': (req, res) =>
        res.send(req.__n('one boat', '%d boats', Number(req.param('number')))),
    },
  });
  return {
    lifted,
    folder,
    async [Symbol.asyncDispose]() {
      await lifted[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe.each(transports)('over %s, a phrase', (transport) => {
  test.each([
    ['de', 'de', 'Willkommen an Bord'],
    ['de-AT,en;q=0.5', 'de', 'Willkommen an Bord'],
    ['fr, de;q=0.4, en;q=0.3', 'de', 'Willkommen an Bord'],
    ['fr', 'en', 'Welcome aboard'],
    ['pl', 'pl', 'Welcome aboard'],
    ['*', 'en', 'Welcome aboard'],
    [';;;', 'en', 'Welcome aboard'],
  ])('should be said as the client asks with %s', async (header, locale, said) => {
    await using app = await speaking();
    const { body } = await app.lifted.via(transport)('GET /say', { headers: { 'accept-language': header } });
    expect(body).toEqual({ locale, said, too: said });
  });

  test('should be said in the default language when the client asks for none', async () => {
    await using app = await speaking({ defaultLocale: 'de' });
    expect((await app.lifted.via(transport)('GET /say')).body).toMatchObject({ locale: 'de' });
  });

  test.each<[unknown, string]>([
    ['de', 'de'],
    ['DE_at', 'de'],
    ['xx', 'en'],
    ['../../secret', 'en'],
    ['__proto__', 'en'],
    ['', 'en'],
  ])('should be said in the language that the request sets: %s', async (lang, locale) => {
    await using app = await speaking();
    const { body } = await app.lifted.via(transport)('GET /say', {
      data: { lang },
      headers: { 'accept-language': 'pl' },
    });
    expect(body).toMatchObject({ set: locale, locale });
  });

  test('should be said in views, with its values escaped', async () => {
    await using app = await speaking();
    const { body } = await app.lifted.via(transport)('GET /hello', { headers: { 'accept-language': 'de' } });
    expect(body).toBe('<html lang="de">Willkommen an Bord, Hallo &lt;Ann&gt;, 2 Boote</html>');
  });

  test('should follow the plural rules of its language', async () => {
    await using app = await speaking();
    const count = async (number: number, language: string) =>
      (await app.lifted.via(transport)(`GET /count/${number}`, { headers: { 'accept-language': language } }))
        .body;
    expect([await count(1, 'de'), await count(0, 'de')]).toEqual(['1 Boot', '0 Boote']);
    expect([await count(1, 'pl'), await count(3, 'pl'), await count(5, 'pl')]).toEqual([
      '1 łódź',
      '3 łodzie',
      '5 łodzi',
    ]);
  });
});

test('socket: a phrase should be said as the page asked when it connected', async () => {
  await using app = await speaking();
  const ask = await app.lifted.over({ extraHeaders: { 'accept-language': 'de' } });
  expect((await ask('GET /say')).body).toMatchObject({ locale: 'de' });
  expect((await ask('GET /say', { headers: { 'accept-language': 'en' } })).body).toMatchObject({
    locale: 'en',
  });
});

test('sails.__ should say phrases in the default language, with values in order and by name', async () => {
  await using app = await speaking({ defaultLocale: 'de' });
  const sails = app.lifted.app;
  expect(sails.__('Hello %s', 'Ann')).toBe('Hallo Ann');
  expect(sails.__('Dear {{name}}', { name: 'Ann' })).toBe('Liebe Ann');
  expect(sails.__('Dear {{constructor}}', { name: 'Ann' })).toBe('Dear {{constructor}}');
  expect(sails.__('menu.home')).toBe('Startseite');
  expect(sails.__('%2$s before %1$s, %d %%, %j', 'a', 'b', 7, { c: 1 })).toBe('b before a, NaN %, "b"');
  expect(sails.__('not there')).toBe('not there');
  expect(sails.__('constructor')).toBe('constructor');
  expect(sails.__n('one boat', '%d boats', 1)).toBe('1 Boot');
});

test('only the languages of the settings should be spoken, and one without a file is named', async () => {
  await using app = await speaking({ locales: ['en', 'it'] });
  const { body } = await app.lifted.via('http')('GET /say', {
    headers: { 'accept-language': 'de, it;q=0.5' },
  });
  expect(body).toMatchObject({ locale: 'it', said: 'Welcome aboard' });
  expect(app.lifted.log.warn.join()).toContain('it.json');
});

test('phrases should stay as they are without languages, and without the part i18n', async () => {
  const app = await new Sails().load({ appPath: '/nowhere', log: { level: 'silent' } });
  expect(app.__('Hello %s', 'Ann')).toBe('Hello Ann');
  await app.lower();
  await using folder = await appFolder({ ...files, 'config/locales/de.json': 'broken' });
  const off = await new Sails().load({
    appPath: folder.path,
    log: { level: 'silent' },
    hooks: { i18n: false },
  });
  expect(off.__('Welcome')).toBe('Welcome');
  await off.lower();
});

test.each<[string, object, string]>([
  ['is no object', { i18n: 7 }, 'E_CONFIG'],
  ['has no list of languages', { i18n: { locales: 'en' } }, 'E_CONFIG'],
  ['has a language that is none', { i18n: { locales: ['../secret'] } }, 'E_CONFIG'],
  ['has a strange default', { i18n: { defaultLocale: 7 } }, 'E_CONFIG'],
])('should fail the load when config.i18n %s', async (_what, settings, code) => {
  await expect(
    new Sails().load({ appPath: '/nowhere', log: { level: 'silent' }, ...settings }),
  ).rejects.toMatchObject({ code });
});

test.each(['{', '[]'])('should fail the load when a language holds %s', async (text) => {
  await using folder = await appFolder({ 'config/locales/en.json': text });
  await expect(new Sails().load({ appPath: folder.path, log: { level: 'silent' } })).rejects.toMatchObject({
    code: 'E_MODULE',
    message: expect.stringContaining('en.json'),
  });
});
