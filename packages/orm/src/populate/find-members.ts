/** Finds the members of a collection for many owners at once. Limits hold for each owner, by a window function. @module */
import type { RawBuilder } from 'kysely';
import { selection } from '../compile/statements.ts';
import { columnRef, compileWhere } from '../compile/where.ts';
import type { Criteria } from '../criteria/condition.ts';
import type { Values } from '../definition/model-definition.ts';
import type { Column, Link } from '../definition/schema.ts';
import { sql } from '../kysely.ts';
import type { ModelContext, QueryMeta } from '../query/model-context.ts';

const ownerAlias = 'tt_owner';
const placeAlias = 'tt_place';

/** Members by the key of their owner, in order. */
export type MembersByOwner = Map<unknown, Values[]>;

/** Finds the members of all owners. */
export async function findMembers(
  target: ModelContext,
  link: Link,
  owners: readonly unknown[],
  criteria: Criteria,
  meta: QueryMeta,
): Promise<MembersByOwner> {
  if (link.kind === 'foreign-key') {
    const foreignKey = target.schema.columnsByName.get(link.attribute)!;
    const owner = sql`${columnRef(foreignKey, 'member')}`;
    const source = sql`${sql.table(target.schema.tableName)} as member`;
    const where = compileWhere(
      { kind: 'compare', column: foreignKey, operator: 'in', value: owners },
      target.datastore.dialect,
      'member',
    );
    return group(
      await query(target, source, owner, where, withForeignKey(target, criteria, foreignKey), meta),
      target,
      meta,
    );
  }
  const join = target.modelOf(link.identity);
  const near = join.schema.columnsByName.get(link.near)!;
  const far = join.schema.columnsByName.get(link.far)!;
  if (join.datastore !== target.datastore)
    return acrossDatastores(target, join, near, far, owners, criteria, meta);

  const ofOwners = compileWhere(
    { kind: 'compare', column: near, operator: 'in', value: owners },
    join.datastore.dialect,
  );
  // Distinct: a model that joins two others may join the same pair more than once.
  const pairs = sql`(select distinct ${columnRef(near)} as near, ${columnRef(far)} as far
    from ${sql.table(join.schema.tableName)} where ${ofOwners}) as pair`;
  const source = sql`${pairs} inner join ${sql.table(target.schema.tableName)} as member
    on ${columnRef(target.schema.primaryKey, 'member')} = pair.far`;
  return group(await query(target, source, sql`pair.near`, undefined, criteria, meta), target, meta);
}

function withForeignKey(target: ModelContext, criteria: Criteria, foreignKey: Column): Criteria {
  if (!criteria.columns || criteria.columns.includes(foreignKey)) return criteria;
  return {
    ...criteria,
    columns: target.schema.columns.filter((each) => each === foreignKey || criteria.columns!.includes(each)),
  };
}

async function query(
  target: ModelContext,
  source: RawBuilder<unknown>,
  owner: RawBuilder<unknown>,
  ofOwners: RawBuilder<unknown> | undefined,
  criteria: Criteria,
  meta: QueryMeta,
): Promise<Values[]> {
  const { schema, datastore, statements } = target;
  const columns = criteria.columns ?? schema.columns;
  const own = compileWhere(criteria.where, datastore.dialect, 'member');
  const where = ofOwners ? sql`${ofOwners} and ${own}` : own;
  const order = statements.order(criteria.sort, 'member');
  const owned = sql`${owner} as ${sql.id(ownerAlias)}`;
  const isBounded = criteria.limit !== undefined || criteria.skip > 0;
  const text = isBounded
    ? sql`select * from (
        select ${selection(datastore.dialect, columns, 'member')}, ${owned},
          row_number() over (partition by ${owner} order by ${order}) as ${sql.id(placeAlias)}
        from ${source} where ${where}) as ranked
      where ${sql.id(placeAlias)} > ${criteria.skip}${
        criteria.limit === undefined
          ? sql``
          : sql` and ${sql.id(placeAlias)} <= ${criteria.skip + criteria.limit}`
      } order by ${sql.id(placeAlias)}`
    : sql`select ${selection(datastore.dialect, columns, 'member')}, ${owned} from ${source} where ${where} order by ${order}`;
  const { rows } = await datastore.execute<Values>(text.compile(datastore.root), schema, !meta.lock);
  return rows;
}

function group(rows: readonly Values[], target: ModelContext, meta: QueryMeta): MembersByOwner {
  const members: MembersByOwner = new Map();
  for (const row of rows) {
    const { [ownerAlias]: owner, [placeAlias]: _place, ...values } = row;
    add(members, owner, target.read(values, meta));
  }
  return members;
}

function add(members: MembersByOwner, owner: unknown, member: Values): void {
  const list = members.get(owner);
  if (list) list.push(member);
  else members.set(owner, [member]);
}

/** The join table is in another database than the members: pairs first, then members, and the limits are applied here. */
async function acrossDatastores(
  target: ModelContext,
  join: ModelContext,
  near: Column,
  far: Column,
  owners: readonly unknown[],
  criteria: Criteria,
  meta: QueryMeta,
): Promise<MembersByOwner> {
  const pairs = sql<{
    near: unknown;
    far: unknown;
  }>`select distinct ${columnRef(near)} as near, ${columnRef(far)} as far
    from ${sql.table(join.schema.tableName)}
    where ${compileWhere({ kind: 'compare', column: near, operator: 'in', value: owners }, join.datastore.dialect)}`;
  const { rows } = await join.datastore.execute<{ near: unknown; far: unknown }>(
    pairs.compile(join.datastore.root),
    join.schema,
    true,
  );
  if (rows.length === 0) return new Map();

  const { primaryKey } = target.schema;
  const keys = [...new Set(rows.map((pair) => pair.far))];
  const ofKeys = compileWhere(
    { kind: 'compare', column: primaryKey, operator: 'in', value: keys },
    target.datastore.dialect,
    'member',
  );
  const found = await query(
    target,
    sql`${sql.table(target.schema.tableName)} as member`,
    columnRef(primaryKey, 'member'),
    ofKeys,
    { ...criteria, limit: undefined, skip: 0 },
    meta,
  );
  const ownersOf = new Map<unknown, unknown[]>();
  for (const pair of rows) ownersOf.set(pair.far, [...(ownersOf.get(pair.far) ?? []), pair.near]);
  const members: MembersByOwner = new Map();
  for (const row of found) {
    const { [ownerAlias]: key, ...values } = row;
    for (const owner of ownersOf.get(key) ?? []) add(members, owner, target.read({ ...values }, meta));
  }
  const end = criteria.limit === undefined ? undefined : criteria.skip + criteria.limit;
  for (const [owner, list] of members) members.set(owner, list.slice(criteria.skip, end));
  return members;
}
