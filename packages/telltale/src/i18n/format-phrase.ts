/** Puts values into a phrase. @module */
import { inspect } from 'node:util';

/**
 * Puts values into a phrase: `%s`, `%d`, `%i`, `%f` and `%j` take them in order, `%2$s` the second; `{{name}}` takes one by name
 * from an object that comes last. A place without a value stays as it is; `%%` is a percent sign.
 *
 * @example
 * formatPhrase('%s has %d mails, {{name}}', ['Ann', 3, { name: 'boss' }]); // 'Ann has 3 mails, boss'
 */
export function formatPhrase(phrase: string, values: readonly unknown[]): string {
  if (values.length === 0) return phrase;
  const last = values.at(-1);
  const named = typeof last === 'object' && last !== null ? (last as Record<string, unknown>) : {};
  let next = 0;
  return phrase.replace(
    /%%|%(?:([1-9]\d?)\$)?([sdifj])|\{\{\s*([\w.]+)\s*\}\}/g,
    (place: string, position?: string, kind?: string, name?: string) => {
      if (place === '%%') return '%';
      if (name !== undefined) return Object.hasOwn(named, name) ? toText(named[name]) : place;
      const index = position === undefined ? next++ : Number(position) - 1;
      return index < values.length ? write(kind, values[index]) : place;
    },
  );
}

function write(kind: string | undefined, value: unknown): string {
  if (kind === 'j') return JSON.stringify(value) ?? 'undefined';
  if (kind === 's') return toText(value);
  const number = Number(value);
  return String(kind === 'i' ? Math.trunc(number) : number);
}

function toText(value: unknown): string {
  return typeof value === 'object' && value !== null ? inspect(value, { depth: 1 }) : String(value);
}
