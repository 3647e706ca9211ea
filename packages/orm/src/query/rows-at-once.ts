/** How many rows one `insert` writes. @module */
import type { ModelSchema } from '../definition/schema.ts';

/** SQLite binds 32,766 values at once, PostgreSQL 65,535. */
const mostValues = 30_000;
const mostRows = 200;

/** Rows of one `insert`, so that a database can bind all their values. */
export function rowsAtOnce({ columns }: ModelSchema): number {
  return Math.max(1, Math.min(mostRows, Math.floor(mostValues / columns.length)));
}
