/** Holds names of tables and columns to the length that a database takes: PostgreSQL would cut them off in silence. @module */
import { errors } from '../errors.ts';
import { shorten } from './names.ts';
import type { Column, ModelSchema } from './schema.ts';

/**
 * Shortens the names of a join table, which nobody has chosen, where they are too long.
 *
 * @param database what it is called in a message
 * @param most bytes of a name
 * @throws E_INVALID_DEFINITION for a name that the program has chosen
 */
export function fitNames(schema: ModelSchema, database: string, most: number): ModelSchema {
  const { identity, tableName, columns } = schema;
  const names = [...tableName.split('.'), ...columns.map(({ columnName }) => columnName)];
  const long = names.find((name) => Buffer.byteLength(name) > most);
  if (long === undefined) return schema;
  if (!schema.isJoinTable) {
    throw errors.E_INVALID_DEFINITION(
      `model ${identity}`,
      `the name ${long} has more than the ${most} bytes that ${database} takes; write a shorter \`tableName\` or \`columnName\``,
    );
  }
  const fitted = columns.map(
    (column): Column => ({ ...column, columnName: shorten(column.columnName, most) }),
  );
  return {
    ...schema,
    tableName: shorten(tableName, most),
    columns: fitted,
    columnsByName: new Map(fitted.map((column) => [column.name, column])),
    primaryKey: fitted.find(({ name }) => name === schema.primaryKey.name)!,
  };
}
