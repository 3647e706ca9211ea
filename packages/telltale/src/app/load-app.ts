/** Loads what an app is made of, in order: settings, definitions, actions, hooks, server. @module */
import type { FastifyInstance } from 'fastify';
import { compileAction } from '../actions/compile-action.ts';
import { parseRequest } from '../blueprints/parse/request-context.ts';
import type { AppConfig, AppOptions } from '../config/app-config.ts';
import { type ConfigSource, namePlace } from '../config/config-source.ts';
import type { Definitions } from '../config/definitions.ts';
import { loadConfig } from '../config/load-config.ts';
import { type DefinitionKind, emptyDefinitions, loadDefinitions } from '../config/load-definitions.ts';
import { retiredSettings } from '../config/retired-settings.ts';
import { unknownSettings } from '../config/unknown-settings.ts';
import { errors } from '../errors.ts';
import { setGlobals, setModelGlobals, setServiceGlobals } from '../globals/globals.ts';
import { createHelpers } from '../helpers/helper-tree.ts';
import { loadInstalledHooks } from '../hooks/installed-hooks.ts';
import { configureHooks, createHooks, initializeHooks } from '../hooks/load-hooks.ts';
import { isPartOn, parts } from '../hooks/parts.ts';
import { createServer } from '../http/server.ts';
import { loadPhrases } from '../i18n/load-phrases.ts';
import { followLog } from '../log/follow-log.ts';
import { noOrm } from '../models/loaded-orm.ts';
import { hasModelFiles } from '../models/model-files.ts';
import { attachPubSub, deferralOf } from '../models/pub-sub.ts';
import { loadPolicies } from '../policies/load-policies.ts';
import { reviewWithSessions } from '../policies/review-with-sessions.ts';
import { subscriptionRights } from '../policies/subscription-rights.ts';
import { ActionRegistry } from '../routing/action-registry.ts';
import { Security } from '../security/security.ts';
import { loadServices } from '../services/load-services.ts';
import type { LogSettings } from './log.ts';
import { setNodeEnv } from './node-env.ts';
import type { LoadedParts } from './routed-app.ts';
import { enterApp, leaveApp } from './running-apps.ts';
import type { Sails } from './sails.ts';
import { settle } from './settle.ts';

/** What an app has so far; its parts see it grow. */
export interface AppState {
  readonly log: LogSettings;
  parts: LoadedParts | undefined;
  hooks: Record<string, unknown>;
  fastify: FastifyInstance | undefined;
  /** Takes back what the app changed around it. */
  undo: (() => unknown)[];
  /** Milliseconds that requests get to finish, once the app is lowered. */
  patience: number;
}

/**
 * Loads an app, all but its routes.
 *
 * @throws E_CONFIG, E_MODULE, E_HOOK and others; `state.undo` then says what is to be taken back
 */
export async function loadApp(app: Sails, state: AppState, options: AppOptions): Promise<void> {
  const sources: ConfigSource[] = [];
  try {
    await loadInto(app, state, options, sources);
  } catch (error) {
    throw namePlace(error, sources);
  }
}

async function loadInto(
  app: Sails,
  state: AppState,
  options: AppOptions,
  sources: ConfigSource[],
): Promise<void> {
  // Before any module of the app: those of TypeScript slow down every import after them.
  if (isPartOn(options, 'orm') && (await hasModelFiles(options.appPath))) await importOrm();
  const config = await loadConfig(options, isPartOn(options, 'userconfig'), sources);
  checkParts(config);
  state.undo.push(setNodeEnv(config.environment));
  await followLog(state.log, config.log);
  const warnings = [...retiredSettings({ ...config }), ...unknownSettings(sources)];
  for (const warning of warnings) app.log.warn(warning);
  // The modules of the app may already ask for its settings, and use its globals, while they are loaded.
  state.parts = await partsBefore(config);
  state.undo.push(setGlobals(app, config.globals));
  enterApp(app);
  state.undo.push(() => leaveApp(app));
  const loaded = await loadParts(config);
  state.parts = loaded;
  loaded.helpers = createHelpers(loaded.definitions.helpers, app);
  loaded.phrases = await loadPhrases(config, isPartOn(config, 'i18n'), (locale, file) =>
    app.log.warn(`config.i18n.locales names '${locale}', but there is no ${file}. Write: {}`),
  );
  loaded.services = loadServices(loaded.definitions.services);
  state.undo.push(setServiceGlobals(loaded.services, config.globals, takenName(app, 'service', 'services')));
  await loadHooks(app, state, loaded);
  loaded.security = new Security(app);
  const { orm } = loaded;
  const rights = await subscriptionRights({
    app,
    files: loaded.policies.files,
    models: orm && Object.keys(orm.models),
  });
  const pubsub = { ...rights, ...(orm?.orm && { deferral: deferralOf(orm.orm.datastores) }) };
  state.fastify = await createServer(app, { drain: () => state.patience, pubsub });
  reviewWithSessions(app, state.fastify);
  if (orm) attachPubSub(state.fastify, orm, missingPart(app));
}

