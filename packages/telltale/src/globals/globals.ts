/** Names that an app asked to be global. @module */
import type { GlobalsConfig } from '../config/app-config.ts';
import { isOfAnApp, type RemoveGlobals, takeNames } from './global-names.ts';

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
  return takeNames(names);
}

/**
 * Makes the services of an app global, each under the name of its file, unless `globals.services` is false.
 *
 * @param left called with each name that can't be had
 */
export function setServiceGlobals(
  services: Readonly<Record<string, unknown>>,
  globals: GlobalsConfig | boolean | undefined,
  left: (name: string) => void,
): RemoveGlobals {
  if (typeof globals !== 'object' || globals.services === false) return () => {};
  const names = new Map<string, unknown>();
  for (const [name, service] of Object.entries(services)) {
    if (isFree(name)) names.set(name, service);
    else left(name);
  }
  return takeNames(names);
}

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
    if (isFree(globalId)) names.set(globalId, model);
    else left(globalId);
  }
  return takeNames(names);
}

function isFree(name: string): boolean {
  return Reflect.get(globalThis, name) === undefined || isOfAnApp(name);
}
