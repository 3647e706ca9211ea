/** Names that an app asked to be global. @module */
import type { GlobalsConfig } from '../config/app-config.ts';

/** Takes the names back, as far as they are still what was set. */
export type RemoveGlobals = () => void;

/**
 * Makes the names of an app global.
 *
 * @param app what `sails` becomes
 * @param globals which names; `false` for none
 */
export function setGlobals(app: unknown, globals: GlobalsConfig | boolean | undefined): RemoveGlobals {
  if (typeof globals !== 'object') return () => {};
  const names = new Map<string, unknown>();
  if (globals.sails) names.set('sails', app);
  if (globals._) names.set('_', globals._);
  if (globals.async) names.set('async', globals.async);
  return setNames(names);
}

/** Models that are or were global, so that one app's may give way to another's. */
const ours = new WeakSet<object>();

/**
 * Makes the models of an app global, each under its `globalId`, as in `User`. Names that Node needs stay its own.
 *
 * @param globals whether it is wanted (`globals.models`)
 * @param left called with each name that can't be had
 */
export function setModelGlobals(
  models: Readonly<Record<string, { globalId: string }>>,
  globals: GlobalsConfig | boolean | undefined,
  left: (name: string) => void,
): RemoveGlobals {
  if (typeof globals !== 'object' || !globals.models) return () => {};
  const names = new Map<string, unknown>();
  for (const model of Object.values(models)) {
    const { globalId } = model;
    const there: unknown = Reflect.get(globalThis, globalId);
    const isFree = there === undefined || (typeof there === 'object' && there !== null && ours.has(there));
    if (!isFree) {
      left(globalId);
      continue;
    }
    ours.add(model);
    names.set(globalId, model);
  }
  return setNames(names);
}

function setNames(names: ReadonlyMap<string, unknown>): RemoveGlobals {
  for (const [name, value] of names) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
  return () => {
    for (const [name, value] of names) {
      if (Reflect.get(globalThis, name) === value) Reflect.deleteProperty(globalThis, name);
    }
  };
}
