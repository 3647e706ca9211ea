/** From a row of the database to a record. @module */
import type { Values } from '../definition/model-definition.ts';
import type { ModelSchema } from '../definition/schema.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { baseValue } from './base-value.ts';
import { decrypt } from './encryption.ts';
import type { SchemaOf } from './prepare-values.ts';
import { hasJsonForm, serialize } from './serialize.ts';

interface Repair {
  readonly name: string;
  readonly base: unknown;
  readonly decode: ((value: unknown) => unknown) | undefined;
}

/** Turns a row, whose keys are attribute names already, into a record; it changes and gives back the same object. */
export type ReadRecord = (row: Values, options?: { decrypt?: boolean }) => Values;

/** Makes the function that reads the rows of one model. */
export function makeRecordReader(schema: ModelSchema, dialect: Dialect, schemaOf: SchemaOf): ReadRecord {
  const encrypted = schema.columns.filter((column) => column.encrypt !== undefined);
  const repairs: Repair[] = [];
  for (const column of schema.columns) {
    if (column.encrypt !== undefined) continue;
    const decode = dialect.decoderOf(column);
    const base = baseValue(column);
    if (decode || base !== null) repairs.push({ name: column.name, base, decode });
  }
  const toJSON = hasJsonForm(schema)
    ? {
        value(this: Values) {
          return serialize(schema, this, schemaOf);
        },
        configurable: true,
        enumerable: false,
        writable: true,
      }
    : undefined;

  return (row, options) => {
    for (const { name, base, decode } of repairs) {
      const value = row[name];
      if (value === null) row[name] = base;
      else if (decode && value !== undefined) row[name] = decode(value);
    }
    if (options?.decrypt) {
      for (const column of encrypted) {
        if (row[column.name] !== undefined) row[column.name] = decrypt(schema, column, row[column.name]);
      }
    }
    if (toJSON) Object.defineProperty(row, 'toJSON', toJSON);
    return row;
  };
}
