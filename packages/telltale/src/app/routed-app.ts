/** The side of an app that has to do with routes and actions. @module */

import { nearest } from '@telltale/orm/nearest';
import { bindModelRoutes } from '../blueprints/bind-routes.ts';
import { closedRoutes } from '../blueprints/closed-routes.ts';
import { type ModelResource, modelResources } from '../blueprints/model-resource.ts';
import { registerBlueprintActions } from '../blueprints/register-actions.ts';
import type { AppConfig } from '../config/app-config.ts';
import type { Definitions } from '../config/definitions.ts';
import { loadKind } from '../config/load-definitions.ts';
import { errors } from '../errors.ts';
import type { AppHelpers } from '../helpers/helper.ts';
import type { Hooks } from '../hooks/load-hooks.ts';
import { isPartOn } from '../hooks/parts.ts';
import type { Phrases } from '../i18n/phrases.ts';
import type { LoadedOrm } from '../models/loaded-orm.ts';
import type { PolicyMap } from '../policies/policy-map.ts';
import type { ActionRegistry } from '../routing/action-registry.ts';
import { grantCookie } from '../routing/grant-cookie.ts';
import type { Handler } from '../routing/handler.ts';
import { hidesFiles } from '../routing/hides-files.ts';
import { type ControllerConfig, loadActions } from '../routing/load-actions.ts';
import { readMiddleware } from '../routing/middleware.ts';
import { openToLinks } from '../routing/open-to-links.ts';
import { findRoute, type RouteInfo } from '../routing/reverse-routes.ts';
import type { RouteTarget } from '../routing/route-target.ts';
import { Router } from '../routing/router.ts';
import { bindActionRoutes, bindIndexRoutes } from '../routing/shadow-routes.ts';
import { grantAction, grantToken } from '../security/csrf.ts';
import { guardRoute } from '../security/guard-route.ts';
import type { Security } from '../security/security.ts';
import type { Services } from '../services/load-services.ts';
import type { AppContext } from './app-context.ts';
import { EventHub } from './event-hub.ts';
import type { Log } from './log.ts';
import { type Callback, giveTo, settle } from './settle.ts';

/** What an app has once it is loaded. */
export interface LoadedParts {
  config: AppConfig;
  definitions: Definitions;
  actions: ActionRegistry;
  policies: PolicyMap;
  /** The app's own hooks. */
  ownHooks: Hooks;
  helpers?: AppHelpers;
  services?: Services;
  phrases?: Phrases;
  /** Absent when the part `orm` is off. */
  orm?: LoadedOrm;
  /** Absent until hooks have had their say in the settings. */
  security?: Security;
}

/** An app's route table and its actions. */
export abstract class RoutedApp extends EventHub {
  abstract readonly log: Log;
  /** The app as its parts see it. */
  protected abstract readonly context: AppContext;
  /** What is loaded; asked for by the name of the call that needs it. */
  protected abstract loaded(call: string): LoadedParts;

  #controllerConfigs: ReadonlyMap<string, ControllerConfig> = new Map();
  #resources: readonly ModelResource[] = [];
  /** Actions that the models brought, and that have routes of their own. */
  #ofModels: ReadonlySet<string> = new Set();

  /** The route table. */
  readonly router: Router = new Router({
    actions: () => this.loaded('A route to an action').actions,
    policies: () => this.loaded('A route to a policy').policies,
    onUnknownAction: (address, identity) => {
      const near = nearest(identity, this.loaded('A route to an action').actions.identities());
      const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
      this.log.warn(`Route '${address}' is left out: there is no action '${identity}'.${hint}`);
    },
    onBind: ({ path, verb, target, options }) => this.emit('router:bind', { path, verb, target, options }),
    onFlush: () => this.#bindOthers(),
    guard: guardRoute((call) => this.loaded(call).security ?? notLoaded(call)),
  });

  /** Binds `GET path`. Before `load`, only to functions; it stays when the app is loaded. */
  get(path: string, target: RouteTarget): this {
    return this.#bind(path, target, 'GET');
  }

  /** Binds `POST path`. */
  post(path: string, target: RouteTarget): this {
    return this.#bind(path, target, 'POST');
  }

  /** Binds `PUT path`. */
  put(path: string, target: RouteTarget): this {
    return this.#bind(path, target, 'PUT');
  }

  /** Binds `PATCH path`. */
  patch(path: string, target: RouteTarget): this {
    return this.#bind(path, target, 'PATCH');
  }

  /** Binds `DELETE path`. */
  delete(path: string, target: RouteTarget): this {
    return this.#bind(path, target, 'DELETE');
  }

  /** The same as {@link delete}. */
  del(path: string, target: RouteTarget): this {
    return this.#bind(path, target, 'DELETE');
  }

  /** Binds a path for every method. */
  all(path: string, target: RouteTarget): this {
    return this.#bind(path, target, 'ALL');
  }

  /** Every action as a function `(req, res)`, by identity. */
  getActions(): Record<string, Handler> {
    return this.loaded('getActions()').actions.handlers();
  }

  /**
   * Adds an action. Routes may lead to it from then on; shadow routes come with the next `reloadActions`.
   *
   * @param definition a function `(req, res)`, or an object with a function `fn`
   * @param identity as in `'user/find'`
   * @param force replaces one that is there. Default: false.
   * @throws E_CONFLICT with `identity` when it is there already
   * @throws E_INVALID_ACTION when the definition is none
   */
  registerAction(definition: unknown, identity: string, force = false): void {
    this.loaded('registerAction()').actions.register(definition, identity, force);
  }

