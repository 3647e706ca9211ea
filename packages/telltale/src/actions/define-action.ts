/** `defineAction`: types for a standalone action, without annotations. @module */
import type { ActionDefinition, ExitDefinitions, InputDefinitions } from './action-definition.ts';

/**
 * Types a standalone action: its `fn` gets each input with the type that the definition says.
 *
 * @param definition inputs, exits, and the function
 * @returns the same object
 *
 * @example
 * // api/controllers/user/rename.ts
 * export default defineAction({
 *   inputs: { id: { type: 'number', required: true }, name: { type: 'string', maxLength: 80 } },
 *   exits: { missing: { responseType: 'notFound' } },
 *   async fn({ id, name }) {
 *     const user = users.get(id);
 *     if (!user) throw 'missing';
 *     return Object.assign(user, { name });
 *   },
 * });
 */
export function defineAction<
  const Inputs extends InputDefinitions = Record<never, never>,
  const Exits extends ExitDefinitions = Record<never, never>,
>(definition: ActionDefinition<Inputs, Exits>): ActionDefinition<Inputs, Exits> {
  return definition;
}
