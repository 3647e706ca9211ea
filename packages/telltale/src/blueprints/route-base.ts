/** Where the routes of a model begin. @module */
import pluralize from 'pluralize';
import type { BlueprintSettings } from './blueprint-settings.ts';

/** The path of a model, with and without the prefix of REST routes. */
export interface RouteBase {
  readonly rest: string;
  readonly shortcut: string;
}

/** The paths of a model's routes. */
export function routeBase(
  identity: string,
  { prefix, restPrefix, pluralize: isPlural }: Pick<BlueprintSettings, 'prefix' | 'restPrefix' | 'pluralize'>,
): RouteBase {
  const name = isPlural ? pluralize(identity) : identity;
  const start = asPath(prefix);
  return { rest: `${start}${asPath(restPrefix)}/${name}`, shortcut: `${start}/${name}` };
}

/** A prefix with a slash before it and none after it; `''` for none. */
export function asPath(prefix: string): string {
  const inner = prefix.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}
