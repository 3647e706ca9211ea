/** The app in the style of Sails 1.x in production: in a process of its own, since its globals are. @module */
import { expect, test } from 'vitest';
import { legacyFolder, liftLegacy } from './legacy-app.ts';

test('should be itself in production, with the settings of that environment', async () => {
  await using copy = await legacyFolder();
  await (await liftLegacy(copy.path))[Symbol.asyncDispose]();
  await using live = await liftLegacy(copy.path, 'production');
  const { body, headers } = await live.via('http')('GET /harbour/weather');
  expect(body).toEqual({ wind: 'south', tide: 'HIGH', over: 'http' });
  expect(headers['x-exit']).toBeUndefined();
  // It has `actions: true` and log-in by POST, as apps of Sails do.
  const links = expect.stringContaining(
    'can run account/login, account/logout, boat/hire, boat/return, with',
  );
  expect(live.log).toEqual({ warn: [links], error: [] });
  await expect(live.over({ extraHeaders: { origin: 'http://elsewhere.example' } })).rejects.toThrow();
  const ask = await live.over({ extraHeaders: { origin: 'http://harbour.example' } });
  expect((await ask('GET /harbour/boats')).body).toEqual(['Gull', 'Petrel']);
});
