/** From the values that a caller gave to those that are stored, for a new record and for an update. @module */
import type { Values } from '../definition/model-definition.ts';
import type { Collection, Column, ModelSchema } from '../definition/schema.ts';
import { UsageError, type Violation } from '../usage-error.ts';
import { baseValue, timestamp } from './base-value.ts';
import { checkValue, toDetails, violation } from './check-value.ts';
import { fitValue, Misfit } from './fit-value.ts';
import { describe } from './rules.ts';

/** Primary keys of other records, to become the members of a collection. */
export type Members = Map<Collection, readonly unknown[]>;

/** Values that fit the model, and the members of its collections. */
export interface Prepared {
  /** By attribute name, in the order of the model. */
  readonly values: Values;
  readonly members: Members | undefined;
}

/** Looks up another model's schema. */
export type SchemaOf = (identity: string) => ModelSchema;

/**
 * Checks and completes the values of a new record. What becomes of unknown attributes is the model's to say.
 *
 * @throws E_INVALID_NEW_RECORD naming every attribute and rule that is broken
 */
export function prepareNewRecord(schema: ModelSchema, given: Values, schemaOf: SchemaOf): Prepared {
  checkIsObject('E_INVALID_NEW_RECORD', schema, given);
  const violations = schema.unknownValues.judge(schema, given);
  const values: Values = {};
  const now = Date.now();
  for (const column of schema.columns) {
    const { name } = column;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) {
      if (column.autoIncrement && value === null) continue;
      values[name] = checkValue(column, value, violations);
    } else if (column.autoIncrement) {
      // Left to the database.
    } else if (column.autoCreatedAt || column.autoUpdatedAt) {
      values[name] = timestamp(column, now);
    } else if (column.hasDefault) {
      values[name] = checkValue(column, defaultOf(column), violations);
    } else if (column.required) {
      violations.push(violation(column, 'required', undefined, 'is required'));
    } else {
      values[name] = baseValue(column);
    }
  }
  const members = membersOf(schema, given, schemaOf, violations);
  if (violations.length > 0) {
    throw new UsageError('E_INVALID_NEW_RECORD', schema.identity, toDetails(violations), violations);
  }
  return { values, members };
}

/**
 * Checks the values of an update, and adds the time of it.
 *
 * @throws E_INVALID_VALUES_TO_SET naming every attribute and rule that is broken
 */
export function prepareValuesToSet(schema: ModelSchema, given: Values, schemaOf: SchemaOf): Prepared {
  checkIsObject('E_INVALID_VALUES_TO_SET', schema, given);
  const violations = schema.unknownValues.judge(schema, given);
  const values: Values = {};
  for (const column of schema.columns) {
    const { name } = column;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) values[name] = checkValue(column, value, violations);
    else if (column.autoUpdatedAt) values[name] = timestamp(column, Date.now());
  }
  const members = membersOf(schema, given, schemaOf, violations);
  if (violations.length > 0) {
    throw new UsageError('E_INVALID_VALUES_TO_SET', schema.identity, toDetails(violations), violations);
  }
  return { values, members };
}

/**
 * A list of primary keys, each checked, without repetition; records are taken for their keys.
 *
 * @returns the keys, or what is wrong with them
 */
export function toIds(target: ModelSchema, given: unknown): unknown[] | string {
  const { primaryKey } = target;
  const ids = new Set<unknown>();
  for (const item of Array.isArray(given) ? given : [given]) {
    const isRecord = typeof item === 'object' && item !== null && Object.hasOwn(item, primaryKey.name);
    const id: unknown = isRecord ? (item as Values)[primaryKey.name] : item;
    const fitted = id === null || id === undefined ? new Misfit('') : fitValue(primaryKey, id);
    if (fitted instanceof Misfit) {
      return `a primary key of ${target.identity} is a ${primaryKey.type}; got ${describe(item)}`;
    }
    ids.add(fitted);
  }
  return [...ids];
}

function membersOf(
  schema: ModelSchema,
  given: Values,
  schemaOf: SchemaOf,
  violations: Violation[],
): Members | undefined {
  let members: Members | undefined;
  for (const collection of schema.collections.values()) {
    const list = Object.hasOwn(given, collection.name) ? given[collection.name] : undefined;
    if (list === undefined) continue;
    const ids = Array.isArray(list)
      ? toIds(schemaOf(collection.target), list)
      : `a collection is set to an array of primary keys; got ${describe(list)}`;
    if (typeof ids === 'string') {
      violations.push({
        attribute: collection.name,
        rule: 'type',
        value: list,
        message: `${collection.name}: ${ids}`,
      });
    } else {
      members ??= new Map();
      members.set(collection, ids);
    }
  }
  return members;
}

function defaultOf(column: Column): unknown {
  const { defaultsTo } = column;
  if (typeof defaultsTo === 'function') return defaultsTo();
  return typeof defaultsTo === 'object' && defaultsTo !== null ? structuredClone(defaultsTo) : defaultsTo;
}

function checkIsObject(
  code: 'E_INVALID_NEW_RECORD' | 'E_INVALID_VALUES_TO_SET',
  schema: ModelSchema,
  given: unknown,
): void {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  throw new UsageError(code, schema.identity, `values are an object of attributes; got ${describe(given)}`);
}
