/** Reads what an app gives for an id: an id, or a record that has one. @module */

import type { RecordId } from './publishable-model.ts';

/** How ids of a model are read. */
export interface IdReading {
  readonly primaryKey: string;
  /** What ids are; `undefined` when the model does not say. */
  readonly idType: 'number' | 'string' | undefined;
}

const numberTypes: ReadonlySet<unknown> = new Set(['number', 'integer', 'float', 'double', 'decimal']);
const stringTypes: ReadonlySet<unknown> = new Set(['string', 'text', 'uuid', 'email']);

/** What ids are, by the attribute of the primary key. */
export function idTypeOf(attribute: unknown): IdReading['idType'] {
  const type: unknown =
    typeof attribute === 'object' && attribute !== null ? Reflect.get(attribute, 'type') : attribute;
  if (numberTypes.has(type)) return 'number';
  return stringTypes.has(type) ? 'string' : undefined;
}

/**
 * The id in `given`, as the model has it: a text that is exactly a number becomes one where ids are numbers.
 *
 * @returns `undefined` when there is none that names one record
 */
export function readId(reading: IdReading, given: unknown): RecordId | undefined {
  if (typeof given === 'object' && given !== null) {
    const id: unknown = Reflect.get(given, reading.primaryKey);
    return typeof id === 'object' ? undefined : readId(reading, id);
  }
  if (typeof given === 'number') {
    if (!isExact(given)) return undefined;
    return reading.idType === 'string' ? String(given) : given;
  }
  if (typeof given !== 'string' || given === '' || /\p{Surrogate}/u.test(given)) return undefined;
  if (reading.idType !== 'number') return given;
  // Only a number's own form: `parseInt` would take '1x' for record 1.
  const number = Number(given);
  return isExact(number) && String(number) === given ? number : undefined;
}

/** Whether a number is one number alone. Beyond 2^53, neighbours are the same. */
function isExact(number: number): boolean {
  return Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number);
}
