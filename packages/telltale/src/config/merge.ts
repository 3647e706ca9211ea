/** Settings laid over one another. @module */

/** A dictionary of settings. */
export type Settings = Record<string, unknown>;

/** What is not a dictionary of settings though it may look like one: it belongs to the app, and stays itself. */
const opaque: ReadonlySet<string> = new Set(['globals._', 'globals.async', 'log.custom']);

/**
 * Lays settings over others and returns the result; what is given is left as it is.
 *
 * Plain objects are merged key by key, everything else is replaced: arrays, functions, instances. An `undefined` leaves
 * what is below. A key `__proto__` is left out.
 *
 * @example
 * merge({ log: { level: 'info', colour: true } }, { log: { level: 'warn' } }); // { log: { level: 'warn', colour: true } }
 */
export function merge(...layers: readonly Settings[]): Settings {
  const merged: Settings = {};
  for (const layer of layers) lay(layer, merged, '');
  return merged;
}

/** `below` is a dictionary of our own, so that it may be changed. */
function lay(layer: Settings, below: Settings, path: string): void {
  for (const [key, value] of Object.entries(layer)) {
    if (key === '__proto__' || value === undefined) continue;
    if (isPlain(value) && !opaque.has(path + key)) {
      const inner = Object.hasOwn(below, key) ? below[key] : undefined;
      const target = isPlain(inner) ? inner : {};
      below[key] = target;
      lay(value, target, `${path}${key}.`);
    } else {
      below[key] = value;
    }
  }
}

/** Whether a value is an object literal, and so a dictionary rather than an instance of something. */
export function isPlain(value: unknown): value is Settings {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
