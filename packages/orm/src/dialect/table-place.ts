/** Where a table is: its name may have a schema or a database before a dot. @module */

/** A table's own name, and where it is if the name says so. */
export interface TablePlace {
  readonly table: string;
  readonly schema: string | undefined;
}

/**
 * Takes the name of a table apart.
 *
 * @example
 * placeOfTable('zoo.animal'); // { schema: 'zoo', table: 'animal' }
 */
export function placeOfTable(name: string): TablePlace {
  const dot = name.lastIndexOf('.');
  return { table: name.slice(dot + 1), schema: dot > 0 ? name.slice(0, dot) : undefined };
}
