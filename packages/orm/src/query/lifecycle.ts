/** Runs life-cycle callbacks: async ones, and those that call `proceed`. @module */
import type { LifecycleCallbacks, Proceed, Values } from '../definition/model-definition.ts';
import type { ModelContext, QueryMeta } from './model-context.ts';

type Callback = (argument: Values, proceed: Proceed) => unknown;

/** The callbacks of one kind; nothing when there are none, or when this query leaves them out. */
export function callbacksOf(
  { schema }: ModelContext,
  name: keyof LifecycleCallbacks,
  meta: QueryMeta,
): readonly Callback[] | undefined {
  const given = schema.callbacks[name];
  if (given === undefined || meta.skipAllLifecycleCallbacks) return undefined;
  return (Array.isArray(given) ? given : [given]) as readonly Callback[];
}

/** Runs callbacks one after the other, for each argument. */
export async function runCallbacks(
  callbacks: readonly Callback[] | undefined,
  given: readonly Values[],
): Promise<void> {
  if (!callbacks) return;
  for (const argument of given) {
    for (const callback of callbacks)
      await (callback.length < 2 ? callback(argument, () => {}) : proceeded(callback, argument));
  }
}

function proceeded(callback: Callback, argument: Values): Promise<void> {
  return new Promise((resolve, reject) => {
    const proceed: Proceed = (error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error(String(error)));
    };
    // An async function that takes `proceed` may fail before it calls it.
    Promise.resolve(callback(argument, proceed)).catch(reject);
  });
}
