/** The models of an app at work. @module */
import type { ModelDefinition, Orm } from '@telltale/orm';
import type { AnyModel } from './any-model.ts';

/** The models of an app at work. */
export interface LoadedOrm {
  /** Absent in an app that has neither models nor datastores. */
  readonly orm: Orm | undefined;
  /** By identity, without a prototype. */
  readonly models: Readonly<Record<string, AnyModel>>;
  /** As the app wrote them, by identity. */
  readonly definitions: ReadonlyMap<string, ModelDefinition>;
}

/** Of an app that has neither models nor datastores. */
export const noOrm: LoadedOrm = { orm: undefined, models: Object.create(null), definitions: new Map() };
