/** What a request asks of a blueprint, once it is understood. @module */
import type { QueryMeta } from '@telltale/orm';
import type { AnyCriteria, Id, Values } from '../models/any-model.ts';

/** The actions that every model has. */
export const blueprintNames = [
  'find',
  'findone',
  'create',
  'update',
  'destroy',
  'populate',
  'add',
  'remove',
  'replace',
] as const;

/** One of {@link blueprintNames}: the last part of an action's identity. */
export type BlueprintName = (typeof blueprintNames)[number];

/** What `parseBlueprintOptions` returns. */
export interface BlueprintOptions {
  /** Identity of the model. */
  using: string;
  blueprintAction: BlueprintName;
  /** Which records. For actions on one record, the `where` that finds it; more conditions may be added. */
  criteria: AnyCriteria;
  /** Associations to fill in, each with its own criteria or `true`. */
  populates: Record<string, AnyCriteria | boolean>;
  /** Values of a record to be created. */
  newRecord?: Values;
  /** Values to be set. */
  valuesToSet?: Values;
  /** Name of the association that `populate`, `add`, `remove` and `replace` are about. */
  alias?: string;
  /** Members to add, to remove, or to become the only ones. */
  associatedIds?: readonly Id[];
  /** Options of the queries. */
  meta?: QueryMeta;
}