  /**
   * Lets functions run before actions, and before their policies.
   *
   * @param globs identities as in `'user/*'`; with `!` before it, all others. A list, or one text with commas.
   */
  registerActionMiddleware(handlers: Handler | readonly Handler[], globs: string | readonly string[]): void {
    this.loaded('registerActionMiddleware()').actions.use(handlers, globs);
  }

  /**
   * Reads the controllers again and binds all routes anew. Those bound by calls stay. A module that Node has loaded stays
   * as it was. When something is wrong with them, the actions are those of before.
   *
   * @param callback instead of the promise
   */
  reloadActions(callback?: Callback): Promise<void>;
  reloadActions(options: Record<string, unknown>, callback?: Callback): Promise<void>;
  async reloadActions(first?: Callback | Record<string, unknown>, second?: Callback): Promise<void> {
    const callback = typeof first === 'function' ? first : second;
    const reloading = this.#reload();
    if (callback) giveTo(reloading, callback);
    else await reloading;
  }

  /**
   * The first explicit route to an action.
   *
   * @throws E_USAGE for a target that is none, E_NOT_FOUND when no explicit route leads there
   *
   * @example
   * app.getRouteFor('user/find'); // { method: 'get', url: '/user' }
   */
  getRouteFor(target: string | { controller?: string; action: string }): RouteInfo {
    return findRoute(this.router.explicitRoutes, target);
  }

  /** The path of {@link getRouteFor}. */
  getUrlFor(target: string | { controller?: string; action: string }): string {
    return this.getRouteFor(target).url;
  }

  /** Registers all actions, then binds all routes. */
  protected async mountRoutes(): Promise<void> {
    await this.#registerActions();
    this.router.mount(this.loaded('Routes').config.routes);
    const closed = closedRoutes(this.#resources);
    if (closed !== undefined) this.log.warn(closed);
    const { security, environment } = this.loaded('Routes').config;
    const usesCsrf = security?.csrf === true;
    // While an app is being made, `actions: true` is for trying things out.
    const open =
      usesCsrf || environment === 'production' ? openToLinks(this.router.routes, usesCsrf) : undefined;
    if (open !== undefined) this.log.warn(open);
    const hiding = hidesFiles(this.router);
    if (hiding !== undefined) this.log.warn(hiding);
  }

  #bind(path: string, target: RouteTarget, verb: string): this {
    this.router.bind(path, target, verb);
    return this;
  }

  async #reload(): Promise<void> {
    const { config, definitions, actions } = this.loaded('reloadActions()');
    const inOptions = config.controllers?.moduleDefinitions ?? {};
    const { controllers } = definitions;
    definitions.controllers = Object.assign(await loadKind(config, 'controllers'), inOptions);
    const bringBack = actions.clear();
    try {
      await this.#registerActions();
    } catch (error) {
      definitions.controllers = controllers;
      bringBack();
      throw error;
    }
    this.router.mount();
  }

  async #registerActions(): Promise<void> {
    const { definitions, actions, policies, ownHooks } = this.loaded('Actions');
    this.#controllerConfigs = loadActions(definitions.controllers, actions, (controller, key) =>
      this.log.warn(`${controller}.${key} is no action, and left out.`),
    );
    for (const hook of ownHooks.values()) {
      if (hook.registerActions) await settle(hook.registerActions.bind(hook));
    }
    if (this.context.security.usesCsrf && !actions.has(grantAction))
      actions.register(grantToken, grantAction);
    // Last, so that an action of the app stands in for that of its model.
    this.#registerBlueprints();
    for (const warning of policies.unused(actions.identities())) this.log.warn(warning);
  }

  #registerBlueprints(): void {
    const { config, orm } = this.loaded('Blueprints');
    const isOn = orm !== undefined && isPartOn(config, 'blueprints');
    this.#resources = isOn ? modelResources(orm, config.blueprints) : [];
    this.#ofModels = isOn ? registerBlueprintActions(this.context, this.#resources, orm.models) : new Set();
  }

  #bindOthers(): void {
    const { config, actions, ownHooks } = this.loaded('Routes');
    this.emit('router:before');
    const middleware = readMiddleware(config.http, (what) => this.log.warn(what));
    for (const handler of middleware.before) this.router.add('before', 'all /*', handler);
    for (const { routes } of ownHooks.values()) {
      for (const [address, target] of Object.entries(routes?.before ?? {}))
        this.router.add('before', address, target);
      for (const [address, target] of Object.entries(routes?.after ?? {}))
        this.router.add('after', address, target);
    }
    for (const handler of middleware.after) this.router.add('after', 'all /*', handler);
    if (isPartOn(config, 'sockets') && (config.sockets?.grant3rdPartyCookie ?? true)) {
      this.router.add('after', 'GET /__getcookie', grantCookie);
    }
    if (this.context.security.usesCsrf) this.router.add('after', 'GET /csrfToken', { action: grantAction });
    if (isPartOn(config, 'blueprints')) {
      const bound = config.blueprints.actions;
      const shadowed = {
        verbs: typeof bound === 'boolean' ? undefined : [bound].flat(),
        identities: bound ? actions.identities().filter((name) => !this.#ofModels.has(name)) : [],
        prefix: config.blueprints.prefix,
        configs: this.#controllerConfigs,
      };
      bindActionRoutes(this.router, shadowed);
      bindModelRoutes(this.router, this.#resources, this.#controllerConfigs);
      bindIndexRoutes(this.router, shadowed);
    }
    this.emit('router:after');
  }
}

/** Refuses calls of an app that is not loaded. */
export function notLoaded(call: string): never {
  throw errors.E_NOT_LOADED(call);
}
