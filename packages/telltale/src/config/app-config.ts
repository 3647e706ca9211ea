/** The settings of an app: what files in `config/` and options of `load` and `lift` may say. @module */
import type { RealtimeOptions } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import type { LogLevel } from '../app/log.ts';
import type { Handler } from '../routing/handler.ts';
import type { RouteTarget } from '../routing/route-target.ts';

/** Addresses to targets, as in `config/routes`. */
export type RoutesConfig = Record<string, RouteTarget>;

/** How much the app says, and where. */
export interface LogConfig {
  /** The least important messages that are still written. @default 'info' */
  level?: LogLevel;
  /** A logger of the app's own, with a method for each level. */
  custom?: object;
}

/** Which names are global. `false`, and what is absent, is not. */
export interface GlobalsConfig {
  sails?: boolean;
  models?: boolean;
  services?: boolean;
  /** A library to be global as `_`. `true` has none to offer and is an error. */
  _?: unknown;
  /** A library to be global as `async`. */
  async?: unknown;
}

/** The HTTP server. */
export interface HttpConfig {
  /**
   * Whose `x-forwarded-for` is believed: every proxy (`true`), so many hops, or these addresses.
   * @default false
   */
  trustProxy?: boolean | number | string | string[];
  /** Bytes of a request body. @default 1_048_576 */
  bodyLimit?: number;
  /** Milliseconds for a request to arrive in full; 0 for no limit. @default 120_000 */
  requestTimeout?: number;
  /** Milliseconds of silence until a connection is closed; 0 for no limit. @default 0 */
  connectionTimeout?: number;
  /** Milliseconds that an idle kept-alive connection stays open. @default 72_000 */
  keepAliveTimeout?: number;
  /** Fastify plugins, registered in order before the routes: alone, or with their options. */
  plugins?: (FastifyPlugin | [plugin: FastifyPlugin, options: Record<string, unknown>])[];
  /** Folder of static files, relative to the app. @default 'assets' */
  assets?: string;
  /** Milliseconds for which a browser may keep a static file. @default 0 in development, a year in production */
  cache?: number;
  [setting: string]: unknown;
}

/** Any Fastify plugin, in either of its styles, whatever its options. */
export type FastifyPlugin = (
  fastify: FastifyInstance,
  options: never,
  done: (error?: Error) => void,
) => unknown;

/** How views are found and drawn. */
export interface ViewsConfig {
  /** File that surrounds every view, relative to the views' folder and without extension; `false` for none. */
  layout?: string | false;
  /** Folder of the views, relative to the app. @default 'views' */
  folder?: string;
  /** Extension of view files. @default 'ejs' */
  extension?: string;
  /** Values that every view sees. */
  locals?: Record<string, unknown>;
  [setting: string]: unknown;
}

/** Shadow routes: routes that come by themselves. */
export interface BlueprintsConfig {
  /** A route `/controller/action` for each action. @default false */
  actions?: boolean;
  /** Prefix of all shadow routes. @default '' */
  prefix?: string;
  [setting: string]: unknown;
}

/** A policy: its name in `api/policies`, a function, `true` (let in) or `false` (refuse). */
export type PolicyRule = string | boolean | Handler;

/** Which policies stand before which actions. */
export type PoliciesConfig = Record<
  string,
  PolicyRule | PolicyRule[] | Record<string, PolicyRule | PolicyRule[]>
>;

/** The settings that an app may give; any setting of its own beside them. */
export interface AppOptions {
  /** The app's folder. @default the current folder at the time of `load` or `lift` */
  appPath?: string;
  /** TCP port, 0 for any that is free. @default 1337 */
  port?: number;
  /** Address to listen on. @default every address, IPv4 and IPv6 */
  host?: string;
  /** Key and certificate, for HTTPS. @default plain HTTP */
  ssl?: { key: string | Buffer; cert: string | Buffer; [option: string]: unknown };
  /** @default NODE_ENV, else 'development' */
  environment?: string;
  log?: LogConfig;
  /** Which names are global. @default none */
  globals?: GlobalsConfig | boolean;
  routes?: RoutesConfig;
  policies?: PoliciesConfig;
  blueprints?: BlueprintsConfig;
  views?: ViewsConfig;
  http?: HttpConfig;
  sockets?: RealtimeOptions & Record<string, unknown>;
  session?: Record<string, unknown>;
  security?: Record<string, unknown>;
  /** Runs before the app is ready; its error fails the lift. */
  bootstrap?: ((done: (error?: unknown) => void) => unknown) | (() => unknown);
  /** The only parts to be on; `false` or `[]` for none. @default all */
  loadHooks?: readonly string[] | false;
  /** Parts to be off (`false`), and hooks defined in place. */
  hooks?: Record<string, unknown>;
  /** Milliseconds that a hook may take to initialise. @default 40_000 */
  hookTimeout?: number;
  /** Milliseconds that `bootstrap` may take. @default 30_000 */
  bootstrapTimeout?: number;
  controllers?: { moduleDefinitions?: Record<string, unknown>; [setting: string]: unknown };
  orm?: { moduleDefinitions?: { models?: Record<string, unknown> }; [setting: string]: unknown };
  models?: Record<string, unknown>;
  /** What is the app's alone. */
  custom?: Record<string, unknown>;
  [setting: string]: unknown;
}

/** The settings of a loaded app: what was given, with every default filled in. */
export interface AppConfig extends AppOptions {
  appPath: string;
  port: number;
  environment: string;
  log: LogConfig & { level: LogLevel };
  globals: GlobalsConfig | false;
  routes: RoutesConfig;
  policies: PoliciesConfig;
  blueprints: BlueprintsConfig & { actions: boolean; prefix: string };
  views: ViewsConfig;
  http: HttpConfig & { bodyLimit: number };
  hookTimeout: number;
  bootstrapTimeout: number;
}
