/** The statements of one model. @module */
import type { CompiledQuery, RawBuilder } from 'kysely';
import type { Condition, Criteria, SortTerm } from '../criteria/condition.ts';
import type { Datastore } from '../datastore/datastore.ts';
import type { Values } from '../definition/model-definition.ts';
import type { Column, ModelSchema } from '../definition/schema.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { sql } from '../kysely.ts';
import { encrypt } from '../record/encryption.ts';
import { StatementCache } from './statement-cache.ts';
import { columnRef, compileWhere, encode, shapeOf } from './where.ts';

export class Statements {
  readonly #schema: ModelSchema;
  readonly #datastore: Datastore;
  readonly #cache = new StatementCache();
  readonly #table: RawBuilder<unknown>;

  constructor(schema: ModelSchema, datastore: Datastore) {
    this.#schema = schema;
    this.#datastore = datastore;
    this.#table = sql.table(schema.tableName);
  }

  /** @param lock keeps the rows for this transaction (`for update`) */
  select(criteria: Criteria, lock: boolean): CompiledQuery {
    const { where, limit, skip, sort, columns } = criteria;
    const { dialect } = this.#datastore;
    const parameters: unknown[] = [];
    const whereShape = shapeOf(where, dialect, parameters);
    const bounds = `${limit === undefined ? '' : 'l'}${skip === 0 ? '' : 's'}${lock ? 'u' : ''}`;
    const shape =
      whereShape === undefined
        ? undefined
        : `select ${columns ? columns.map(({ name }) => name).join() : '*'} ${whereShape} ${sortShape(sort)} ${bounds}`;
    if (limit !== undefined) parameters.push(limit);
    if (skip !== 0) parameters.push(skip);
    return this.#cache.get(shape, parameters, () =>
      this.#compile(
        sql`select ${selection(dialect, columns ?? this.#schema.columns)} from ${this.#table} where ${compileWhere(
          where,
          dialect,
        )} order by ${this.order(sort)}${this.bounds(limit, skip)}${lock && dialect.locksRows ? sql` for update` : sql``}`,
      ),
    );
  }

  aggregate(kind: 'count' | 'sum' | 'avg', column: Column | undefined, where: Condition): CompiledQuery {
    const { dialect } = this.#datastore;
    const parameters: unknown[] = [];
    const whereShape = shapeOf(where, dialect, parameters);
    const shape = whereShape === undefined ? undefined : `${kind} ${column?.name} ${whereShape}`;
    return this.#cache.get(shape, parameters, () => {
      // As a floating-point number on every database: MySQL would round the mean of integers to four digits.
      const what = kind === 'count' ? sql`count(*)` : sql`${sql.raw(kind)}(${columnRef(column!)} + 0e0)`;
      return this.#compile(
        sql`select ${what} as ${sql.id('result')} from ${this.#table} where ${compileWhere(where, dialect)}`,
      );
    });
  }

  /** @param returning whether the stored rows are given back */
  insert(rows: readonly Values[], options: { returning: boolean; ignore?: boolean }): CompiledQuery {
    const { dialect } = this.#datastore;
    const first = rows[0]!;
    const columns = this.#schema.columns.filter(({ name }) => name in first);
    const parameters = rows.flatMap((row) => columns.map((column) => this.#stored(column, row[column.name])));
    const shape = `insert ${rows.length} ${columns.map(({ name }) => name).join()} ${options.returning} ${options.ignore}`;
    // Of an encrypted value each build would make another text.
    let at = 0;
    return this.#cache.get(rows.length > 20 ? undefined : shape, parameters, () => {
      const lists = rows.map(() => sql`(${sql.join(columns.map(() => sql`${parameters[at++]}`))})`);
      const names = sql.join(columns.map((column) => columnRef(column)));
      const verb = sql.raw(options.ignore ? dialect.insertIgnore.prefix : 'insert');
      const suffix = sql.raw(options.ignore ? dialect.insertIgnore.suffix : '');
      const values = columns.length > 0 ? sql`(${names}) values ${sql.join(lists)}` : this.#noValues();
      return this.#compile(
        sql`${verb} into ${this.#table} ${values}${suffix}${options.returning ? this.#returning() : sql``}`,
      );
    });
  }

  update(values: Values, where: Condition, returning: boolean): CompiledQuery {
    const { dialect } = this.#datastore;
    const columns = this.#schema.columns.filter(({ name }) => name in values);
    const parameters: unknown[] = columns.map((column) => this.#stored(column, values[column.name]));
    const given = [...parameters];
    const whereShape = shapeOf(where, dialect, parameters);
    const shape =
      whereShape === undefined
        ? undefined
        : `update ${columns.map(({ name }) => name).join()} ${whereShape} ${returning}`;
    return this.#cache.get(shape, parameters, () => {
      const sets = columns.map((column, at) => sql`${columnRef(column)} = ${given[at]}`);
      return this.#compile(
        sql`update ${this.#table} set ${sql.join(sets)} where ${compileWhere(where, dialect)}${
          returning ? this.#returning() : sql``
        }`,
      );
    });
  }

  delete(where: Condition, returning: boolean): CompiledQuery {
    const { dialect } = this.#datastore;
    const parameters: unknown[] = [];
    const whereShape = shapeOf(where, dialect, parameters);
    const shape = whereShape === undefined ? undefined : `delete ${whereShape} ${returning}`;
    return this.#cache.get(shape, parameters, () =>
      this.#compile(
        sql`delete from ${this.#table} where ${compileWhere(where, dialect)}${
          returning ? this.#returning() : sql``
        }`,
      ),
    );
  }

  /** The order that was asked for, made total by the primary key, so that pages neither overlap nor leave gaps. */
  order(sort: readonly SortTerm[], alias?: string): RawBuilder<unknown> {
    const { dialect } = this.#datastore;
    const { primaryKey } = this.#schema;
    const terms = sort.some(({ column }) => column.name === primaryKey.name)
      ? sort
      : [...sort, { column: primaryKey, descending: false }];
    return sql.join(
      terms.map(({ column, descending }) => dialect.order(columnRef(column, alias), descending)),
    );
  }

  /** `limit … offset …` */
  bounds(limit: number | undefined, skip: number): RawBuilder<unknown> {
    const { unlimited } = this.#datastore.dialect;
    if (skip === 0) return limit === undefined ? sql`` : sql` limit ${limit}`;
    if (limit !== undefined) return sql` limit ${limit} offset ${skip}`;
    return unlimited ? sql` limit ${unlimited} offset ${skip}` : sql` offset ${skip}`;
  }

  #stored(column: Column, value: unknown): unknown {
    if (value === null || value === undefined) return null;
    return column.encrypt === undefined
      ? encode(this.#datastore.dialect, column, value)
      : encrypt(this.#schema, column, value);
  }

  #returning(): RawBuilder<unknown> {
    return sql` returning ${selection(this.#datastore.dialect, this.#schema.columns)}`;
  }

  #noValues(): RawBuilder<unknown> {
    return this.#datastore.dialect.name === 'mysql' ? sql`() values ()` : sql`default values`;
  }

  #compile(builder: RawBuilder<unknown>): CompiledQuery {
    return builder.compile(this.#datastore.root);
  }
}

/** The columns of a result, each under the name of its attribute. */
export function selection(dialect: Dialect, columns: readonly Column[], alias?: string): RawBuilder<unknown> {
  return sql.join(
    columns.map((column) => {
      const ref = columnRef(column, alias);
      const read = dialect.asRead?.(ref, column) ?? ref;
      return read === ref && column.columnName === column.name && alias === undefined
        ? ref
        : sql`${read} as ${sql.id(column.name)}`;
    }),
  );
}

function sortShape(sort: readonly SortTerm[]): string {
  return sort.map(({ column, descending }) => `${column.name}${descending ? '-' : '+'}`).join();
}
