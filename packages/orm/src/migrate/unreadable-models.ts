/** Finds models that their tables don't bear out. @module */
import { columnRef } from '../compile/where.ts';
import type { Datastore } from '../datastore/datastore.ts';
import type { ModelSchema } from '../definition/schema.ts';
import { sql } from '../kysely.ts';

/**
 * Asks for no records of each model, with all its columns.
 *
 * @returns what the database said against it: a missing table or column, or a right that the app has not
 */
export async function unreadableModels(
  datastore: Datastore,
  schemas: readonly ModelSchema[],
): Promise<Error[]> {
  const problems: Error[] = [];
  for (const schema of schemas) {
    const columns = sql.join(schema.columns.map((column) => columnRef(column)));
    const query = sql`select ${columns} from ${sql.table(schema.tableName)} where 1 = 0`;
    try {
      await datastore.execute(query.compile(datastore.root), schema, true);
    } catch (error) {
      problems.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return problems;
}
