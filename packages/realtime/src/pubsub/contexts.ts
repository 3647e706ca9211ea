/** Reads to which contexts of a record a call subscribes. @module */
import { errors } from '../errors.ts';
import type { ModelEntry } from './model-entry.ts';

/** All contexts, or those named. */
export type Contexts = 'all' | readonly string[];

/**
 * Reads contexts as an app gives them.
 *
 * @param given `true`, `'*'`, one context or several; `undefined` for the model's `autosubscribe`
 * @throws `E_SUBSCRIPTION_CONTEXT`
 */
export function readContexts(entry: ModelEntry, call: string, given: unknown): Contexts {
  const wanted = given ?? entry.model.autosubscribe ?? true;
  if (wanted === true || wanted === '*') return 'all';
  if (wanted === false) return [];
  const names: unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  if (names.includes('*')) return 'all';
  for (const name of names) {
    if (typeof name !== 'string' || !entry.contexts.includes(name))
      throw errors.E_SUBSCRIPTION_CONTEXT(call, name, [...entry.contexts]);
  }
  return names as string[];
}
