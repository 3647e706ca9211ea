/** Takes the inputs of a helper out of what it was called with. @module */
import type { InputDefinitions } from '../actions/action-definition.ts';
import { type InputReading, readInput } from '../actions/read-inputs.ts';
import { isPlain } from '../config/merge.ts';
import { errors } from '../errors.ts';

/** In `args`: the place of an object with further inputs by name. */
export const furtherInputs = '{*}';

/**
 * Reads values by name. Nothing is converted, since they come from code.
 *
 * @throws E_INVALID_ARGINS with `problems`, for values that are missing, invalid, or of no input
 */
export function readNamed(
  helper: string,
  definitions: InputDefinitions,
  given: unknown,
): Record<string, unknown> {
  const reading: InputReading = { values: {}, problems: [] };
  if (!isPlain(given)) throw refuse(helper, ['with() takes an object of values by name.']);
  for (const [name, definition] of Object.entries(definitions)) {
    readInput(name, definition, Object.hasOwn(given, name) ? given[name] : undefined, reading, true);
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(definitions, name) && given[name] !== undefined)
      reading.problems.push(`"${name}" is no input of this helper.`);
  }
  if (reading.problems.length > 0) throw refuse(helper, reading.problems);
  return reading.values;
}

/**
 * Gives names to values in order.
 *
 * @param order names of the inputs; {@link furtherInputs} at its end for an object of the others
 * @throws E_INVALID_ARGINS for more values than there are inputs
 */
export function nameValues(
  helper: string,
  order: readonly string[],
  values: readonly unknown[],
): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  if (values.length > order.length) {
    throw refuse(helper, [
      `it was called with ${values.length} values, and has ${order.length === 0 ? 'no inputs' : `the inputs ${order.join(', ')}`}.`,
    ]);
  }
  for (const [index, name] of order.entries()) {
    const value = values[index];
    if (name === furtherInputs) Object.assign(named, value);
    else named[name] = value;
  }
  return named;
}

function refuse(helper: string, problems: string[]): Error {
  return Object.assign(errors.E_INVALID_ARGINS(helper, problems), { problems });
}
