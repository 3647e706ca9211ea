/** The routes of an app in words. @module */
import type { Sails } from '../app/sails.ts';
import type { Route } from '../routing/route.ts';
import type { RouteTarget } from '../routing/route-target.ts';

/** A route in words. */
export interface ListedRoute {
  /** Whose it is: the app's own (`explicit`), that of a call (`bound`), of a hook (`before`, `after`), or `shadow`. */
  layer: Route['layer'];
  verb: string;
  path: string;
  /** Where it leads: an action, or what else it does. */
  target: string;
  /** What stands before the action, in order. */
  policies: string[];
}

/** All routes, in the order in which they are tried. */
export function listRoutes({ router }: Pick<Sails, 'router'>): ListedRoute[] {
  return router.routes.map((route) => {
    const steps = route.steps();
    const { action } = route.options;
    return {
      layer: route.layer,
      verb: route.verb || 'any',
      path: route.path,
      target: typeof action === 'string' ? action : describe(route.target),
      policies: steps.slice(0, -1).map(({ run }) => run.name || '(function)'),
    };
  });
}

/** As a table, for people. */
export function routesTable(routes: readonly ListedRoute[]): string {
  if (routes.length === 0) return 'No routes. Write config/routes, or a model: telltale generate model user';
  const rows = routes.map(({ verb, path, target, policies, layer }) => [
    verb,
    path,
    target,
    policies.join(', '),
    layer === 'explicit' ? '' : layer,
  ]);
  const all = [['VERB', 'PATH', 'TARGET', 'BEFORE IT', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function describe(target: RouteTarget): string {
  if (typeof target === 'function') return target.name ? `function ${target.name}` : 'function';
  if (typeof target === 'string') return /^(\/|https?:)/.test(target) ? `to ${target}` : target;
  if (Array.isArray(target)) return target.map(describe).join(' → ');
  const { view, redirect, response, policy, fn, target: inner } = target as Record<string, unknown>;
  if (typeof view === 'string') return `view ${view}`;
  if (typeof redirect === 'string') return `to ${redirect}`;
  if (typeof response === 'string') return `response ${response}`;
  if (typeof policy === 'string') return `policy ${policy}`;
  return describe((inner ?? fn ?? 'function') as RouteTarget);
}
