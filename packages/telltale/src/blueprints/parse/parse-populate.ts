/** The parameter `populate`: which associations are filled in, and how far. @module */
import type { ModelSchema } from '@telltale/orm';
import type { AnyCriteria } from '../../models/any-model.ts';
import { visibleAssociation, visibleAssociations } from '../associations.ts';
import type { BlueprintSettings } from '../blueprint-settings.ts';
import { parseNames } from './parse-names.ts';
import { describe, refuse } from './refuse.ts';

/**
 * Reads what is to be populated. Lists of members are as long as `defaultLimit`; those that the client names, as long as
 * `maximumLimit`, but shorter when there may be many owners: `defaultLimit * maximumLimit` members in all.
 *
 * @param owners how many records may be populated
 * @throws E_INVALID_POPULATES for a name of no association, or of a protected one
 */
export function parsePopulate(
  schema: ModelSchema,
  given: unknown,
  settings: BlueprintSettings,
  owners: number,
): Record<string, AnyCriteria | boolean> {
  if (given === false || given === 'false') return {};
  const { defaultLimit, maximumLimit } = settings;
  const isDefault = given === true || given === 'true';
  const names = isDefault ? undefined : parseNames(schema, 'E_INVALID_POPULATES', 'populate', given);
  const share = Math.floor((defaultLimit * maximumLimit) / Math.max(owners, 1));
  const limit = Math.min(maximumLimit, names ? Math.max(defaultLimit, share) : defaultLimit);
  const populates: Record<string, AnyCriteria | boolean> = {};
  for (const name of names ?? defaultAliases(schema, settings)) {
    const association = visibleAssociation(schema, name);
    if (!association) refuseAlias(schema, name);
    populates[name] = association.type === 'collection' ? { limit } : true;
  }
  return populates;
}

/** What is populated where the client has no say. */
export function defaultPopulates(
  schema: ModelSchema,
  settings: BlueprintSettings,
): Record<string, AnyCriteria | boolean> {
  return parsePopulate(schema, undefined, settings, 1);
}

function defaultAliases(schema: ModelSchema, { populate }: BlueprintSettings): readonly string[] {
  if (populate === false) return [];
  return populate === true ? visibleAssociations(schema).map(({ alias }) => alias) : populate;
}

function refuseAlias(schema: ModelSchema, name: string): never {
  const known = visibleAssociations(schema).map(({ alias }) => alias);
  refuse(
    schema,
    'E_INVALID_POPULATES',
    `there is no association ${describe(name)}; known: ${known.join(', ') || 'none'}`,
  );
}
