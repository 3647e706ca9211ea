/** The apps that are loaded in this process, and `sails`, which stands for the newest of them. @module */
import { errors } from '../errors.ts';
import type { Sails } from './sails.ts';

/** Kept on the process, so that two copies of this package agree. */
const key = Symbol.for('telltale.running-apps');
const store = globalThis as { [key]?: Sails[] };

/** The loaded apps, oldest first. */
function runningApps(): Sails[] {
  store[key] ??= [];
  return store[key];
}

/** Makes an app the one that `sails` stands for. */
export function enterApp(app: Sails): void {
  runningApps().push(app);
}

/** Takes an app out; `sails` then stands for the one before it. */
export function leaveApp(app: Sails): void {
  const apps = runningApps();
  const at = apps.indexOf(app);
  if (at >= 0) apps.splice(at, 1);
}

/**
 * The running app: of several in one process, the one that was loaded last.
 *
 * @throws E_NOT_LOADED when it is used while no app is loaded
 *
 * @example
 * import { sails } from 'telltale';
 * sails.sockets.broadcast('funSockets', 'hello', { from: 'the server' });
 */
export const sails: Sails = new Proxy({} as Sails, {
  get(_target, property) {
    const app = runningApps().at(-1);
    if (!app) {
      if (typeof property === 'symbol' || property === 'then' || property === 'toJSON') return undefined;
      throw errors.E_NOT_LOADED(`sails.${property}`);
    }
    const value: unknown = Reflect.get(app, property, app);
    return typeof value === 'function' && property in Object.getPrototypeOf(app) ? value.bind(app) : value;
  },
  set(_target, property, value) {
    const app = runningApps().at(-1);
    if (!app) throw errors.E_NOT_LOADED(`sails.${String(property)}`);
    return Reflect.set(app, property, value, app);
  },
  has: (_target, property) => Reflect.has(runningApps().at(-1) ?? {}, property),
});