/** Gives parts what they hand out, and tells of each. */
export function announceParts(app: Sails, hooks: Record<string, unknown>): void {
  if (app.isOn('http')) hooks.http = { server: app.fastify.server, app: app.fastify };
  if (app.isOn('sockets')) hooks.sockets = socketsHook(app);
  // That of the models was told when they were loaded.
  for (const name of parts) if (name !== 'orm' && app.isOn(name)) app.emit(`hook:${name}:loaded`);
  app.emit('hooks:loaded');
}

/** The sockets API, and by what apps behind one Redis talk to each other. */
function socketsHook(app: Sails): object {
  const { broadcastAdminMessage, blastAdminMessage, onAdminMessage } = app.fastify.cluster;
  onAdminMessage((message) => app.emit('hook:sockets:adminMessage', message));
  return { ...app.sockets, broadcastAdminMessage, blastAdminMessage };
}

/** What an app has before its modules are loaded. */
function partsBefore(config: AppConfig): Promise<LoadedParts> {
  return makeParts({ ...config, policies: {} }, emptyDefinitions());
}

async function loadParts(config: AppConfig): Promise<LoadedParts> {
  return makeParts(config, await loadDefinitions(config, definitionKinds(config)));
}

async function makeParts(config: AppConfig, definitions: Definitions): Promise<LoadedParts> {
  const policies = await loadPolicies(config, definitions.policies);
  return {
    config,
    definitions,
    actions: new ActionRegistry(compileAction, (identity, isAction) => policies.of(identity, isAction)),
    policies,
    ownHooks: new Map(),
  };
}

async function loadHooks(app: Sails, state: AppState, loaded: LoadedParts): Promise<void> {
  const installed = isPartOn(loaded.config, 'moduleloader') ? await loadInstalledHooks(loaded.config) : [];
  const own = createHooks(app, loaded.config, loaded.definitions.hooks, installed);
  loaded.ownHooks = own;
  const builtIn = parts.filter((name) => app.isOn(name)).map((name) => [name, {}]);
  state.hooks = Object.fromEntries([...builtIn, ...own]);
  if (app.isOn('blueprints')) state.hooks.blueprints = { parseBlueprintOptions: parseRequest };
  loaded.config = configureHooks(own, loaded.config);
  for (const hook of own.values()) if (hook.configure) await settle(hook.configure.bind(hook));
  // Before the app's hooks begin, since they may already look for records.
  if (app.isOn('orm')) await loadModels(app, state, loaded);
  await app.run(() => initializeHooks(own, loaded.config, (name) => app.emit(`hook:${name}:loaded`)));
}

async function loadModels(app: Sails, state: AppState, loaded: LoadedParts): Promise<void> {
  const { config, definitions } = loaded;
  const isNeeded = Object.keys({ ...definitions.models, ...config.datastores }).length > 0;
  // Most of what an app without a database would load is the ORM.
  const made = isNeeded ? await (await importOrm()).loadOrm(config, definitions, app.log) : noOrm;
  loaded.orm = made;
  state.undo.push(() => made.orm?.close());
  const left = takenName(app, 'model', 'models');
  state.undo.push(setModelGlobals(made.models, loaded.config.globals, left));
  state.hooks.orm = { models: made.models, datastores: made.orm?.datastores ?? {} };
  app.emit('hook:orm:loaded');
}

function importOrm(): Promise<typeof import('../models/load-orm.ts')> {
  return import('../models/load-orm.ts');
}

/** Tells that a name can't be had as a global. */
function takenName(app: Sails, kind: string, where: string): (name: string) => void {
  return (name) =>
    app.log.warn(
      `The ${kind} ${name} is not made global: ${name} is a name of Node's. Use sails.${where} instead.`,
    );
}

/** What models need to tell, and have not. */
function missingPart(app: Sails): string | undefined {
  return ['sockets', 'pubsub'].find((part) => !app.isOn(part));
}

function checkParts(config: AppConfig): void {
  const asked = config.loadHooks ? config.loadHooks.includes('sockets') : false;
  if (asked && isPartOn(config, 'sockets') && !isPartOn(config, 'http')) {
    throw errors['SAILS:HOOK:SOCKETS:DEPENDS_ON_HOOK']();
  }
}

function definitionKinds(config: AppConfig): Set<DefinitionKind> {
  const kinds: DefinitionKind[] = ['controllers', 'policies', 'responses', 'helpers', 'services'];
  if (!isPartOn(config, 'moduleloader')) return new Set();
  const models: DefinitionKind[] = isPartOn(config, 'orm') ? ['models'] : [];
  return new Set(['hooks', ...models, ...kinds.filter((kind) => isPartOn(config, kind))]);
}
