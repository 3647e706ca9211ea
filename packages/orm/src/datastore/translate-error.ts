/** From a driver's error to one with a stable code, told in the words of the model. @module */
import { AdapterError } from '../adapter-error.ts';
import { OrmError } from '../define-errors.ts';
import { neededIndexes } from '../definition/names.ts';
import type { ModelSchema } from '../definition/schema.ts';
import type { Failure } from '../dialect/dialect.ts';
import { errors } from '../errors.ts';
import type { Datastore } from './datastore.ts';

/**
 * The error to throw for a failed query.
 *
 * @param schema the model that asked; absent for a native query
 */
export async function translateError(
  datastore: Datastore,
  schema: ModelSchema | undefined,
  raw: unknown,
): Promise<unknown> {
  if (raw instanceof OrmError) return raw;
  const failure = datastore.dialect.failureOf(raw);
  const identity = schema?.identity ?? 'native query';
  const reason = raw instanceof Error ? raw.message || String((raw as { code?: unknown }).code) : String(raw);
  if (failure.kind === 'unique') {
    const attributes = schema ? await attributesOf(datastore, schema, failure) : [];
    return new AdapterError(errors.E_UNIQUE(identity, attributes), identity, raw, attributes);
  }
  return new AdapterError(originOf(failure, datastore, identity, reason), identity, raw);
}

function originOf(
  failure: Exclude<Failure, { kind: 'unique' }>,
  { name, dialect, place, acquireTimeout }: Datastore,
  identity: string,
  reason: string,
): OrmError {
  switch (failure.kind) {
    case 'no-access':
      return errors.E_CONNECT_FAILED(name, dialect.name, place, reason);
    case 'connection':
      return failure.notSent
        ? errors.E_CONNECT_FAILED(name, dialect.name, place, reason)
        : errors.E_CONNECTION_LOST(name, reason);
    case 'pool-timeout':
      return errors.E_POOL_TIMEOUT(name, acquireTimeout);
    case 'conflict':
      return errors.E_TRANSACTION_CONFLICT(reason);
    case 'missing-table':
      return errors.E_MISSING_TABLE(identity, reason);
    case 'value':
      return errors.E_VALUE_REFUSED(identity, reason);
    case 'other':
      return errors.E_QUERY_FAILED(identity, reason);
  }
}

async function attributesOf(
  datastore: Datastore,
  schema: ModelSchema,
  failure: Extract<Failure, { kind: 'unique' }>,
): Promise<string[]> {
  const columns =
    failure.columns ??
    (failure.index === undefined ? [] : await columnsOfIndex(datastore, schema, failure.index));
  return columns.map((name) => schema.columns.find(({ columnName }) => columnName === name)?.name ?? name);
}

async function columnsOfIndex(
  datastore: Datastore,
  schema: ModelSchema,
  index: string,
): Promise<readonly string[]> {
  if (index === 'PRIMARY') return [schema.primaryKey.columnName];
  const own = neededIndexes(schema, datastore.dialect.maximumNameLength).find(({ name }) => name === index);
  if (own) return own.columns;
  // Made by somebody else: the database knows its columns. Asked outside of a transaction, which may be broken by now.
  const existing = await datastore.dialect.indexesOf(datastore.root, schema.tableName);
  return existing.find(({ name }) => name === index)?.columns ?? [];
}
