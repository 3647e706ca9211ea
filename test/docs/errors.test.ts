/** Holds `docs/errors.md` to the tables of errors: every code has a row with its status, and no row is left over. @module */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { closeCodes } from '@telltale/realtime';
import { expect, test } from 'vitest';
import { PARSE_ERROR_CODE } from '../../packages/protocol/dist/parse-error.js';
import { anchors, readPage, root, tableRows } from './markdown.ts';

/** The table of each package that has one; no index exports all of them. */
const tables: object[] = [];
for (const name of readdirSync(join(root, 'packages'))) {
  const file = join(root, 'packages', name, 'dist/errors.js');
  if (!existsSync(file)) continue;
  const { errors }: { errors?: object } = await import(file);
  if (errors) tables.push(errors);
}

const page = readPage('docs/errors.md') ?? { name: '', text: '' };

interface Row {
  code: string;
  status: string;
}

/** The rows that a table of errors asks for. The status of `E_RESPONSE` is that of the answer. */
function rowsOf(table: object): Row[] {
  return Object.entries(table).map(([code, make]: [string, (...given: unknown[]) => { status: number }]) => ({
    code,
    status: code === 'E_RESPONSE' ? "the answer's" : String(make(['given'], ['given'], ['given']).status),
  }));
}

const inTables = tables.flatMap(rowsOf).concat({ code: PARSE_ERROR_CODE, status: '400' });
const inPage = tableRows(page).flatMap(([first = '', status = '']): Row[] => {
  const code = /<\/a>`([^`]+)`/.exec(first)?.[1];
  return code === undefined ? [] : [{ code, status }];
});
const sorted = (rows: Row[]): string[] => rows.map(({ code, status }) => `${code} ${status}`).toSorted();

test('should have a row with its status for each code of each package, and none beside', () => {
  expect(sorted(inPage)).toEqual(sorted(inTables));
});

test('should have an anchor for each code, and no anchor twice', () => {
  const all = anchors(page);
  for (const { code } of inTables) expect(all).toContain(code.toLowerCase().replaceAll(':', ''));
  expect(all.filter((anchor, index) => all.indexOf(anchor) !== index)).toEqual([]);
});

test('should list the close codes as they are', () => {
  const listed = tableRows(page).flatMap(([code = '', name = '']) =>
    /^4\d{3}$/.test(code) ? [[name.replaceAll('`', ''), Number(code)]] : [],
  );
  expect(Object.fromEntries(listed)).toEqual(closeCodes);
});
