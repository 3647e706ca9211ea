/** The budget of the file for the script tag. @module */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const bundle = new URL('../dist/sails.io.js', import.meta.url);

test('should weigh at most 20 KB gzipped', () => {
  expect(gzipSync(readFileSync(bundle), { level: 9 }).length).toBeLessThanOrEqual(20_000);
});

test('should weigh what the README says, give or take one percent', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const row = /`dist\/sails\.io\.js`\s*\|\s*([\d,]+)\s*\|\s*([\d,]+)/.exec(readme) ?? [];
  const [bytes = 0, gzipped = 0] = row.slice(1).map((figure) => Number(figure.replaceAll(',', '')));
  const content = readFileSync(bundle);
  expect(Math.abs(bytes / content.length - 1)).toBeLessThan(0.01);
  expect(Math.abs(gzipped / gzipSync(content, { level: 9 }).length - 1)).toBeLessThan(0.01);
});

test('should come with a source map', () => {
  expect(readFileSync(bundle, 'utf8')).toContain('//# sourceMappingURL=sails.io.js.map');
  expect(existsSync(new URL('../dist/sails.io.js.map', import.meta.url))).toBe(true);
});
