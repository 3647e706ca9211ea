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
  for (const [name, value] of names) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
  return () => {
    for (const [name, value] of names) {
      if (Reflect.get(globalThis, name) === value) Reflect.deleteProperty(globalThis, name);
    }
  };
}
