/** Whether a value fits the type of a column, and the form in which it is kept. @module */
import type { Column } from '../definition/schema.ts';

/** A value that doesn't fit, with what was expected. */
export class Misfit {
  readonly expected: string;
  constructor(expected: string) {
    this.expected = expected;
  }
}

const numeric = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const maximumDepth = 100;

/**
 * Fits a value (not null or undefined) to a column: the value as it is kept, or a {@link Misfit}.
 *
 * A text that is exactly a number, `true` or `false` fits a number or boolean attribute, since queries of a URL are
 * texts. Nothing is ever turned into a text.
 */
export function fitValue(column: Column, value: unknown): unknown {
  switch (column.type) {
    case 'string':
      return typeof value === 'string' ? fitText(value) : new Misfit('a string');
    case 'number':
      return fitNumber(value);
    case 'boolean':
      if (typeof value === 'boolean') return value;
      return value === 'true' ? true : value === 'false' ? false : new Misfit('true or false');
    case 'json':
      return jsonProblem(value, 0) ?? value;
    case 'ref':
      return fitRef(column, value);
  }
}

function fitText(value: string): string | Misfit {
  if (value.includes('\0')) return new Misfit('a string without NUL characters');
  // Halves of surrogate pairs can't be written in UTF-8; a database would change or refuse them.
  return value.isWellFormed() ? value : new Misfit('a string of whole Unicode characters');
}

function fitNumber(value: unknown): number | Misfit {
  const number = typeof value === 'string' && numeric.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return new Misfit('a finite number');
  return number === 0 ? 0 : number;
}

function fitRef(column: Column, value: unknown): unknown {
  switch (column.storage) {
    case 'date': {
      const date = toDate(value);
      if (date === undefined || Number.isNaN(date.getTime()))
        return new Misfit('a Date, an ISO 8601 string or milliseconds');
      // Databases write, read and sort years of four digits alike, and no others.
      return isFourDigitYear(date) ? date : new Misfit('a date of the years 1 to 9999');
    }
    case 'binary':
      return value instanceof Uint8Array ? value : new Misfit('a Buffer or Uint8Array');
    case 'number':
    case 'integer':
      return typeof value === 'bigint' ? fitBigint(value) : fitNumber(value);
    case 'text':
      return typeof value === 'string' ? fitText(value) : new Misfit('a string');
    default:
      if (typeof value === 'string') return fitText(value);
      if (typeof value === 'number') return fitNumber(value);
      if (typeof value === 'bigint') return fitBigint(value);
      return typeof value === 'boolean' || value instanceof Date || value instanceof Uint8Array
        ? value
        : new Misfit('a string, number, boolean, Date or Buffer');
  }
}

function toDate(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  return typeof value === 'number' || typeof value === 'string' ? new Date(value) : undefined;
}

function fitBigint(value: bigint): bigint | Misfit {
  return BigInt.asIntN(64, value) === value ? value : new Misfit('an integer of at most 64 bits');
}

function isFourDigitYear(date: Date): boolean {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999;
}

function jsonProblem(value: unknown, depth: number): Misfit | undefined {
  if (depth > maximumDepth) return new Misfit(`JSON of at most ${maximumDepth} levels`);
  switch (typeof value) {
    case 'string': {
      const text = fitText(value);
      return text instanceof Misfit ? text : undefined;
    }
    case 'number':
      return Number.isFinite(value) ? undefined : new Misfit('JSON, whose numbers are finite');
    case 'boolean':
    case 'undefined':
      return undefined;
    case 'object':
      break;
    default:
      return new Misfit('JSON data');
  }
  if (value === null || value instanceof Date) return undefined;
  if (Array.isArray(value)) {
    for (const item of value) {
      const problem = jsonProblem(item, depth + 1);
      if (problem) return problem;
    }
    return undefined;
  }
  for (const [key, item] of Object.entries(value)) {
    const problem = fitText(key) instanceof Misfit ? new Misfit('JSON data') : jsonProblem(item, depth + 1);
    if (problem) return problem;
  }
  return undefined;
}
