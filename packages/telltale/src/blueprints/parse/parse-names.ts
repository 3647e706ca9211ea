/** Parameters that are lists of names: `select`, `omit`, `populate`. @module */
import type { ModelSchema } from '@telltale/orm';
import { describe, refuse, type UsageCode } from './refuse.ts';

const mostNames = 1_000;

/**
 * Reads names, with commas between them or as an array.
 *
 * @returns undefined when there is none
 * @throws `code` for anything else
 */
export function parseNames(
  schema: ModelSchema,
  code: UsageCode,
  parameter: string,
  given: unknown,
): string[] | undefined {
  if (given === undefined || given === null) return undefined;
  const list = typeof given === 'string' ? given.split(',', mostNames + 1) : given;
  if (!Array.isArray(list) || list.length > mostNames || !list.every((name) => typeof name === 'string')) {
    refuse(schema, code, `\`${parameter}\` is a list of names such as 'name,email'; got ${describe(given)}`);
  }
  const names = list.map((name: string) => name.trim()).filter((name) => name !== '');
  return names.length > 0 ? [...new Set(names)] : undefined;
}
