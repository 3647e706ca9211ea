/** `defineHelper`: a helper with types, without annotations. @module */
import type { InputDefinitions } from '../actions/action-definition.ts';
import { sails } from '../app/running-apps.ts';
import { compileHelper } from './compile-helper.ts';
import type { Helper } from './helper.ts';
import type { HelperDefinition, HelperExits, OutputOf } from './helper-definition.ts';

/**
 * Makes a helper: `fn` gets each input with the type that the definition says, and so do its callers. What comes back can be
 * imported and called as it is; a file of `api/helpers` is found in `sails.helpers` as well.
 *
 * @param definition inputs, exits, and the function
 * @returns the helper: `helper(value, …)` or `helper.with({ name: value })`
 * @throws E_HELPER_DEFINITION for inputs or exits that contradict themselves
 *
 * @example
 * // api/helpers/greet.ts
 * export default defineHelper({
 *   inputs: { name: { type: 'string', required: true }, loud: { type: 'boolean', defaultsTo: false } },
 *   args: ['name', 'loud'],
 *   async fn({ name, loud }) {
 *     const words = `Hello, ${name}`;
 *     return loud ? words.toUpperCase() : words;
 *   },
 * });
 */
export function defineHelper<
  const Inputs extends InputDefinitions = Record<never, never>,
  const Exits extends HelperExits = Record<never, never>,
  const Args extends readonly string[] = readonly [],
  const Sync extends boolean = false,
  Result = unknown,
>(
  definition: HelperDefinition<Inputs, Exits, Args, Sync, Result>,
): Helper<Inputs, Args, Sync, OutputOf<Result>> {
  const made: unknown = compileHelper(definition, definition.friendlyName ?? 'helper', () => sails);
  return made as Helper<Inputs, Args, Sync, OutputOf<Result>>;
}
