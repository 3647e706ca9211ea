/** The value of an attribute that nobody gave. @module */
import type { Column } from '../definition/schema.ts';

/** `''`, `0`, `false` or null, by type; null for whatever may be null. */
export function baseValue(column: Column): unknown {
  if (column.nullable || column.model !== undefined) return null;
  switch (column.type) {
    case 'string':
      return '';
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return null;
  }
}

/** The moment in the form of the attribute: a Date, an ISO text or milliseconds. */
export function timestamp(column: Column, now: number): unknown {
  if (column.storage === 'date') return new Date(now);
  return column.type === 'number' ? now : new Date(now).toISOString();
}
