/** The associations of a model that clients may know of. @module */
import type { Association, ModelSchema } from '@telltale/orm';

/** The associations of a model without the protected ones, in the order of the model. */
export function visibleAssociations(schema: ModelSchema): readonly Association[] {
  return schema.associations.filter(({ alias }) => !isProtected(schema, alias));
}

/** An association by its name, unless it is protected. */
export function visibleAssociation(schema: ModelSchema, alias: string): Association | undefined {
  return visibleAssociations(schema).find((association) => association.alias === alias);
}

/** Identity of the model that an association leads to. */
export function targetOf({ model, collection }: Association): string {
  return (collection ?? model)!;
}

/**
 * The attribute by which the members of a collection point at its owner; undefined when there may be several owners.
 */
export function foreignKeyOf(schema: ModelSchema, alias: string): string | undefined {
  const link = schema.collections.get(alias)?.link;
  return link?.kind === 'foreign-key' ? link.attribute : undefined;
}

function isProtected(schema: ModelSchema, name: string): boolean {
  return (schema.columnsByName.get(name) ?? schema.collections.get(name))?.protect === true;
}
