/** The parameter `sort`: `name`, `name DESC`, `{"name":-1}` or `[{"name":"DESC"}]`. @module */
import type { ModelSchema } from '@telltale/orm';
import { parseJson } from './parse-json.ts';

/** Reads the order. Whether it fits the model is for the criteria as a whole to say. @throws E_INVALID_CRITERIA */
export function parseSort(schema: ModelSchema, given: unknown): unknown {
  if (given === undefined || given === null || given === '') return undefined;
  if (typeof given !== 'string' || !/^\s*[[{]/.test(given)) return given;
  return parseJson(schema, 'E_INVALID_CRITERIA', 'sort', given);
}
