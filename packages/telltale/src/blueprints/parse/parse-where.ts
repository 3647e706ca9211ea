/** The parameter `where`, or in its place every parameter that is an attribute. @module */
import type { ModelSchema } from '@telltale/orm';
import type { Values } from '../../models/any-model.ts';
import { parseJson } from './parse-json.ts';

const otherParameters: ReadonlySet<string> = new Set([
  'where',
  'limit',
  'skip',
  'sort',
  'populate',
  'select',
  'omit',
]);

/**
 * Reads the conditions. Whether they fit the model is for the criteria as a whole to say.
 *
 * @param routeParameters that choose the record or the association, and are no attributes
 * @throws E_INVALID_CRITERIA when `where` is no JSON
 */
export function parseWhere(
  schema: ModelSchema,
  parameters: Values,
  routeParameters: readonly string[],
): unknown {
  const { where } = parameters;
  if (typeof where === 'string' && where !== '')
    return parseJson(schema, 'E_INVALID_CRITERIA', 'where', where);
  if (where) return where;
  const conditions: Values = Object.create(null);
  for (const [name, value] of Object.entries(parameters)) {
    if (!otherParameters.has(name) && !routeParameters.includes(name)) conditions[name] = value;
  }
  return conditions;
}
