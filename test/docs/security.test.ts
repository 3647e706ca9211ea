/** Holds the lists of `docs/security.md` to the tests: each line is shown by tests that are there, and run. @module */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage, root, tableRows } from './markdown.ts';

/** The Top 10 of 2025, in its order, with what each was called in 2021. */
const top10: [name: string, in2021: string][] = [
  ['Broken Access Control', 'A01, A10'],
  ['Security Misconfiguration', 'A05'],
  ['Software Supply Chain Failures', 'A06'],
  ['Cryptographic Failures', 'A02'],
  ['Injection', 'A03'],
  ['Insecure Design', 'A04'],
  ['Authentication Failures', 'A07'],
  ['Software or Data Integrity Failures', 'A08'],
  ['Security Logging and Alerting Failures', 'A09'],
  ['Mishandling of Exceptional Conditions', 'new'],
];

/** The API Security Top 10 of 2023, in its order. */
const apiTop10 = [
  'Broken Object Level Authorization',
  'Broken Authentication',
  'Broken Object Property Level Authorization',
  'Unrestricted Resource Consumption',
  'Broken Function Level Authorization',
  'Unrestricted Access to Sensitive Business Flows',
  'Server Side Request Forgery',
  'Security Misconfiguration',
  'Improper Inventory Management',
  'Unsafe Consumption of APIs',
];

/** Every risk of the two lists: its number, and its name. */
const risks: [number: string, name: string][] = [
  ...top10.map(([name], at): [string, string] => [`A${String(at + 1).padStart(2, '0')}`, name]),
  ...apiTop10.map((name, at): [string, string] => [`API${at + 1}`, name]),
];
const rows = tableRows(readPage('docs/security.md') ?? { name: '', text: '' })
  .filter(([risk]) => risk?.startsWith('**A'))
  .map(([risk = '', holds = '', , shownBy = '']) => ({
    risk: risk.replaceAll('**', ''),
    holds,
    tests: [...shownBy.matchAll(/\[([^\]]+)\]\(\.\.\/([^)]+)\)/g)].map(([, name = '', file = '']) => ({
      name,
      file,
    })),
  }));

test('should have a line for each risk of OWASP’s lists, and say what holds', () => {
  expect([...new Set(rows.map(({ risk }) => risk.split(/[ ,]/)[0]))]).toEqual(
    risks.map(([number]) => number),
  );
  for (const { holds } of rows) expect(holds).not.toBe('');
});

test.each(risks)('should call %s what OWASP calls it: %s', (number, name) => {
  const named = rows.map(({ risk }) => risk.toLowerCase());
  expect(named.some((risk) => risk.startsWith(`${number} ${name}`.toLowerCase()))).toBe(true);
});

test('should give the numbers of 2021 as well', () => {
  const text = readPage('docs/security.md')?.text ?? '';
  const given = tableRows({ name: '', text }).filter(([risk]) => /^A\d\d$/.test(risk ?? ''));
  expect(given).toEqual(top10.map(([, in2021], at) => [`A${String(at + 1).padStart(2, '0')}`, in2021]));
});

describe.each(rows)('$risk', ({ tests }) => {
  test('should be shown by tests that exist and are not skipped', () => {
    expect(tests.length).toBeGreaterThan(0);
    for (const { name, file } of tests) expect(callsOf(name, file), `${file}: ${name}`).not.toEqual([]);
  });
});

/** How the tests of that name begin; those that are skipped, or to be done, don't count. */
function callsOf(name: string, file: string): string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const quoted = [`'${name}'`, `"${name}"`, `\`${name}\``].some((text) => line.includes(text));
    // A name after a table stands where the table ends; one alone on its line, below the call.
    const call = `${lines[index - 1] ?? ''}${line}`;
    return quoted && !/\b(?:skip|todo|fails)\b\(/.test(call) && /\btest\b|\)\(/.test(call) ? [line] : [];
  });
}
