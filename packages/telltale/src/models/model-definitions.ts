/** The models that an app defines, in files and in options, each under its name. @module */
import { inspect } from 'node:util';
import type { ModelDefinition } from '@telltale/orm';
import type { DefinitionMap } from '../config/definitions.ts';
import { errors } from '../errors.ts';

/**
 * The definitions by name, as `createOrm` takes them. Of two that differ only in the case of their names the later one
 * counts, so that options replace files.
 *
 * @throws E_MODEL_FILE for what can't be a definition
 */
export function modelDefinitions(given: DefinitionMap): Record<string, object> {
  const byIdentity = new Map<string, [name: string, definition: object]>();
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw errors.E_MODEL_FILE(name, inspect(value, { depth: 0 }));
    }
    const named = Object.entries(value).find(([, inner]) => isDefined(inner));
    if (named) throw errors.E_MODEL_FILE(name, `a module with the export '${named[0]}'`);
    byIdentity.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(byIdentity.values());
}

/** The definition behind what `defineModel` gave; a plain one is its own. */
export function definitionBehind(given: object): ModelDefinition {
  return (isDefined(given) ? Reflect.get(given, 'definition') : given) as ModelDefinition;
}

/** What `defineModel` gives has its definition and its methods, before and after it is loaded. */
function isDefined(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !Reflect.has(value, 'definition')) return false;
  return typeof Reflect.get(value, 'find') === 'function';
}
