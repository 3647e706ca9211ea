/** `create`, `createEach`, `findOrCreate`, `update`, `updateOne`, `destroy`, `destroyOne`. @module */
import { refuse } from '../criteria/parse-where.ts';
import type { Values } from '../definition/model-definition.ts';
import { errors } from '../errors.ts';
import { describe } from '../record/rules.ts';
import { UsageError } from '../usage-error.ts';
import { destroyRecords, runBeforeDestroy, updateRecords } from './change-records.ts';
import { createRecord, createRecords } from './create-records.ts';
import { CriteriaQuery, WhereQuery } from './criteria-query.ts';
import { findRecords } from './find-records.ts';
import type { ModelContext, QueryMeta } from './model-context.ts';
import { Query } from './query.ts';

export class CreateQuery extends Query<Values> {
  #values: Values;

  constructor(context: ModelContext, values: Values) {
    super(context);
    this.#values = values;
  }

  set(values: Values): this {
    this.#values = values;
    return this;
  }

  /** Kept for existing code: `create` gives the record in any case. */
  fetch(): this {
    return this;
  }

  protected perform(): Promise<Values> {
    return createRecord(this.context, this.#values, this.metadata);
  }
}

export class CreateEachQuery extends Query<Values[] | undefined> {
  #list: readonly Values[];

  constructor(context: ModelContext, list: readonly Values[]) {
    super(context, { fetch: context.schema.fetchOnCreateEach });
    this.#list = list;
  }

  set(list: readonly Values[]): this {
    this.#list = list;
    return this;
  }

  fetch(): this {
    return this.meta({ fetch: true });
  }

  protected async perform(): Promise<Values[] | undefined> {
    if (!Array.isArray(this.#list)) {
      const details = `createEach() takes an array of values; got ${describe(this.#list)}`;
      throw new UsageError('E_INVALID_NEW_RECORD', this.context.schema.identity, details);
    }
    return createRecords(this.context, this.#list, this.metadata);
  }
}

export class FindOrCreateQuery extends CriteriaQuery<Values> {
  readonly #values: Values;
  #wasCreated = false;

  constructor(context: ModelContext, criteria: unknown, values: Values) {
    super(context, criteria);
    this.#values = values;
  }

  protected async perform(): Promise<Values> {
    if (!this.hasCriteria) refuse(this.context.schema, 'findOrCreate() needs criteria');
    const found = await this.#find();
    if (found) return found;
    try {
      // In a transaction of its own: where one is running, PostgreSQL would not go on after a failed insert.
      const record = await this.context.datastore.transaction(() =>
        createRecord(this.context, this.#values, this.metadata),
      );
      this.#wasCreated = true;
      return record;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'E_UNIQUE') throw error;
      // Somebody else created it in between.
      // Inside a transaction that reads repeatably, only a locking read sees what others have committed.
      const other = await this.#find({ lock: this.context.datastore.isInTransaction });
      if (other) return other;
      throw error;
    }
  }

  /** A callback also learns whether the record is new. */
  protected override furtherResults(): unknown[] {
    return [this.#wasCreated];
  }

  async #find(meta?: QueryMeta): Promise<Values | undefined> {
    const found = await findRecords(this.context, { ...this.parse(), limit: 2 }, this.populates, {
      ...this.metadata,
      ...meta,
    });
    if (found.length > 1) throw errors.E_MORE_THAN_ONE(this.context.schema.identity, 'findOrCreate');
    return found[0];
  }
}

/** The base of the queries that change records which are there. */
abstract class ChangeQuery<Result> extends WhereQuery<Result> {
  fetch(): this {
    return this.meta({ fetch: true });
  }
}

export class UpdateQuery extends ChangeQuery<Values[] | undefined> {
  #values: Values | undefined;

  constructor(context: ModelContext, criteria: unknown, values: Values | undefined) {
    super(context, criteria, { fetch: context.schema.fetchOnUpdate });
    this.#values = values;
  }

  set(values: Values): this {
    this.#values = values;
    return this;
  }

  protected async perform(): Promise<Values[] | undefined> {
    const where = this.parseWhereOnly('update', true);
    return updateRecords(
      this.context,
      where,
      needValues(this.context, this.#values, 'update'),
      'any',
      this.metadata,
    );
  }
}

export class UpdateOneQuery extends WhereQuery<Values | undefined> {
  #values: Values | undefined;

  constructor(context: ModelContext, criteria: unknown, values: Values | undefined) {
    super(context, criteria, { fetch: true });
    this.#values = values;
  }

  set(values: Values): this {
    this.#values = values;
    return this;
  }

  protected async perform(): Promise<Values | undefined> {
    const where = this.parseWhereOnly('updateOne', true);
    const values = needValues(this.context, this.#values, 'updateOne');
    const meta = { ...this.metadata, fetch: true };
    return (await updateRecords(this.context, where, values, 'one', meta))?.[0];
  }
}

export class DestroyQuery extends ChangeQuery<Values[] | undefined> {
  constructor(context: ModelContext, criteria: unknown) {
    super(context, criteria, { fetch: context.schema.fetchOnDestroy });
  }

  protected async perform(): Promise<Values[] | undefined> {
    const where = this.parseWhereOnly('destroy', true);
    await runBeforeDestroy(this.context, this.clauses.where, this.metadata);
    return destroyRecords(this.context, where, 'any', this.metadata);
  }
}

export class DestroyOneQuery extends WhereQuery<Values | undefined> {
  protected async perform(): Promise<Values | undefined> {
    const where = this.parseWhereOnly('destroyOne', true);
    await runBeforeDestroy(this.context, this.clauses.where, this.metadata);
    return (await destroyRecords(this.context, where, 'one', { ...this.metadata, fetch: true }))?.[0];
  }
}

function needValues({ schema }: ModelContext, values: Values | undefined, method: string): Values {
  if (values !== undefined) return values;
  throw new UsageError(
    'E_INVALID_VALUES_TO_SET',
    schema.identity,
    `${method}() has no values; write ${method}(…).set({ … })`,
  );
}
