/** Which parts of the framework are on. @module */
import type { AppOptions } from '../config/app-config.ts';

/** The framework's own parts, as `loadHooks` and `hooks` name them. */
export const parts = [
  'moduleloader',
  'userconfig',
  'logger',
  'request',
  'responses',
  'views',
  'blueprints',
  'controllers',
  'orm',
  'policies',
  'session',
  'http',
  'sockets',
  'pubsub',
  'i18n',
  'services',
  'helpers',
  'security',
] as const;

/**
 * Says whether a part, or a hook of the app, is on.
 *
 * @param settings `loadHooks`: the only ones; `hooks: { name: false }`: not this one, also written `'false'`
 *
 * @example
 * isPartOn({ hooks: { sockets: false } }, 'sockets'); // false
 */
export function isPartOn(settings: Pick<AppOptions, 'loadHooks' | 'hooks'>, name: string): boolean {
  const { loadHooks, hooks = {} } = settings;
  if (loadHooks === false) return false;
  if (loadHooks && !loadHooks.includes(name)) return false;
  const setting = Object.hasOwn(hooks, name) ? hooks[name] : undefined;
  return setting !== false && setting !== 'false';
}
