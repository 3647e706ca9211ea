/** Finds actions that a plain link can run although they seem to change something. @module */
import type { Route } from './route.ts';

/**
 * What to tell whoever lifts the app; `undefined` when there is no such action. An action of the app seems to change something when
 * its own routes take no GET; or, in an app with `security.csrf`, when no route of its own does: tokens are not asked of GET.
 *
 * @param usesCsrf whether all requests that change something have to carry a token
 * @example
 * openToLinks(app.router.routes, true); // 'A plain link can run task/clear, since …'
 */
export function openToLinks(routes: readonly Route[], usesCsrf: boolean): string | undefined {
  const own = new Map<string, boolean>();
  for (const route of routes) {
    const action = isShadow(route) ? undefined : actionOf(route);
    if (action !== undefined) own.set(action, own.get(action) === true || takesGet(route));
  }
  const open = new Set<string>();
  for (const route of routes) {
    const action = isShadow(route) && takesGet(route) ? actionOf(route) : undefined;
    if (action !== undefined && own.get(action) !== true && (usesCsrf || own.has(action))) open.add(action);
  }
  if (open.size === 0) return undefined;
  const named = [...open].slice(0, 5).join(', ');
  const more = open.size > 5 ? ` and ${open.size - 5} more` : '';
  const why = usesCsrf ? 'GET needs no token' : 'their own routes take other methods';
  return (
    `A plain link on any page can run ${named}${more}, with the cookies of whoever follows it: ${why}, and \`blueprints.actions\` gives each action a ` +
    "route for GET. Write in config/blueprints: { actions: 'POST' }, and in config/routes a GET route for each action that only shows something"
  );
}

/** Of an action alone; those of models have settings of their own. */
function isShadow({ layer, options }: Route): boolean {
  return layer === 'shadow' && options.model === undefined;
}

function takesGet({ methods }: Route): boolean {
  return methods.includes('GET') || methods.includes('ALL');
}

function actionOf(route: Route): string | undefined {
  return route.steps().find(({ action }) => action !== undefined)?.action;
}
