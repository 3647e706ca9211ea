/** Turns what an app writes as a route's target into the steps that run. @module */
import { errors } from '../errors.ts';
import { actionIdentity, controllerIdentity } from './action-identity.ts';
import type { ActionRegistry } from './action-registry.ts';
import type { Handler, RouteOptions } from './handler.ts';
import type { RouteStep } from './route.ts';
import type { RouteTarget, RouteTargetObject } from './route-target.ts';

/** Policies as a route names them: `{ policy: 'isLoggedIn' }`. */
export interface NamedPolicies {
  /** What runs; `undefined` when there is no such policy. */
  policy(name: string): Handler | undefined;
  /** What is said of a name for which there is none. */
  problemWith(name: string): string;
}

/** What a target may name. */
export interface TargetSources {
  actions(): ActionRegistry;
  policies(): NamedPolicies;
}

/** A target, understood. */
export interface ResolvedTarget {
  options: RouteOptions;
  /** The chain as it is now. */
  steps(): readonly RouteStep[];
}

/** An action that a route names and the app has not. */
export interface UnknownAction {
  unknownAction: string;
}

const ownKeys: ReadonlySet<string> = new Set([
  'fn',
  'target',
  'controller',
  'redirect',
  'response',
  'policy',
]);

/**
 * Understands a target.
 *
 * @param address the route's, for messages
 * @throws E_ROUTE_TARGET when it is none
 * @throws E_NOT_ACTION_TARGET when an action's name has characters that none has
 */
export function resolveTarget(
  address: string,
  target: RouteTarget,
  sources: TargetSources,
): ResolvedTarget | UnknownAction {
  const parts = (Array.isArray(target) ? target.flat(Number.POSITIVE_INFINITY) : [target]) as RouteTarget[];
  const resolved: ResolvedTarget[] = [];
  for (const part of parts) {
    const one = resolveOne(address, part, sources);
    if ('unknownAction' in one) return one;
    resolved.push(one);
  }
  if (resolved.length === 0) throw errors.E_ROUTE_TARGET(address, 'an empty list');
  const options = Object.assign({}, ...resolved.map((one) => one.options)) as RouteOptions;
  const [only] = resolved;
  return {
    options,
    steps: resolved.length === 1 && only ? only.steps : () => resolved.flatMap((one) => one.steps()),
  };
}

function resolveOne(
  address: string,
  target: RouteTarget,
  sources: TargetSources,
): ResolvedTarget | UnknownAction {
  if (typeof target === 'function') return fixed({}, target as Handler);
  if (typeof target === 'string') {
    if (/^(\/|https?:)/.test(target)) return fixed({}, redirectTo(target));
    return actionTarget(actionIdentity(target), {}, sources);
  }
  if (typeof target !== 'object' || target === null) {
    throw errors.E_ROUTE_TARGET(address, target === null ? 'null' : typeof target);
  }
  return resolveObject(address, target as RouteTargetObject, sources);
}

function resolveObject(
  address: string,
  target: RouteTargetObject,
  sources: TargetSources,
): ResolvedTarget | UnknownAction {
  const options = optionsOf(target);
  if (target.target !== undefined || target.fn !== undefined) {
    const inner = (target.target ?? target.fn) as RouteTarget;
    const resolved = resolveTarget(address, inner, sources);
    if ('unknownAction' in resolved) return resolved;
    return { options: { ...resolved.options, ...options }, steps: resolved.steps };
  }
  if (typeof target.action === 'string') {
    const { action, controller } = target;
    const name = controller === undefined ? action : `${controllerIdentity(controller)}/${action}`;
    return actionTarget(actionIdentity(name), options, sources);
  }
  if (typeof target.view === 'string') {
    const { view } = target;
    return fixed(options, (req, res) => res.view(view, req.options.locals));
  }
  if (typeof target.redirect === 'string') return fixed(options, redirectTo(target.redirect));
  if (typeof target.response === 'string') return fixed(options, respondWith(target.response));
  if (typeof target.policy === 'string') {
    const policies = sources.policies();
    const policy = policies.policy(target.policy);
    if (!policy) throw errors.E_ROUTE_TARGET(address, policies.problemWith(target.policy));
    return fixed(options, policy);
  }
  throw errors.E_ROUTE_TARGET(address, `an object with the keys ${JSON.stringify(Object.keys(target))}`);
}

function optionsOf(target: RouteTargetObject): RouteOptions {
  return Object.fromEntries(Object.entries(target).filter(([key]) => !ownKeys.has(key)));
}

function fixed(options: RouteOptions, run: Handler): ResolvedTarget {
  const steps = [{ run }];
  return { options, steps: () => steps };
}

function actionTarget(
  identity: string,
  options: RouteOptions,
  { actions }: TargetSources,
): ResolvedTarget | UnknownAction {
  if (!actions().has(identity)) return { unknownAction: identity };
  return {
    options: { ...options, action: identity },
    // An action may be gone after reloadActions(); the request then goes on to the next route.
    steps: () => actions().chain(identity) ?? [],
  };
}

function redirectTo(place: string): Handler {
  return (_req, res) => res.redirect(place);
}

function respondWith(name: string): Handler {
  return (_req, res, next) => {
    const respond: unknown = Reflect.get(res, name);
    if (typeof respond !== 'function') {
      return next(errors.E_ROUTE_TARGET(`{ response: '${name}' }`, `a response that does not exist`));
    }
    return respond.call(res);
  };
}
