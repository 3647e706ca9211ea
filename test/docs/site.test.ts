/** Builds the site as `npm run docs` does, and looks whether everything that users may read or import is in it. @module */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from './markdown.ts';

const site = join(root, 'site');
const isInstalled = existsSync(join(site, 'node_modules/vitepress'));
const packages = {
  telltale: 'telltale',
  realtime: '@telltale/realtime',
  orm: '@telltale/orm',
  client: '@telltale/client',
};

// Under CI a site that is not installed is a failure.
describe.skipIf(!isInstalled && !process.env.CI)(
  'the site (npm ci --prefix site installs what builds it)',
  () => {
    let built: string[];

    beforeAll(async () => {
      await promisify(execFile)('npm', ['run', 'build', '--prefix', site], { cwd: root });
      built = readdirSync(join(site, 'dist'), { recursive: true, encoding: 'utf8' });
    }, 300_000);

    test('should have every page of docs/', () => {
      const pages = readdirSync(join(root, 'docs')).filter(
        (name) => name.endsWith('.md') && name !== 'README.md',
      );
      expect(pages.length).toBeGreaterThan(20);
      for (const page of pages) expect(built).toContain(page.replace(/md$/, 'html'));
    });

    test.each(Object.entries(packages))(
      'should describe every function that %s exports',
      async (folder, name) => {
        const exported: Record<string, unknown> = await import(
          folder === 'telltale' ? folder : `@telltale/${folder}`
        );
        const functions = Object.keys(exported).filter(
          (key) => typeof exported[key] === 'function' && key !== 'default',
        );
        expect(functions.length).toBeGreaterThan(0);
        const pages = built.filter((path) => path.startsWith(`reference/${name}/`));
        const references = readFileSync(join(site, 'dist/reference', name, 'index.html'), 'utf8');
        // What comes from another package stands on this one's page, with a link to where it is described.
        const isDescribed = (key: string): boolean =>
          pages.some((path) => path.endsWith(`/${key}.html`)) ||
          references.includes(`id="${key.toLowerCase()}"`);
        expect(functions.filter((key) => !isDescribed(key))).toEqual([]);
      },
    );

    test('should show braces that a page has, and none that the theme has', () => {
      const html = (page: string): string => readFileSync(join(site, 'dist', page), 'utf8');
      expect(html('index.html')).toMatch(/class="title"[^>]*>(?:<!--.*?-->|<[^>]+>|\s)*Telltale</);
      expect(html('index.html')).not.toContain('{{');
      expect(html('i18n.html')).toContain('{{name}}');
    });

    test('should let a reader search all of it', () => {
      const index = built.find((path) => /localSearchIndexroot.*\.js$/.test(path)) ?? '';
      const text = readFileSync(join(site, 'dist', index), 'utf8');
      const words = ['addroommemberstorooms', 'createeach', 'subscribers'];
      expect(words.filter((word) => !text.includes(`["${word}",`))).toEqual([]);
    });

    test('should lead to an error by its code', () => {
      expect(readFileSync(join(site, 'dist/errors.html'), 'utf8').includes('id="e_unique"')).toBe(true);
    });
  },
);
