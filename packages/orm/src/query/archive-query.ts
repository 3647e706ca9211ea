/** `archive` and `archiveOne`: destroyed records are kept in another model. @module */
import type { Condition } from '../criteria/condition.ts';
import type { ModelDefinition, Values } from '../definition/model-definition.ts';
import { errors } from '../errors.ts';
import { destroyRecords, type Extent, runBeforeDestroy } from './change-records.ts';
import { createRecords } from './create-records.ts';
import { WhereQuery } from './criteria-query.ts';
import type { ModelContext, QueryMeta } from './model-context.ts';

/** The model that archived records go to when the program has none of its own. */
export const archiveDefinition = {
  attributes: {
    updatedAt: false,
    fromModel: { type: 'string', required: true, index: true },
    originalRecord: { type: 'json', required: true },
    originalRecordId: { type: 'json' },
  },
} as const satisfies ModelDefinition;

export class ArchiveQuery extends WhereQuery<Values[] | undefined> {
  fetch(): this {
    return this.meta({ fetch: true });
  }

  protected async perform(): Promise<Values[] | undefined> {
    await runBeforeDestroy(this.context, this.clauses.where, this.metadata);
    const records = await archiveRecords(
      this.context,
      this.parseWhereOnly('archive', true),
      'any',
      this.metadata,
    );
    return this.metadata.fetch ? records : undefined;
  }
}

export class ArchiveOneQuery extends WhereQuery<Values | undefined> {
  protected async perform(): Promise<Values | undefined> {
    await runBeforeDestroy(this.context, this.clauses.where, this.metadata);
    return (
      await archiveRecords(this.context, this.parseWhereOnly('archiveOne', true), 'one', this.metadata)
    )[0];
  }
}

async function archiveRecords(
  context: ModelContext,
  where: Condition,
  extent: Extent,
  meta: QueryMeta,
): Promise<Values[]> {
  const { schema, datastore } = context;
  const identity = schema.archiveModelIdentity;
  if (identity === false) {
    throw errors.E_INVALID_ARGUMENT(
      `${schema.identity}.archive`,
      'this model has `archiveModelIdentity: false`; use destroy()',
    );
  }
  const archive = context.modelOf(identity);
  return datastore.transaction(async () => {
    const records = (await destroyRecords(context, where, extent, { ...meta, fetch: true })) ?? [];
    const kept = records.map((record) => ({
      fromModel: schema.identity,
      originalRecord: { ...record },
      originalRecordId: record[schema.primaryKey.name],
    }));
    await createRecords(archive, kept, {});
    return records;
  });
}
