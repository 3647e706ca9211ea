/** `defineModel`: a definition that can be imported, and that is the model once it is loaded. @module */

import type { Attributes } from '../definition/attribute.ts';
import type { ModelDefinition } from '../definition/model-definition.ts';
import { errors } from '../errors.ts';
import type { CheckedDefinition, DefinedModel } from '../types/model.ts';
import { isModelMethod } from './model-methods.ts';
import { modelMadeOf } from './running-orms.ts';

const definitions = new WeakMap<object, ModelDefinition>();

/**
 * Defines a model. What it gives is the model itself: `find`, `create` and the others work as soon as the definition
 * has been handed to `createOrm` (in an app, which does it for every file of `api/models`).
 *
 * @throws E_MODEL_NOT_LOADED by its methods, before that
 * @example
 * export const User = defineModel({
 *   attributes: {
 *     name: { type: 'string', required: true },
 *     pets: { collection: 'pet', via: 'owner' },
 *   },
 * });
 */
export function defineModel<const Definition extends ModelDefinition & { attributes?: Attributes }>(
  definition: Definition & CheckedDefinition<Definition>,
): DefinedModel<Definition> {
  const proxy = new Proxy(Object.create(null) as object, {
    get: (_target, property) => {
      const model = modelMadeOf(definition);
      if (property === 'definition') return definition;
      if (model) return Reflect.get(model, property, model);
      // A definition is no promise, and can be printed and compared before it is loaded.
      if (property === 'identity') return definition.identity;
      if (typeof property === 'symbol' || !isModelMethod(property)) return undefined;
      return () => {
        throw errors.E_MODEL_NOT_LOADED(definition.identity ?? definition.globalId ?? '(of no identity yet)');
      };
    },
    set: (_target, property, value) => {
      const model = modelMadeOf(definition);
      if (!model) throw errors.E_MODEL_NOT_LOADED(definition.identity ?? '(of no identity yet)');
      return Reflect.set(model, property, value, model);
    },
    has: (_target, property) =>
      property === 'definition' || Reflect.has(modelMadeOf(definition) ?? {}, property),
  });
  definitions.set(proxy, definition);
  return proxy as DefinedModel<Definition>;
}

/** The definition behind what `defineModel` gave; a plain definition is its own. */
export function definitionOf(given: object): ModelDefinition {
  return definitions.get(given) ?? (given as ModelDefinition);
}
