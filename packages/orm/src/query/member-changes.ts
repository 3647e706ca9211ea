/** Changes who is a member of a collection. Runs inside a transaction of its caller. @module */

import type { Condition } from '../criteria/condition.ts';
import { everything } from '../criteria/condition.ts';
import type { Values } from '../definition/model-definition.ts';
import type { Collection, Column, Link } from '../definition/schema.ts';
import { both, selectRecords } from '../populate/populate.ts';
import { prepareNewRecord, prepareValuesToSet } from '../record/prepare-values.ts';
import { UsageError } from '../usage-error.ts';
import type { ModelContext } from './model-context.ts';
import { rowsAtOnce } from './rows-at-once.ts';

/** Adds members to the collections of all owners. */
export async function addMembers(
  context: ModelContext,
  collection: Collection,
  owners: readonly unknown[],
  members: readonly unknown[],
): Promise<void> {
  if (owners.length === 0 || members.length === 0) return;
  const target = context.modelOf(collection.target);
  const { link } = collection;
  if (link.kind === 'join-table') {
    await addPairs(context.modelOf(link.identity), link, owners, members);
    return;
  }
  if (owners.length > 1) {
    throw new UsageError(
      'E_INVALID_ASSOCIATED_IDS',
      context.schema.identity,
      `a ${collection.target} belongs to one ${context.schema.identity}, so ${collection.name} can't be given to ${owners.length} of them`,
    );
  }
  await setForeignKey(target, link.attribute, whereIn(target.schema.primaryKey, members), owners[0]);
}

/** Removes members from the collections of all owners. Those that are no members stay as they are. */
export async function removeMembers(
  context: ModelContext,
  collection: Collection,
  owners: readonly unknown[],
  members: readonly unknown[],
): Promise<void> {
  if (owners.length === 0 || members.length === 0) return;
  await takeOut(context, collection, owners, (column) => whereIn(column, members));
}

/** Makes the given records the only members of the collections of all owners. */
export async function replaceMembers(
  context: ModelContext,
  collection: Collection,
  owners: readonly unknown[],
  members: readonly unknown[],
): Promise<void> {
  if (owners.length === 0) return;
  await takeOut(context, collection, owners, (column) =>
    members.length === 0 ? everything : { kind: 'compare', column, operator: 'nin', value: members },
  );
  await addMembers(context, collection, owners, members);
}

/** Takes records that are going to be destroyed out of every collection. */
export async function forgetMembers(context: ModelContext, keys: readonly unknown[]): Promise<void> {
  for (const collection of context.schema.collections.values()) {
    const { link } = collection;
    const target = context.modelOf(collection.target);
    // A member that can't be without an owner keeps its key, which then leads nowhere.
    if (link.kind === 'foreign-key' && target.schema.columnsByName.get(link.attribute)?.required) continue;
    await takeOut(context, collection, keys, () => everything);
  }
  for (const join of context.all()) {
    if (!join.schema.isJoinTable) continue;
    for (const column of join.schema.columns) {
      if (column.model !== context.schema.identity) continue;
      await join.datastore.execute(join.statements.delete(whereIn(column, keys), false), join.schema, false);
    }
  }
}

async function takeOut(
  context: ModelContext,
  { name, target: identity, link }: Collection,
  owners: readonly unknown[],
  which: (member: Column) => Condition,
): Promise<void> {
  if (link.kind === 'join-table') {
    const join = context.modelOf(link.identity);
    const { near, far } = pairOf(join, link);
    const where = both(whereIn(near, owners), which(far));
    await join.datastore.execute(join.statements.delete(where, false), join.schema, false);
    return;
  }
  const target = context.modelOf(identity);
  const foreignKey = target.schema.columnsByName.get(link.attribute)!;
  const where = both(whereIn(foreignKey, owners), which(target.schema.primaryKey));
  if (foreignKey.required) {
    const count = await target.datastore.execute<{ result: unknown }>(
      target.statements.aggregate('count', undefined, where),
      target.schema,
      true,
    );
    if (Number(count.rows[0]?.result) === 0) return;
    throw new UsageError(
      'E_INVALID_ASSOCIATED_IDS',
      context.schema.identity,
      `members of ${name} can't be taken out, since ${identity}.${foreignKey.name} is required; destroy them, or give them to another`,
    );
  }
  await setForeignKey(target, link.attribute, where, null);
}

async function setForeignKey(
  target: ModelContext,
  attribute: string,
  where: Condition,
  key: unknown,
): Promise<void> {
  const { values } = prepareValuesToSet(target.schema, { [attribute]: key }, target.schemaOf);
  await target.datastore.execute(target.statements.update(values, where, false), target.schema, false);
}

async function addPairs(
  join: ModelContext,
  link: Extract<Link, { kind: 'join-table' }>,
  owners: readonly unknown[],
  members: readonly unknown[],
): Promise<void> {
  const { near, far } = pairOf(join, link);
  const where: Condition = { kind: 'all', parts: [whereIn(near, owners), whereIn(far, members)] };
  const existing = await selectRecords(
    join,
    { where, limit: undefined, skip: 0, sort: [], columns: [near, far] },
    {},
  );
  const known = new Map<unknown, Set<unknown>>();
  for (const pair of existing) {
    const set = known.get(pair[near.name]) ?? new Set();
    known.set(pair[near.name], set.add(pair[far.name]));
  }
  const rows: Values[] = [];
  for (const owner of owners) {
    for (const member of members) {
      if (known.get(owner)?.has(member)) continue;
      rows.push(
        prepareNewRecord(join.schema, { [near.name]: owner, [far.name]: member }, join.schemaOf).values,
      );
    }
  }
  const most = rowsAtOnce(join.schema);
  for (let at = 0; at < rows.length; at += most) {
    // `ignore`: somebody else may have added the same pair in the meantime.
    const query = join.statements.insert(rows.slice(at, at + most), { returning: false, ignore: true });
    await join.datastore.execute(query, join.schema, false);
  }
}

function pairOf(
  join: ModelContext,
  link: Extract<Link, { kind: 'join-table' }>,
): { near: Column; far: Column } {
  return { near: join.schema.columnsByName.get(link.near)!, far: join.schema.columnsByName.get(link.far)! };
}

function whereIn(column: Column, values: readonly unknown[]): Condition {
  return { kind: 'compare', column, operator: 'in', value: values };
}
