/** `find`, `findOne` and the numbers: `count`, `sum`, `avg`. @module */
import { isImpossible } from '../criteria/condition.ts';
import { findColumn, refuse } from '../criteria/parse-where.ts';
import type { Values } from '../definition/model-definition.ts';
import { errors } from '../errors.ts';
import { CriteriaQuery, WhereQuery } from './criteria-query.ts';
import { findRecords } from './find-records.ts';
import type { ModelContext } from './model-context.ts';

export class FindQuery extends CriteriaQuery<Values[]> {
  protected async perform(): Promise<Values[]> {
    return findRecords(this.context, this.parse(), this.populates, this.metadata);
  }
}

export class FindOneQuery extends CriteriaQuery<Values | undefined> {
  protected async perform(): Promise<Values | undefined> {
    const { schema } = this.context;
    if (!this.hasCriteria) refuse(schema, 'findOne() needs criteria, such as a primary key');
    if (this.clauses.limit !== undefined || this.clauses.skip !== undefined) {
      refuse(schema, 'findOne() takes neither `limit` nor `skip`; use find()');
    }
    // Two are enough to know that there is more than one.
    const found = await findRecords(
      this.context,
      { ...this.parse(), limit: 2 },
      this.populates,
      this.metadata,
    );
    if (found.length > 1) throw errors.E_MORE_THAN_ONE(schema.identity, 'findOne');
    return found[0];
  }
}

export class CountQuery extends WhereQuery<number> {
  protected async perform(): Promise<number> {
    return aggregate(this.context, 'count', undefined, this.parseWhereOnly('count', false));
  }
}

export class AggregateQuery extends WhereQuery<number> {
  readonly #kind: 'sum' | 'avg';
  readonly #attribute: unknown;

  constructor(context: ModelContext, kind: 'sum' | 'avg', attribute: unknown, criteria: unknown) {
    super(context, criteria);
    this.#kind = kind;
    this.#attribute = attribute;
  }

  protected async perform(): Promise<number> {
    const { schema } = this.context;
    const column = findColumn(schema, String(this.#attribute), this.#kind, this.metadata);
    if (column.type !== 'number')
      refuse(schema, `${this.#kind}() is for numbers, and ${column.name} is a ${column.type}`);
    return aggregate(this.context, this.#kind, column, this.parseWhereOnly(this.#kind, false));
  }
}

async function aggregate(
  { schema, datastore, statements }: ModelContext,
  ...[kind, column, where]: Parameters<ModelContext['statements']['aggregate']>
): Promise<number> {
  if (isImpossible(where)) return 0;
  const { rows } = await datastore.execute<{ result: unknown }>(
    statements.aggregate(kind, column, where),
    schema,
    true,
  );
  // Of no records the sum and the mean are null in SQL.
  return Number(rows[0]?.result ?? 0);
}
