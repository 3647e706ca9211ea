/** The seeds' pages with the client that every app serves by itself. @module */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { seed } from './seed-app.ts';
import { describeSeedPages } from './seed-pages.case.ts';

describeSeedPages('the client of Telltale', async () => ({}));

test('the example should carry the seeds’ SayController as it stands', async () => {
  const copy = new URL('../../examples/party/api/controllers/SayController.js', import.meta.url);
  expect(await readFile(copy, 'utf8')).toBe(await seed('ex-5.js'));
});
