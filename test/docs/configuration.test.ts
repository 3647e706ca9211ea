/** Holds the tables of settings, limits and calls in the documentation to the code. @module */
import { defaultLimits } from '@telltale/realtime';
import { Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { readPage, tableRows } from './markdown.ts';
import { membersOf } from './source.ts';

const app = 'packages/telltale/src/config/app-config.ts';
const blueprints = 'packages/telltale/src/blueprints/blueprint-settings.ts';
const security = 'packages/telltale/src/security/security-config.ts';
const session = 'packages/telltale/src/sessions/session-settings.ts';
const i18n = 'packages/telltale/src/i18n/i18n-config.ts';
const uploads = 'packages/telltale/src/uploads/upload-settings.ts';
const cluster = 'packages/realtime/src/cluster/cluster-options.ts';
const client = 'packages/client/src/socket-options.ts';

/** Covered by a section of their own, or named as older forms. */
const elsewhere = new Set([
  'autoconnect',
  'blueprints',
  'http',
  'i18n',
  'log',
  'sdk',
  'security',
  'session',
  'sockets',
  'uploads',
  'views',
]);

/** Rows by the names in their first cell, those of a section by what follows the dot. */
function rowsOf(page: string): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  for (const row of tableRows(readPage(page) ?? { name: page, text: '' })) {
    for (const [, name = ''] of (row[0] ?? '').matchAll(/`([\w.]+)`/g)) rows.set(name, row);
  }
  return rows;
}

const interfaces: [page: string, declaration: string, file: string, section: string][] = [
  ['docs/configuration.md', 'AppOptions', app, ''],
  ['docs/configuration.md', 'LogConfig', app, 'log.'],
  ['docs/configuration.md', 'GlobalsConfig', app, 'globals.'],
  ['docs/configuration.md', 'HttpConfig', app, 'http.'],
  ['docs/configuration.md', 'ViewsConfig', app, 'views.'],
  ['docs/configuration.md', 'BlueprintsConfig', app, 'blueprints.'],
  ['docs/configuration.md', 'ModelBlueprints', blueprints, 'blueprints.'],
  ['docs/configuration.md', 'BlueprintBehaviour', blueprints, 'blueprints.'],
  ['docs/configuration.md', 'SecurityConfig', security, 'security.'],
  ['docs/configuration.md', 'CorsRules', security, 'security.cors.'],
  ['docs/configuration.md', 'CorsConfig', security, 'security.cors.'],
  ['docs/configuration.md', 'RateLimitRules', security, 'security.rateLimit.'],
  ['docs/configuration.md', 'RateLimitConfig', security, 'security.rateLimit.'],
  ['docs/configuration.md', 'SessionConfig', session, 'session.'],
  ['docs/configuration.md', 'I18nConfig', i18n, 'i18n.'],
  ['docs/configuration.md', 'UploadsConfig', uploads, 'uploads.'],
  ['docs/configuration.md', 'ClusterOptions', cluster, ''],
  ['docs/configuration.md', 'RedisOptions', cluster, ''],
  ['docs/configuration.md', 'RedisAddress', cluster, ''],
  ['docs/client.md', 'ConnectionOptions', client, ''],
  ['docs/client.md', 'SocketOptions', client, ''],
  ['docs/client.md', 'SailsSettings', client, ''],
];

describe.each(interfaces)('%s', (page, declaration, file, section) => {
  test(`should have a row, with the default that the code has, for each member of ${declaration}`, () => {
    const rows = rowsOf(page);
    const members = membersOf(declaration, file).filter(({ name }) => !elsewhere.has(name));
    expect(members.length).toBeGreaterThan(0);
    for (const { name, byDefault } of members) {
      const row = rows.get(section + name);
      expect(row, `${section}${name} has no row`).toBeDefined();
      const number = /^[\d_]+(\.\d+)?\b/.exec(byDefault ?? '')?.[0];
      if (number === undefined || rows.get(section + name)?.[0]?.includes(',')) continue;
      expect(row?.at(-1)?.replaceAll(',', ''), `${section}${name}`).toContain(number.replaceAll('_', ''));
    }
  });
});

test('docs/configuration.md should have a row, or a word, for each option of the plugin', () => {
  const rows = rowsOf('docs/configuration.md');
  const plugin = rowsOf('docs/realtime-plugin.md');
  const text = readPage('docs/configuration.md')?.text ?? '';
  const older = new Set(['authorization', 'onDisconnect', 'onConnect']);
  for (const { name, byDefault } of membersOf('RealtimeOptions', 'packages/realtime/src/options.ts')) {
    if (older.has(name)) expect(text).toContain(`\`${name}\` (`);
    else {
      const row = rows.get(name) ?? plugin.get(name);
      expect(row, `${name} has no row`).toBeDefined();
      const number = /^[\d_]+/.exec(byDefault ?? '')?.[0];
      if (number) expect(row?.at(-1)?.replaceAll(',', '')).toContain(number.replaceAll('_', ''));
    }
  }
});

test('docs/configuration.md should list the limits as they are', () => {
  const rows = rowsOf('docs/configuration.md');
  const listed = Object.keys(defaultLimits).map((name) => [
    name,
    Number(rows.get(name)?.[3]?.replaceAll(',', '')),
  ]);
  expect(Object.fromEntries(listed)).toEqual(defaultLimits);
});

test('docs/sockets.md should name each member of the sockets API', async () => {
  const text = readPage('docs/sockets.md')?.text ?? '';
  const sails = await new Sails().load({ appPath: '/nowhere', log: { level: 'silent' } });
  const unnamed = Object.keys(sails.sockets).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
  await sails.lower();
  expect(unnamed).toEqual([]);
});
