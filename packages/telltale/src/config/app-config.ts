/** The settings of an app: what files in `config/` and options of `load` and `lift` may say. @module */
import type { DatastoreSettings, ModelDefaults } from '@telltale/orm';
import type { RealtimeOptions } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import type { LogLevel } from '../app/log.ts';
import type { BlueprintSettings, ModelBlueprints } from '../blueprints/blueprint-settings.ts';
import type { I18nConfig } from '../i18n/i18n-config.ts';
import type { PoliciesConfig } from '../policies/policy.ts';
import type { SubscriptionsConfig } from '../policies/subscription-policy.ts';
import type { UsualVerb } from '../routing/route-address.ts';
import type { RouteTarget } from '../routing/route-target.ts';
import type { SecurityConfig } from '../security/security-config.ts';
import type { SessionConfig } from '../sessions/session-settings.ts';
import type { UploadsConfig } from '../uploads/upload-settings.ts';

/** Addresses to targets, as in `config/routes`. */
export type RoutesConfig = Record<string, RouteTarget>;

/** How much the app says, and where. */
export interface LogConfig {
  /** The least important messages that are still written. @default 'info' */
  level?: LogLevel;
  /** A logger of the app's own, with a method for each level. */
  custom?: object;
  /** `'pretty'`: lines for people; `'json'`: lines for programs, by pino. @default 'json' in production, else 'pretty' */
  format?: 'pretty' | 'json';
  /** Names of values that are not written, beside the usual ones such as `password` and `cookie`. @default none */
  redact?: string[];
  /** Whether each request is told of, as `info`, when it is answered. @default false */
  requests?: boolean;
}

/** Which names are global. `false`, and what is absent, is not. */
export interface GlobalsConfig {
  sails?: boolean;
  models?: boolean;
  /** Services, each under the name of its file. @default true */
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
  /**
   * Functions `(req, res, next)` by name, as in Sails: run over HTTP in the order that `order` gives, before the routes, or
   * after them when they stand behind `'router'`.
   */
  middleware?: { order?: string[]; [name: string]: unknown };
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

/** Shadow routes, which come by themselves, and what the actions of models do. */
export interface BlueprintsConfig extends ModelBlueprints {
  /**
   * A route `/controller/action` for each action: for every usual verb, or for these. A route for GET lets a plain link run the action.
   * @default false
   */
  actions?: boolean | UsualVerb | readonly UsualVerb[];
  [setting: string]: unknown;
}

/** Databases by name: a URL, or settings with one. `default` is that of models which name none. */
export type DatastoresConfig = Record<string, DatastoreSettings | string>;

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
  /** Who may be subscribed to the records of which model. @default everybody */
  subscriptions?: SubscriptionsConfig;
  blueprints?: BlueprintsConfig;
  views?: ViewsConfig;
  http?: HttpConfig;
  sockets?: RealtimeOptions & Record<string, unknown>;
  session?: SessionConfig;
  security?: SecurityConfig;
  /** Runs before the app is ready; its error fails the lift. */
  bootstrap?: ((done: (error?: unknown) => void) => unknown) | (() => unknown);
  /** Runs when the app begins to end, before its sockets are told; waited for as long as requests are. */
  beforeShutdown?: ((done: (error?: unknown) => void) => unknown) | (() => unknown);
  /** The only parts to be on; `false` or `[]` for none. @default all */
  loadHooks?: readonly string[] | false;
  /** Parts to be off (`false`), and hooks defined in place. */
  hooks?: Record<string, unknown>;
  /** Milliseconds that a hook may take to initialise. @default 40_000 */
  hookTimeout?: number;
  /** Milliseconds that `bootstrap` may take. @default 30_000 */
  bootstrapTimeout?: number;
  controllers?: { moduleDefinitions?: Record<string, unknown>; [setting: string]: unknown };
  /** Languages. */
  i18n?: I18nConfig;
  /** Forms with files. */
  uploads?: UploadsConfig;
  /** Helpers by path, as in `'mail/send'`, instead of files. */
  helpers?: { moduleDefinitions?: Record<string, unknown>; [setting: string]: unknown };
  orm?: { moduleDefinitions?: { models?: Record<string, unknown> }; [setting: string]: unknown };
  /** Settings and attributes that every model starts from. */
  models?: ModelDefaults;
  /** The databases. @default one of SQLite: the file `.tmp/telltale.db`, or in memory when no model is in `api/models` */
  datastores?: DatastoresConfig;
  /** What is the app's alone. */
  custom?: Record<string, unknown>;
  [setting: string]: unknown;
}

/** The settings of a loaded app: what was given, with every default filled in. */
export interface AppConfig extends AppOptions {
  appPath: string;
  port: number;
  environment: string;
  log: LogConfig & { level: LogLevel; format: 'pretty' | 'json' };
  globals: GlobalsConfig | false;
  routes: RoutesConfig;
  policies: PoliciesConfig;
  blueprints: BlueprintsConfig & BlueprintSettings & { actions: NonNullable<BlueprintsConfig['actions']> };
  models: ModelDefaults;
  datastores: DatastoresConfig;
  views: ViewsConfig;
  http: HttpConfig & { bodyLimit: number };
  hookTimeout: number;
  bootstrapTimeout: number;
}
