/** The budget of the file for the script tag. @module */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const bundle = new URL('../dist/sails.io.js', import.meta.url);

test('should weigh at most 20 KB gzipped', () => {
  expect(gzipSync(readFileSync(bundle), { level: 9 }).length).toBeLessThanOrEqual(20_000);
});

test('should come with a source map', () => {
  expect(readFileSync(bundle, 'utf8')).toContain('//# sourceMappingURL=sails.io.js.map');
  expect(existsSync(new URL('../dist/sails.io.js.map', import.meta.url))).toBe(true);
});
