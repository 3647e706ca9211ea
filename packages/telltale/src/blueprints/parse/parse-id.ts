/** Primary keys from routes, bodies and queries. @module */
import type { ModelSchema } from '@telltale/orm';
import { toIds } from '@telltale/orm/definitions';
import type { Id } from '../../models/any-model.ts';
import { describe, refuse, type UsageCode } from './refuse.ts';

/**
 * Reads one primary key, as the model types it.
 *
 * @param parameter its name, for the message
 * @throws E_INVALID_CRITERIA when there is none, or none of the model's type
 */
export function parseId(schema: ModelSchema, parameter: string, given: unknown): Id {
  if (typeof given !== 'string' && typeof given !== 'number') {
    refuse(
      schema,
      'E_INVALID_CRITERIA',
      `\`${parameter}\` is the primary key of a ${schema.identity}; got ${describe(given)}`,
    );
  }
  return parseIds(schema, 'E_INVALID_CRITERIA', parameter, [given], 1)[0]!;
}

/**
 * Reads a list of primary keys.
 *
 * @param most how many there may be
 * @throws `code` for one of another type, and for too many
 */
export function parseIds(
  schema: ModelSchema,
  code: UsageCode,
  parameter: string,
  given: readonly unknown[],
  most: number,
): Id[] {
  if (given.length > most)
    refuse(schema, code, `\`${parameter}\` has ${given.length} members; at most ${most} are taken`);
  const ids = toIds(schema, given);
  return typeof ids === 'string' ? refuse(schema, code, `\`${parameter}\`: ${ids}`) : (ids as Id[]);
}
