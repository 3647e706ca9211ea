/** The route table: every route of an app in order, and a quick way to those that may match. @module */
import { errors } from '../errors.ts';
import type { RouteOptions } from './handler.ts';
import { ownOptions } from './own-options.ts';
import { compilePattern } from './path-pattern.ts';
import type { RequestPath } from './request-path.ts';
import { resolveTarget, type TargetSources } from './resolve-target.ts';
import { type Route, type RouteLayer, routeLayers } from './route.ts';
import { parseAddress } from './route-address.ts';
import { RouteIndex } from './route-index.ts';
import { sortAddresses } from './route-order.ts';
import type { RouteTarget } from './route-target.ts';

/** What the route table needs of its app. */
export interface RouterOptions extends TargetSources {
  /** Called for a route whose action does not exist; the route is then left out. */
  onUnknownAction(address: string, identity: string): void;
  /** Called for each route that was bound. */
  onBind(route: Route): void;
  /** Binds what is not the app's own: shadow routes, and those of hooks. Called after each {@link Router.flush}. */
  onFlush(router: Router): void;
  /**
   * The steps of a route with those before them that its options ask for: CORS, limits.
   *
   * @throws when an option isn't what it may be
   */
  guard(address: string, options: RouteOptions, layer: RouteLayer, steps: Route['steps']): Route['steps'];
}

/** The routes of an app. They may change at any time, also while it serves. */
export class Router {
  readonly #options: RouterOptions;
  readonly #indexes = new Map<string, RouteIndex>();
  #layers = emptyLayers();
  #explicit: Record<string, RouteTarget> = {};

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** The explicit routes, as they were given to {@link flush}. */
  get explicitRoutes(): Readonly<Record<string, RouteTarget>> {
    return this.#explicit;
  }

