/** The app as its parts see it: what actions, responses, views and hooks may use. @module */
import type { FastifyInstance } from 'fastify';
import type { AppConfig } from '../config/app-config.ts';
import type { Definitions } from '../config/definitions.ts';
import type { AppHelpers } from '../helpers/helper.ts';
import type { Phrases } from '../i18n/phrases.ts';
import type { AppModels } from '../models/app-models.ts';
import type { ActionRegistry } from '../routing/action-registry.ts';
import type { Router } from '../routing/router.ts';
import type { Security } from '../security/security.ts';
import type { Services } from '../services/load-services.ts';
import type { Log } from './log.ts';

/** What the parts of the framework may use of a running app. {@link Sails} is one. */
export interface AppContext {
  /** The settings, merged from defaults, files and options. */
  readonly config: AppConfig;
  /** `'development'`, `'production'` or the app's own. */
  readonly environment: string;
  /** Absolute path of the app's folder. */
  readonly appPath: string;
  readonly log: Log;
  /** The route table. */
  readonly router: Router;
  /** Actions by identity, as in `'user/find'`. */
  readonly actions: ActionRegistry;
  /** What the app defines, from its folders or its options: responses, policies … */
  readonly definitions: Definitions;
  /** The models by identity. */
  readonly models: AppModels;
  /** Headers, origins and limits, as the settings want them. */
  readonly security: Security;
  /** The helpers by name, in groups as their folders are. */
  readonly helpers: AppHelpers;
  /** The services by file name, and by that in lower case. */
  readonly services: Services;
  /** The phrases of the app, in each of its languages. */
  readonly phrases: Phrases;
  /** Parts that are on, by name, with what each gives away. */
  readonly hooks: Record<string, unknown>;
  /** The server that carries both transports. */
  readonly fastify: FastifyInstance;
  /** Runs a function in which imported models are those of this app, and not of another one in this process. */
  run<Result>(work: () => Result): Result;
  /** Whether a part is on (`loadHooks`, `hooks: { name: false }`). */
  isOn(part: string): boolean;
  // biome-ignore lint/suspicious/noExplicitAny: as Node's emitters have it
  on(event: string, listener: (...given: any[]) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as Node's emitters have it
  once(event: string, listener: (...given: any[]) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as Node's emitters have it
  off(event: string, listener: (...given: any[]) => void): unknown;
  emit(event: string, ...given: unknown[]): boolean;
  listenerCount(event: string): number;
}
