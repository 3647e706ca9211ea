/** Who stands in which collection. @module */
import type { AnyModel, Id, Values } from '../models/any-model.ts';
import { foreignKeyOf } from './associations.ts';
import type { BlueprintRequest } from './blueprint-request.ts';
import { idOf, lockRecord, whereId } from './records.ts';

/** A member that a collection takes from another owner, since it can have only one. */
export interface Stolen {
  readonly childId: Id;
  readonly formerOwner: Id;
}

/** The model whose records stand in the collection that a request is about. */
export function collectionTarget({ model, modelOf, options }: BlueprintRequest): AnyModel {
  return modelOf(model.schema.collections.get(options.alias!)!.target);
}

/** The record that is to be added or taken out, kept from changing until the transaction ends. @throws notFound */
export async function lockMember(request: BlueprintRequest): Promise<{ target: AnyModel; member: Values }> {
  const target = collectionTarget(request);
  const [childId] = request.options.associatedIds ?? [];
  return { target, member: await lockRecord(target, { where: whereId(target, childId!) }) };
}

/** Whether a record stands in another one's collection. */
export async function isMember(
  model: AnyModel,
  target: AnyModel,
  owner: Id,
  alias: string,
  childId: Id,
): Promise<boolean> {
  const record = await model
    .findOne({ where: whereId(model, owner), select: [model.primaryKey] })
    .populate(alias, { where: whereId(target, childId), select: [target.primaryKey] });
  return ((record?.[alias] ?? []) as Values[]).length > 0;
}

/** The keys of all members of a record's collection. */
export async function memberIds(model: AnyModel, target: AnyModel, owner: Id, alias: string): Promise<Id[]> {
  const record = await model
    .findOne({ where: whereId(model, owner), select: [model.primaryKey] })
    .populate(alias, { select: [target.primaryKey] });
  return ((record?.[alias] ?? []) as Values[]).map((member) => idOf(target, member));
}

/** Of some keys, those of records that exist; each is kept from changing until the transaction ends. */
export async function lockExisting(target: AnyModel, ids: readonly Id[]): Promise<Values[]> {
  if (ids.length === 0) return [];
  const found = await target.find({ where: { [target.primaryKey]: ids } }).forUpdate();
  const byId = new Map(found.map((record) => [idOf(target, record), record]));
  return ids.map((id) => byId.get(id)).filter((record) => record !== undefined);
}

/**
 * The members that a collection would take from others.
 *
 * @param owner who gets them; undefined for one that does not exist yet
 */
export function stolenFrom(
  model: AnyModel,
  target: AnyModel,
  alias: string,
  members: readonly Values[],
  owner?: Id,
): Stolen[] {
  const foreignKey = foreignKeyOf(model.schema, alias);
  if (foreignKey === undefined) return [];
  return members.flatMap((member) => {
    const formerOwner = member[foreignKey] as Id | null | undefined;
    if (formerOwner === null || formerOwner === undefined || formerOwner === owner) return [];
    return [{ childId: idOf(target, member), formerOwner }];
  });
}
