/** Completes the schemas when all models are known: types of foreign keys, and the way from a collection to its members. @module */
import { errors } from '../errors.ts';
import { didYouMean, knownNames } from '../known-names.ts';
import { joinTable } from './join-table.ts';
import type { Collection, Column, ModelSchema } from './schema.ts';

/**
 * Resolves every association between the given models, and makes the join tables that they need.
 *
 * @returns all models, the join tables included, by identity
 * @throws E_INVALID_DEFINITION for an association that leads nowhere
 */
export function resolveAssociations(given: ReadonlyMap<string, ModelSchema>): Map<string, ModelSchema> {
  const schemas = new Map<string, ModelSchema>();
  for (const schema of given.values()) schemas.set(schema.identity, withForeignKeyTypes(schema, given));
  for (const schema of [...schemas.values()]) {
    for (const collection of schema.collections.values()) {
      collection.link = linkOf(schema, collection, schemas);
    }
  }
  return schemas;
}

function withForeignKeyTypes(schema: ModelSchema, given: ReadonlyMap<string, ModelSchema>): ModelSchema {
  const columns = schema.columns.map((column): Column => {
    if (column.model === undefined) return column;
    const { type, storage, columnType, size } = modelOf(given, column.model, schema, column.name).primaryKey;
    return { ...column, type, storage, columnType: column.columnType ?? columnType, size };
  });
  const columnsByName = new Map(columns.map((column) => [column.name, column]));
  return { ...schema, columns, columnsByName, primaryKey: columnsByName.get(schema.primaryKey.name)! };
}

function modelOf(
  schemas: ReadonlyMap<string, ModelSchema>,
  identity: string,
  from: ModelSchema,
  attribute: string,
): ModelSchema {
  const found = schemas.get(identity);
  if (found) return found;
  throw errors.E_INVALID_DEFINITION(
    `model ${from.identity}, attribute ${attribute}`,
    `there is no model '${identity}'; ${knownNames(identity, schemas.keys())}`,
  );
}

function linkOf(
  schema: ModelSchema,
  collection: Collection,
  schemas: Map<string, ModelSchema>,
): Collection['link'] {
  const where = `model ${schema.identity}, attribute ${collection.name}`;
  const target = modelOf(schemas, collection.target, schema, collection.name);
  const { via, through } = collection;

  if (through !== undefined) {
    const join = modelOf(schemas, through, schema, collection.name);
    const pointers = join.columns.filter((column) => column.model !== undefined);
    const near =
      pointers.find((column) => column.name === via && column.model === schema.identity) ??
      pointers.find((column) => column.model === schema.identity);
    const far = pointers.find((column) => column.model === target.identity && column !== near);
    if (near && far) return { kind: 'join-table', identity: through, near: near.name, far: far.name };
    throw errors.E_INVALID_DEFINITION(
      where,
      `model ${through} must point at both sides: one attribute with \`model: '${schema.identity}'\` (named by \`via\`), ` +
        `and one with \`model: '${target.identity}'\``,
    );
  }

  if (via !== undefined) {
    if (target.columnsByName.get(via)?.model === schema.identity)
      return { kind: 'foreign-key', attribute: via };
    const back = target.collections.get(via);
    if (back?.target !== schema.identity) {
      throw errors.E_INVALID_DEFINITION(
        where,
        `\`via: '${via}'\` must name an attribute of ${target.identity} that points back, ` +
          `such as \`${via}: { model: '${schema.identity}' }\`${didYouMean(via, pointingBack(target, schema.identity))}`,
      );
    }
  }
  return joinTable(schema, collection, target, schemas);
}

/** The attributes by which records of a model lead to those of another. */
function pointingBack(from: ModelSchema, identity: string): string[] {
  return [
    ...from.columns.filter(({ model }) => model === identity),
    ...[...from.collections.values()].filter(({ target }) => target === identity),
  ].map(({ name }) => name);
}
