/** The collections whose members are given along with the values of a record. @module */
import type { AnyCriteria, AnyModel, Id, Values } from '../models/any-model.ts';
import { visibleAssociations } from './associations.ts';
import type { BlueprintRequest } from './blueprint-request.ts';
import { parseIds } from './parse/parse-id.ts';
import type { UsageCode } from './parse/refuse.ts';

/** A collection, and the keys of the members that it is to have. */
export interface GivenCollection {
  readonly alias: string;
  readonly target: AnyModel;
  readonly ids: readonly Id[];
}

/**
 * The collections among values. What is no list is left for the model to refuse.
 *
 * @throws `code` for a key of another type
 */
export function givenCollections(
  { model, modelOf, settings }: BlueprintRequest,
  values: Values,
  code: UsageCode,
): GivenCollection[] {
  const given: GivenCollection[] = [];
  for (const [alias, { target: identity }] of model.schema.collections) {
    const list = values[alias];
    if (!Array.isArray(list)) continue;
    const target = modelOf(identity);
    given.push({ alias, target, ids: parseIds(target.schema, code, alias, list, settings.maximumLimit) });
  }
  return given;
}

/** What to populate so that those who are told of a change see every member that was given. */
export function populatesInFull(
  { model, options, settings }: BlueprintRequest,
  values: Values,
): Record<string, AnyCriteria | boolean> {
  const populates = { ...options.populates };
  for (const association of visibleAssociations(model.schema)) {
    const { alias } = association;
    if (association.type === 'collection' && Array.isArray(values[alias])) {
      populates[alias] = { limit: Math.max(settings.maximumLimit, settings.defaultLimit) };
    }
  }
  return populates;
}
