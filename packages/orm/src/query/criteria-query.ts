/** Queries that take criteria, and the modifiers that write them. @module */
import type { Condition, Criteria } from '../criteria/condition.ts';
import { type Clauses, parseCriteria, toClauses } from '../criteria/parse-criteria.ts';
import { refuse } from '../criteria/parse-where.ts';
import { errors } from '../errors.ts';
import type { ModelContext, QueryMeta } from './model-context.ts';
import { Query } from './query.ts';

/** The base of queries that choose records by a `where`. */
export abstract class WhereQuery<Result> extends Query<Result> {
  protected readonly clauses: Clauses;
  /** What was wrong with the criteria; told when the query runs, and not where it is written. */
  readonly #mistake: unknown;
  /** Whether criteria were given at all: `destroy()` and `destroy({ id: undefined })` must not empty a table. */
  protected hasCriteria: boolean;

  constructor(context: ModelContext, criteria: unknown, meta: QueryMeta = {}) {
    super(context, meta);
    let clauses: Clauses = {};
    try {
      clauses = toClauses(context.schema, criteria);
    } catch (error) {
      this.#mistake = error;
    }
    this.clauses = clauses;
    this.hasCriteria = criteria !== undefined && criteria !== null;
  }

  /** Chooses the records, in place of the where that was given before. */
  where(where: unknown): this {
    this.clauses.where = where;
    this.hasCriteria = where !== undefined && where !== null;
    return this;
  }

  protected parse(): Criteria {
    if (this.#mistake) throw this.#mistake;
    return parseCriteria(this.context.schema, this.clauses, this.metadata);
  }

  /** The where of a query that has to have one, and nothing else. */
  protected parseWhereOnly(method: string, needed: boolean): Condition {
    const { schema } = this.context;
    if (needed && !this.hasCriteria) refuse(schema, `${method}() needs criteria; write {} for every record`);
    const extra = Object.keys(this.clauses).find(
      (name) => name !== 'where' && this.clauses[name as keyof Clauses] !== undefined,
    );
    if (extra !== undefined) refuse(schema, `${method}() takes a where only; got \`${extra}\``);
    return this.parse().where;
  }
}

/** The base of queries that find records. */
export abstract class CriteriaQuery<Result> extends WhereQuery<Result> {
  protected populates: Map<string, unknown> | undefined;

  limit(limit: number): this {
    this.clauses.limit = limit;
    return this;
  }

  skip(skip: number): this {
    this.clauses.skip = skip;
    return this;
  }

  sort(sort: unknown): this {
    this.clauses.sort = sort;
    return this;
  }

  select(select: unknown): this {
    this.clauses.select = select;
    return this;
  }

  omit(omit: unknown): this {
    this.clauses.omit = omit;
    return this;
  }

  /** A page of records, counted from 0. */
  paginate(page: number, pageSize = 30): this {
    if (!Number.isSafeInteger(page) || page < 0 || !Number.isSafeInteger(pageSize) || pageSize < 1) {
      throw errors.E_INVALID_ARGUMENT(
        'paginate',
        'expected the number of a page, from 0, and its size, from 1',
      );
    }
    return this.skip(page * pageSize).limit(pageSize);
  }

  /** Fills an association in. `false` as criteria leaves it as it is. */
  populate(alias: unknown, subcriteria: unknown = true): this {
    this.populates ??= new Map();
    for (const name of Array.isArray(alias) ? alias : [alias])
      this.populates.set(name as string, subcriteria);
    return this;
  }

  /** Fills every association in. */
  populateAll(): this {
    return this.populate(this.context.schema.associations.map(({ alias }) => alias));
  }

  /** Keeps the records for this transaction: others wait with changing them until it ends. */
  forUpdate(): this {
    this.metadata.lock = true;
    return this;
  }
}