  /** Every route, in the order in which they are tried. */
  get routes(): readonly Route[] {
    return routeLayers.flatMap((layer) => this.#layers[layer]);
  }

  /**
   * Binds a route, after those bound before. Explicit routes go before it, shadow routes after it.
   *
   * @param address `'[verb] path'`, a path, or `r|regexp|names`
   * @param target a handler, an action, an object, or a list of them
   * @param verb wins over the address's own
   * @param options go to `req.options`
   * @throws E_ROUTE_ADDRESS, E_ROUTE_TARGET, E_ROUTE_WITH_LENGTH, E_ROUTE_PARAMETER, E_ROUTE_REGEXP, E_NOT_ACTION_TARGET
   *
   * @example
   * app.router.bind('GET /hello/:name', (req, res) => res.ok(req.param('name')));
   */
  bind(address: string, target: RouteTarget, verb?: string | null, options: RouteOptions = {}): this {
    return this.add('bound', address, target, verb, options);
  }

  /** Binds a route in a layer of its own; otherwise as {@link bind}. */
  add(
    layer: RouteLayer,
    address: string,
    target: RouteTarget,
    verb?: string | null,
    options: RouteOptions = {},
  ): this {
    const parsed = parseAddress(address, verb ?? undefined);
    const pattern = compilePattern(parsed.path);
    const resolved = resolveTarget(address, target, this.#options);
    if ('unknownAction' in resolved) {
      this.#options.onUnknownAction(address, resolved.unknownAction);
      return this;
    }
    const merged: RouteOptions = { ...resolved.options, ...options };
    const { skipAssets } = merged;
    const route: Route = {
      ...parsed,
      layer,
      target,
      pattern,
      options: merged,
      ownOptions: ownOptions(merged),
      skipAssets: typeof skipAssets === 'boolean' ? skipAssets : endsInParameter(parsed.verb, parsed.path),
      skip: readSkip(address, merged.skipRegex),
      steps: this.#options.guard(address, merged, layer, resolved.steps),
    };
    this.#layers[layer].push(route);
    this.#indexes.clear();
    this.#options.onBind(route);
    return this;
  }

  /**
   * Takes away the routes of an address, shadow routes too.
   *
   * @param address as it was bound, or `{ path, verb }`; without a verb, for every verb
   */
  unbind(address: string | { path: string; verb?: string | null }): this {
    const parsed =
      typeof address === 'string' ? parseAddress(address) : parseAddress(address.path, address.verb ?? '');
    for (const layer of routeLayers) {
      this.#layers[layer] = this.#layers[layer].flatMap((route) =>
        route.path === parsed.path ? withoutVerb(route, parsed.verb) : [route],
      );
    }
    this.#indexes.clear();
    return this;
  }

  /**
   * Takes away all routes and binds the explicit ones and the shadow routes anew.
   *
   * @param explicit addresses to targets. Default: those of the last time.
   */
  flush(explicit: Readonly<Record<string, RouteTarget>> = this.#explicit): this {
    this.#layers.bound = [];
    return this.mount(explicit);
  }

  /** As {@link flush}, but routes that were bound by calls stay. */
  mount(explicit: Readonly<Record<string, RouteTarget>> = this.#explicit): this {
    this.#layers = { ...emptyLayers(), bound: this.#layers.bound };
    this.#indexes.clear();
    this.#explicit = { ...explicit };
    for (const address of sortAddresses(Object.keys(explicit))) {
      const target = explicit[address];
      if (target === undefined) throw errors.E_ROUTE_TARGET(address, 'undefined');
      this.add('explicit', address, target);
    }
    this.#options.onFlush(this);
    return this;
  }

  /**
   * The routes that may match, in order.
   *
   * @param method in upper case; HEAD falls back on GET routes
   */
  candidates(method: string, path: RequestPath): readonly Route[] {
    const known = this.#indexes.get(method);
    if (known) return known.candidates(path);
    const index = this.#compile(method);
    this.#indexes.set(method, index);
    return index.candidates(path);
  }

  /** The methods that routes answer at a path, sorted. */
  methodsAt(path: RequestPath): string[] {
    const methods = new Set<string>();
    for (const route of this.routes) {
      if (!startsWith(path, route) || !route.pattern.match(path)) continue;
      if (route.layer === 'before' || route.methods.includes('ALL')) continue;
      for (const method of route.methods) methods.add(method);
    }
    if (methods.has('GET')) methods.add('HEAD');
    return [...methods].sort();
  }

  #compile(method: string): RouteIndex {
    return new RouteIndex(
      this.routes.filter(
        ({ methods }) =>
          methods.includes(method) ||
          methods.includes('ALL') ||
          (method === 'HEAD' && methods.includes('GET')),
      ),
    );
  }
}

/** What is left of a route without a verb; nothing, when the verb is all it answers or none was named. */
function withoutVerb(route: Route, verb: string): Route[] {
  if (verb === '' || verb === route.verb) return [];
  const methods = route.methods.filter((method) => method !== verb);
  return methods.length === 0 ? [] : [{ ...route, methods }];
}

function emptyLayers(): Record<RouteLayer, Route[]> {
  return { before: [], explicit: [], bound: [], shadow: [], after: [] };
}

function startsWith(path: RequestPath, { pattern }: Route): boolean {
  const { prefix, literal } = pattern;
  return (
    (literal ? path.lower.length === prefix.length : path.lower.length >= prefix.length) &&
    prefix.every((segment, index) => path.lower[index] === segment)
  );
}

function endsInParameter(verb: string, path: string): boolean {
  return verb === 'GET' && /\/:\w+\??$/.test(path);
}

function readSkip(address: string, given: unknown): RegExp[] {
  if (given === undefined) return [];
  const list: unknown[] = Array.isArray(given) ? given : [given];
  return list.map((expression) => {
    if (expression instanceof RegExp)
      return new RegExp(expression.source, expression.flags.replace(/[gy]/g, ''));
    throw errors.E_ROUTE_REGEXP(address, 'skipRegex is no regular expression, nor a list of them');
  });
}
