/** Types of the models of an app, as `sails.models` has them. @module */
import type { Model, ModelDefinition, ModelRegistry } from '@telltale/orm';
import type { PubSubMethods } from '@telltale/realtime';

declare module '@telltale/orm' {
  interface ModelExtensions extends PubSubMethods {}
}

/**
 * The models by identity. Those of the `ModelRegistry` have their own types.
 *
 * @example
 * declare module '@telltale/orm' {
 *   interface ModelRegistry { user: typeof User }
 * }
 */
export type AppModels = {
  readonly [Identity in keyof ModelRegistry]: ModelRegistry[Identity];
} & Readonly<Record<string, Model<ModelDefinition>>>;
