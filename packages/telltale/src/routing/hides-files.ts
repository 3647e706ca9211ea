/** Finds routes that answer for files of the app, too, though nobody may have meant that. @module */
import { readPath } from './request-path.ts';
import type { Route } from './route.ts';
import type { Router } from './router.ts';

const clientScript = readPath('/js/dependencies/sails.io.js');

/**
 * What to tell whoever lifts the app; `undefined` when there is no such route. It is one of the app's own, for GET, with a
 * `*` or a regular expression that takes even the client script, and says nothing of files.
 *
 * @example
 * hidesFiles(app.router); // "Route 'GET /*' answers for files, too, …"
 */
export function hidesFiles(router: Pick<Router, 'candidates'>): string | undefined {
  const route = router.candidates('GET', clientScript).find(takesUnasked);
  if (route === undefined) return undefined;
  return (
    `Route 'GET ${route.path}' answers for files, too, the client script /js/dependencies/sails.io.js among them. ` +
    'Write skipAssets: true beside its target, so that paths with a dot at their end go on to assets, or false if that is meant'
  );
}

function takesUnasked({ layer, verb, options, pattern, skipAssets, skip }: Route): boolean {
  if (layer !== 'explicit' || verb !== 'GET' || pattern.literal) return false;
  if (options.skipAssets !== undefined || skipAssets || skip.length > 0) return false;
  return pattern.match(clientScript) !== undefined;
}
