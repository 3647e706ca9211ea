import { Sails } from 'telltale';
import { expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';

const quiet = { log: { level: 'silent' } } as const;
const files = {
  'api/services/UserService.js': 'module.exports = { nameOf: (user) => user.name, app: () => sails };',
  'api/services/mail/PostService.js': 'module.exports = { where: sails.config.custom.where };',
};
const custom = { where: 'at sea' };

test('a service should be global under the name of its file, and found in app.services', async () => {
  await using folder = await appFolder(files);
  const app = await new Sails().load({ ...quiet, appPath: folder.path, custom, globals: { sails: true } });
  const { UserService, PostService } = globalThis as unknown as Record<string, { [key: string]: unknown }>;
  expect((UserService as { nameOf(user: object): string }).nameOf({ name: 'Ann' })).toBe('Ann');
  expect((UserService as { app(): unknown }).app()).toBe(app);
  expect(PostService).toEqual({ where: 'at sea' });
  expect(Object.keys(app.services).sort()).toEqual(['PostService', 'UserService']);
  expect(app.services.userservice).toBe(UserService);
  expect(app.services.UserService).toBe(UserService);
  await app.lower();
  expect('UserService' in globalThis).toBe(false);
});

test('a service should be no global when the settings say so, and stay off with its part', async () => {
  await using folder = await appFolder(files);
  const globals = { sails: true, services: false };
  const app = await new Sails().load({ ...quiet, appPath: folder.path, custom, globals });
  expect('UserService' in globalThis).toBe(false);
  expect(Object.keys(app.services)).toHaveLength(2);
  await app.lower();
  const off = await new Sails().load({ ...quiet, appPath: folder.path, hooks: { services: false } });
  expect(Object.keys(off.services)).toEqual([]);
  await off.lower();
});

test('a service should leave a name of Node its own', async () => {
  await using folder = await appFolder({ 'api/services/URL.js': 'module.exports = { mine: true };' });
  const app = new Sails();
  const warned: string[] = [];
  app.log.warn = (...words) => void warned.push(words.join(' '));
  await app.load({ ...quiet, appPath: folder.path, globals: {} });
  expect(new URL('http://a').host).toBe('a');
  expect(warned.join()).toContain('The service URL is not made global');
  await app.lower();
});
