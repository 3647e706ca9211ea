/** `stream`: records in batches, so that a table need not fit into memory. @module */
import type { Condition, Criteria } from '../criteria/condition.ts';
import type { Values } from '../definition/model-definition.ts';
import type { Column } from '../definition/schema.ts';
import { errors } from '../errors.ts';
import { both, selectRecords } from '../populate/populate.ts';
import { CriteriaQuery } from './criteria-query.ts';
import { findRecords } from './find-records.ts';

type Consume<Item> = (item: Item, proceed: (error?: unknown) => void) => unknown;

const defaultBatchSize = 30;

/**
 * Goes through records batch by batch. Each record that is there from beginning to end is given exactly once, also
 * when others come and go in the meantime.
 */
export class StreamQuery extends CriteriaQuery<undefined> implements AsyncIterable<Values> {
  #consume: { readonly eachBatch: boolean; readonly size: number; readonly run: Consume<never> } | undefined;

  /** Runs a function for each record. */
  eachRecord(run: Consume<Values>): this {
    this.#consume = { eachBatch: false, size: defaultBatchSize, run };
    return this;
  }

  /** Runs a function for each batch of records. */
  eachBatch(size: number | Consume<Values[]>, run?: Consume<Values[]>): this {
    const given = typeof size === 'function' ? size : run;
    const batchSize = typeof size === 'number' ? size : defaultBatchSize;
    if (!Number.isSafeInteger(batchSize) || batchSize < 1 || !given) {
      throw errors.E_INVALID_ARGUMENT(
        'eachBatch',
        'expected a size of 1 or more, and a function (batch) => …',
      );
    }
    this.#consume = { eachBatch: true, size: batchSize, run: given };
    return this;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Values> {
    for await (const batch of this.#batches(defaultBatchSize)) yield* batch;
  }

  protected async perform(): Promise<undefined> {
    const consume = this.#consume;
    if (!consume) {
      throw errors.E_INVALID_ARGUMENT(
        'stream',
        'write .eachRecord(fn), .eachBatch(size, fn), or `for await (const record of …)`',
      );
    }
    for await (const batch of this.#batches(consume.size)) {
      for (const item of consume.eachBatch ? [batch] : batch)
        await call(consume.run as Consume<unknown>, item);
    }
    return undefined;
  }

  #batches(size: number): AsyncGenerator<Values[]> {
    const criteria = this.parse();
    const { primaryKey } = this.context.schema;
    const isByKey =
      criteria.skip === 0 &&
      criteria.sort.every(({ column, descending }) => column === primaryKey && !descending);
    return isByKey ? this.#byKey(criteria, size, primaryKey) : this.#byList(criteria, size, primaryKey);
  }

  /** In the order of the primary key: each batch begins after the last key. */
  async *#byKey(criteria: Criteria, size: number, primaryKey: Column): AsyncGenerator<Values[]> {
    let left = criteria.limit ?? Number.POSITIVE_INFINITY;
    let where: Condition = criteria.where;
    while (left > 0) {
      const limit = Math.min(size, left);
      const batch = await findRecords(
        this.context,
        { ...criteria, where, limit },
        this.populates,
        this.metadata,
      );
      if (batch.length > 0) yield batch;
      if (batch.length < limit) return;
      left -= batch.length;
      where = both(
        { kind: 'compare', column: primaryKey, operator: '>', value: batch.at(-1)![primaryKey.name] },
        criteria.where,
      );
    }
  }

  /** In another order: all keys first, which are few bytes each, then the records of each batch. */
  async *#byList(criteria: Criteria, size: number, primaryKey: Column): AsyncGenerator<Values[]> {
    const rows = await selectRecords(this.context, { ...criteria, columns: [primaryKey] }, this.metadata);
    const keys = rows.map((row) => row[primaryKey.name]);
    for (let at = 0; at < keys.length; at += size) {
      const part = keys.slice(at, at + size);
      const where = both(
        { kind: 'compare', column: primaryKey, operator: 'in', value: part },
        criteria.where,
      );
      const found = await findRecords(
        this.context,
        { ...criteria, where, limit: undefined, skip: 0 },
        this.populates,
        this.metadata,
      );
      if (found.length > 0) yield found;
    }
  }
}

function call(run: Consume<unknown>, item: unknown): Promise<unknown> {
  if (run.length < 2) return Promise.resolve(run(item, () => {}));
  return new Promise((resolve, reject) => {
    const proceed = (error?: unknown) =>
      error === undefined || error === null ? resolve(undefined) : reject(error);
    Promise.resolve(run(item, proceed)).catch(reject);
  });
}
