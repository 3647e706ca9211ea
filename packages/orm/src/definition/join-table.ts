/** The model between two collections. Its names are those that Waterline gives, so that existing tables fit. @module */
import { normalizeModel } from './normalize-model.ts';
import type { Collection, Link, ModelSchema } from './schema.ts';

/** The link through the join table of a collection; the table is added to `schemas` when it isn't there. */
export function joinTable(
  owner: ModelSchema,
  collection: Collection,
  target: ModelSchema,
  schemas: Map<string, ModelSchema>,
): Link {
  const nearSide = { identity: owner.identity, attribute: collection.name };
  const farSide = {
    identity: target.identity,
    attribute: collection.via ?? `${collection.name}_${target.identity}`,
  };
  const near = `${nearSide.identity}_${nearSide.attribute}`;
  // A collection that is its own other side (friends via friends) needs two columns nevertheless.
  const far =
    near === `${farSide.identity}_${farSide.attribute}`
      ? `${near}_of`
      : `${farSide.identity}_${farSide.attribute}`;
  const identity = joinIdentity(nearSide, farSide);
  const link: Link = { kind: 'join-table', identity, near, far };
  if (schemas.has(identity)) return link;

  const dominant = target.collections.get(farSide.attribute);
  const datastore = dominant && isDominant(target, farSide.attribute) ? target.datastore : owner.datastore;
  const schema = normalizeModel(identity, {
    tableName: joinTableName(nearSide, farSide),
    datastore,
    attributes: {
      createdAt: false,
      updatedAt: false,
      [near]: { model: owner.identity, required: true },
      [far]: { model: target.identity, required: true },
    },
  });
  const typed = schema.columns.map((column) => {
    if (column.model === undefined) return column;
    const { type, storage, columnType, size } = (column.name === near ? owner : target).primaryKey;
    return { ...column, type, storage, columnType, size };
  });
  schemas.set(identity, {
    ...schema,
    migrate: owner.migrate,
    columns: typed,
    columnsByName: new Map(typed.map((column) => [column.name, column])),
    uniqueTogether: [[near, far]],
    isJoinTable: true,
  });
  return link;
}

interface Side {
  identity: string;
  attribute: string;
}

function joinTableName(one: Side, two: Side): string {
  const [first, second] = [one, two].sort(
    (a, b) => compare(a.identity, b.identity) || compare(a.attribute, b.attribute),
  ) as [Side, Side];
  return `${first.identity}_${first.attribute}__${second.identity}_${second.attribute}`;
}

function joinIdentity(one: Side, two: Side): string {
  return joinTableName(one, two).toLowerCase();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isDominant(schema: ModelSchema, attribute: string): boolean {
  return schema.collections.get(attribute)?.dominant === true;
}
