/** A route as the table keeps it. @module */
import type { Handler, RouteOptions } from './handler.ts';
import type { PathPattern } from './path-pattern.ts';
import type { RouteTarget } from './route-target.ts';

/** Where a route stands: hooks' first, the app's own, those bound by calls, shadow routes, hooks' last. */
export const routeLayers = ['before', 'explicit', 'bound', 'shadow', 'after'] as const;

/** One of {@link routeLayers}. */
export type RouteLayer = (typeof routeLayers)[number];

/** One step of a chain. */
export interface RouteStep {
  run: Handler;
  /** Identity, when the step is an action: nothing comes after it. */
  action?: string;
}

/** A bound route. */
export interface Route {
  layer: RouteLayer;
  /** Path as it was written. */
  path: string;
  /** Verb as it was written, in upper case; `''` for none, `'ALL'` for every method. */
  verb: string;
  methods: readonly string[];
  target: RouteTarget;
  pattern: PathPattern;
  options: RouteOptions;
  /** A copy of them for one request. */
  ownOptions(): RouteOptions;
  /** Whether paths are left alone whose last part has a dot. */
  skipAssets: boolean;
  /** Paths that are left alone. */
  skip: readonly RegExp[];
  /** The chain as it is now: policies and middleware of an action may change. */
  steps(): readonly RouteStep[];
}
