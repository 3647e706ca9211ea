/** What each type name means: the type of the value, how it is stored, and the rule that the older names imply. @module */
import type { AttributeType, Rules } from './attribute.ts';
import type { BaseType, Storage } from './schema.ts';

interface TypeMeaning {
  readonly type: BaseType;
  readonly storage: Storage;
  readonly rule?: keyof Rules;
}

const meanings: { readonly [Type in AttributeType]: TypeMeaning } = {
  string: { type: 'string', storage: 'string' },
  number: { type: 'number', storage: 'number' },
  boolean: { type: 'boolean', storage: 'boolean' },
  json: { type: 'json', storage: 'json' },
  ref: { type: 'ref', storage: 'any' },
  text: { type: 'string', storage: 'text' },
  mediumtext: { type: 'string', storage: 'text' },
  longtext: { type: 'string', storage: 'text' },
  email: { type: 'string', storage: 'string', rule: 'isEmail' },
  uuid: { type: 'string', storage: 'string', rule: 'isUUID' },
  integer: { type: 'number', storage: 'integer', rule: 'isInteger' },
  float: { type: 'number', storage: 'number' },
  double: { type: 'number', storage: 'number' },
  decimal: { type: 'number', storage: 'number' },
  array: { type: 'json', storage: 'json' },
  object: { type: 'json', storage: 'json' },
  date: { type: 'ref', storage: 'date' },
  datetime: { type: 'ref', storage: 'date' },
  time: { type: 'string', storage: 'string' },
  binary: { type: 'ref', storage: 'binary' },
};

/** All type names. */
export const attributeTypes = Object.keys(meanings) as readonly AttributeType[];

/** The meaning of a type name; nothing when there is no such type. */
export function meaningOf(type: unknown): TypeMeaning | undefined {
  return typeof type === 'string' && Object.hasOwn(meanings, type)
    ? meanings[type as AttributeType]
    : undefined;
}

const dateColumn = /^(date|datetime|timestamp|timestamptz)\b/i;
const binaryColumn = /^(blob|bytea|binary|varbinary|tinyblob|mediumblob|longblob)\b/i;
const textColumn = /^(text|tinytext|mediumtext|longtext|clob|char|varchar|character|citext|uuid)\b/i;
const integerColumn =
  /^(int|integer|bigint|smallint|tinyint|mediumint|int2|int4|int8|smallserial|serial|bigserial)\b/i;
const numberColumn = /^(real|float|double|decimal|numeric)\b/i;

/** How a value of type `ref` is stored, judged by the type of its column. */
export function storageOfColumnType(columnType: string): Storage {
  if (dateColumn.test(columnType)) return 'date';
  if (binaryColumn.test(columnType)) return 'binary';
  if (textColumn.test(columnType)) return 'text';
  if (integerColumn.test(columnType)) return 'integer';
  if (numberColumn.test(columnType)) return 'number';
  return 'any';
}
