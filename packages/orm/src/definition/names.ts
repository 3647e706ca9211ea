/** Names of indexes, the same when they are made and when an error names one. @module */
import { createHash } from 'node:crypto';
import type { ModelSchema } from './schema.ts';

/** An index that a model needs. */
export interface NeededIndex {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
}

/** The indexes of a model: unique attributes, foreign keys, `index: true`, and the pairs of a join table. */
export function neededIndexes(schema: ModelSchema, maximumNameLength: number): NeededIndex[] {
  const indexes: NeededIndex[] = [];
  const add = (columns: readonly string[], unique: boolean) => {
    indexes.push({ name: indexName(schema, { columns, unique }, maximumNameLength), columns, unique });
  };
  for (const names of schema.uniqueTogether)
    add(
      names.map((name) => schema.columnsByName.get(name)!.columnName),
      true,
    );
  for (const column of schema.columns) {
    const isCovered = schema.uniqueTogether.some(([first]) => first === column.name);
    if (column.unique) add([column.columnName], true);
    else if (column.index && !isCovered) add([column.columnName], false);
  }
  return indexes;
}

/** The name of an index. */
export function indexName(
  { tableName }: ModelSchema,
  { columns, unique }: Omit<NeededIndex, 'name'>,
  maximumNameLength: number,
): string {
  const name = `${tableName.replaceAll('.', '_')}_${columns.join('_')}_${unique ? 'unique' : 'index'}`;
  return shorten(name, maximumNameLength);
}

/** A name that a database takes whole: of a longer one the beginning, and a hash that tells it from others. */
export function shorten(name: string, maximum: number): string {
  if (Buffer.byteLength(name) <= maximum) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, Math.floor((maximum - 9) / 2))}_${hash}`;
}
