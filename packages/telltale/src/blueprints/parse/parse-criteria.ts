/** Criteria from the parameters of a request, held against the model. @module */
import type { ModelSchema } from '@telltale/orm';
import { parseCriteria as checkCriteria } from '@telltale/orm/definitions';
import type { AnyCriteria, Values } from '../../models/any-model.ts';
import type { BlueprintSettings } from '../blueprint-settings.ts';
import { parseLimit, parseSkip } from './parse-count.ts';
import { parseNames } from './parse-names.ts';
import { parseSort } from './parse-sort.ts';
import { parseWhere } from './parse-where.ts';

/**
 * The criteria of a list of records.
 *
 * @param routeParameters that are no attributes
 * @throws E_INVALID_CRITERIA for an unknown or protected attribute, an unknown operator, a value of another type, conditions
 *   that are too many or too deep, and parameters that can't be read
 */
export function parseCriteria(
  schema: ModelSchema,
  parameters: Values,
  settings: BlueprintSettings,
  routeParameters: readonly string[] = [],
): AnyCriteria {
  return check(schema, {
    where: parseWhere(schema, parameters, routeParameters),
    limit: parseLimit(schema, parameters.limit, settings),
    skip: parseSkip(schema, parameters.skip),
    sort: parseSort(schema, parameters.sort),
    ...parseSelection(schema, parameters),
  });
}

/** The part of criteria that says which attributes are given: `select`, else `omit`. @throws E_INVALID_CRITERIA */
export function parseSelectionOnly(schema: ModelSchema, parameters: Values): AnyCriteria {
  return check(schema, parseSelection(schema, parameters));
}

function parseSelection(schema: ModelSchema, parameters: Values): Pick<AnyCriteria, 'select' | 'omit'> {
  const select = parseNames(schema, 'E_INVALID_CRITERIA', 'select', parameters.select);
  if (select) return { select };
  const omit = parseNames(schema, 'E_INVALID_CRITERIA', 'omit', parameters.omit);
  return omit ? { omit } : {};
}

function check(schema: ModelSchema, criteria: AnyCriteria): AnyCriteria {
  checkCriteria(schema, criteria, { fromClient: true });
  return criteria;
}
