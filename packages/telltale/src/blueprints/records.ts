/** Reads the records that blueprints work on. @module */
import type { AnyCriteria, AnyModel, AnyQuery, Id, Values } from '../models/any-model.ts';
import type { BlueprintOptions } from './blueprint-options.ts';
import { notFound } from './not-found.ts';

type Wanted = Pick<BlueprintOptions, 'criteria' | 'populates' | 'meta'>;

/** The records that a request asks for, with their associations filled in. */
export function findRecords(model: AnyModel, wanted: Wanted): PromiseLike<Values[]> {
  return populated(model.find(wanted.criteria), wanted);
}

/** The one record that a request is about, with its associations filled in. @throws notFound */
export async function findRecord(model: AnyModel, { criteria, ...wanted }: Wanted): Promise<Values> {
  const { where, select, omit } = criteria;
  const selection = select ? { select } : omit ? { omit } : {};
  return (await populated(model.findOne({ where, ...selection }), wanted)) ?? missing();
}

/** A record by its key, populated as the request asks. @throws notFound */
export function readAgain(model: AnyModel, id: Id, { populates, meta }: BlueprintOptions): Promise<Values> {
  return findRecord(model, { criteria: { where: whereId(model, id) }, populates, ...(meta && { meta }) });
}

/**
 * Finds the one record that is to be changed, and keeps others from changing it until the transaction ends.
 *
 * @returns its values, without associations filled in
 * @throws notFound
 */
export async function lockRecord(model: AnyModel, { where }: AnyCriteria): Promise<Values> {
  return (await model.findOne({ where }).forUpdate()) ?? missing();
}

/** Criteria for one record. */
export function whereId(model: AnyModel, id: Id): Values {
  return { [model.primaryKey]: id };
}

/** The primary key of a record. */
export function idOf(model: AnyModel, record: Values): Id {
  return record[model.primaryKey] as Id;
}

function populated<Result>(
  query: AnyQuery<Result>,
  { populates, meta }: Pick<Wanted, 'populates' | 'meta'>,
): AnyQuery<Result> {
  for (const [alias, criteria] of Object.entries(populates)) query.populate(alias, criteria);
  return meta ? query.meta(meta) : query;
}

function missing(): never {
  throw notFound;
}
