/** Holds the settings that a new app explains to those that there are. @module */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tools } from '../../packages/create-telltale/dist/app/manifest.js';
import { compile } from './compile.ts';
import { root } from './markdown.ts';
import { membersOf } from './source.ts';

const folder = join(root, 'packages/create-telltale/template/app/config');
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8');

const settings = 'packages/telltale/src/config/app-config.ts';

/** What stands in a folder of the app, in tests only, or in a file of its own. */
const elsewhere = new Set(['appPath', 'environment', 'controllers', 'helpers', 'orm', 'routes', 'policies']);

const sections: [declaration: string, source: string, file: string | undefined][] = [
  ['AppOptions', settings, undefined],
  ['HttpConfig', settings, 'http.ts'],
  ['ViewsConfig', settings, 'views.ts'],
  ['LogConfig', settings, 'log.ts'],
  ['GlobalsConfig', settings, 'globals.ts'],
  ['BlueprintsConfig', settings, 'blueprints.ts'],
  ['ModelBlueprints', 'packages/telltale/src/blueprints/blueprint-settings.ts', 'blueprints.ts'],
  ['BlueprintBehaviour', 'packages/telltale/src/blueprints/blueprint-settings.ts', 'blueprints.ts'],
  ['SessionConfig', 'packages/telltale/src/sessions/session-settings.ts', 'session.ts'],
  ['UploadsConfig', 'packages/telltale/src/uploads/upload-settings.ts', 'uploads.ts'],
  ['I18nConfig', 'packages/telltale/src/i18n/i18n-config.ts', 'i18n.ts'],
  ['SecurityConfig', 'packages/telltale/src/security/security-config.ts', 'security.ts'],
];

test.each(sections)('a new app should explain each member of %s', (declaration, source, file) => {
  const text = file === undefined ? files.map(textOf).join('\n') : textOf(file);
  const missing = membersOf(declaration, source)
    .map(({ name }) => name)
    .filter((name) => !elsewhere.has(name))
    .filter((name) => !new RegExp(`^ *(?:// |async )?${name}\\b[:(]`, 'm').test(text));
  expect(missing, `no line in packages/create-telltale/template/app/config/${file ?? '*'}`).toEqual([]);
});

test('should fit the types when what is commented out in a new app is taken in', async () => {
  const snippets = files.map((file) => ({
    page: file,
    line: 1,
    language: 'ts' as const,
    code: textOf(file).replaceAll(/^( *)\/\/ (?=\w+: .*,$)/gm, '$1'),
  }));
  for (const { page, code } of snippets)
    if (/^ *\/\/ \w+:/m.test(textOf(page))) expect(code).not.toBe(textOf(page));
  expect(await compile(snippets)).toEqual(new Map());
});

test('a new app should be developed with the versions that the framework is developed with', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'packages/telltale/package.json'), 'utf8'));
  const own = Object.keys(tools).map((name) => [name, devDependencies[name] ?? dependencies[name]]);
  expect(Object.fromEntries(own)).toEqual(tools);
});
