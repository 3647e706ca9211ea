/** The parameters `limit` and `skip`. @module */
import type { ModelSchema } from '@telltale/orm';
import type { BlueprintSettings } from '../blueprint-settings.ts';
import { describe, refuse } from './refuse.ts';

/** How many records a client gets: what it asks for, up to the limit of the app. @throws E_INVALID_CRITERIA */
export function parseLimit(
  schema: ModelSchema,
  given: unknown,
  { defaultLimit, maximumLimit }: Pick<BlueprintSettings, 'defaultLimit' | 'maximumLimit'>,
): number {
  return Math.min(parseCount(schema, 'limit', given) ?? defaultLimit, maximumLimit);
}

/** How many records come before the first one. @throws E_INVALID_CRITERIA */
export function parseSkip(schema: ModelSchema, given: unknown): number {
  return parseCount(schema, 'skip', given) ?? 0;
}

function parseCount(schema: ModelSchema, name: string, given: unknown): number | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  const count = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  refuse(schema, 'E_INVALID_CRITERIA', `\`${name}\` is a whole number, 0 or more; got ${describe(given)}`);
}
