import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { lift, transports } from '../../test/transports.ts';

/** A response in the way in which apps of Sails 0.12 have them. */
const response = (status: number): string => `module.exports = function (data, options) {
  var req = this.req, res = this.res, sails = req._sails;
  res.status(${status});
  sails.log.verbose('Sending ${status}', data);
  if (sails.config.environment === 'production' && sails.config.keepResponseErrors !== true && ${status} >= 400) data = undefined;
  if (req.wantsJSON || sails.config.hooks.views === false) return res.jsonx(data);
  if (options && options.view) return res.view(options.view, { data: data });
  return res.guessView({ data: data }, function couldNotGuessView() { return res.jsonx(data); });
};`;

const app = {
  'api/responses/ok.js': response(200),
  'api/responses/badRequest.js': response(400),
  'api/controllers/PetController.js': `module.exports = {
    data: (req, res) => res.ok({ name: 'Rex' }),
    nothing: (req, res) => res.ok(),
    error: (req, res) => res.badRequest(new Error('no such pet')),
    named: (req, res) => res.ok('Rex', { view: 'pet/data' }),
    raw: (req, res) => res.guessView(),
  };`,
  'config/blueprints.js': 'module.exports.blueprints = { actions: true };',
  'views/pet/data.ejs': '<p><%= data.name || data %></p>',
};

for (const transport of transports) {
  describe(`${transport}: an app's older response`, () => {
    test('should answer with data, else with the words of the status, by res.jsonx()', async () => {
      await using folder = await appFolder(app);
      await using lifted = await lift({ appPath: folder.path });
      const ask = lifted.via(transport);
      expect(await ask('GET /pet/data')).toMatchObject({ status: 200, body: { name: 'Rex' } });
      expect(await ask('GET /pet/nothing')).toMatchObject({ status: 200, body: 'OK' });
      expect(await ask('GET /pet/error')).toMatchObject({
        status: 400,
        body: expect.stringContaining('no such pet'),
      });
      await using production = await lift({ appPath: folder.path, environment: 'production' });
      const hidden = await production.over({ extraHeaders: { origin: production.url } });
      const asked = transport === 'http' ? production.via('http') : hidden;
      expect(await asked('GET /pet/error')).toMatchObject({ status: 400, body: 'Bad Request' });
    });
  });
}

test('http: should show the view of the action by res.guessView(), and call back when there is none', async () => {
  await using folder = await appFolder(app);
  await using lifted = await lift({ appPath: folder.path });
  const browse = (path: string) => lifted.via('http')(`GET ${path}`, { headers: { accept: 'text/html' } });
  const page = await browse('/pet/data');
  expect(page).toMatchObject({ status: 200, body: '<p>Rex</p>' });
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(await browse('/pet/named')).toMatchObject({ status: 200, body: '<p>Rex</p>' });
  expect(await browse('/pet/nothing')).toMatchObject({ status: 200, body: 'OK' });
  expect((await browse('/pet/raw')).status).toBe(500);
});
