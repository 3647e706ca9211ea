/** Loads what an app is made of, in order: settings, definitions, actions, hooks, server. @module */
import type { FastifyInstance } from 'fastify';
import { compileAction } from '../actions/compile-action.ts';
import { parseRequest } from '../blueprints/parse/request-context.ts';
import type { AppConfig, AppOptions, LogConfig } from '../config/app-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { type DefinitionKind, loadDefinitions } from '../config/load-definitions.ts';
import { retiredSettings } from '../config/retired-settings.ts';
import { errors } from '../errors.ts';
import { setGlobals, setModelGlobals } from '../globals/globals.ts';
import { loadInstalledHooks } from '../hooks/installed-hooks.ts';
import { configureHooks, createHooks, initializeHooks } from '../hooks/load-hooks.ts';
import { isPartOn, parts } from '../hooks/parts.ts';
import { createServer } from '../http/server.ts';
import { loadOrm } from '../models/load-orm.ts';
import { attachPubSub, deferralOf } from '../models/pub-sub.ts';
import { ActionRegistry } from '../routing/action-registry.ts';
import { PolicyMap } from '../routing/policy-map.ts';
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
  const config = await loadConfig(options, isPartOn(options, 'userconfig'));
  checkParts(config);
  state.undo.push(setNodeEnv(config.environment));
  followLog(state.log, config.log);
  for (const warning of retiredSettings({ ...config })) app.log.warn(warning);
  const loaded = await loadParts(config);
  state.parts = loaded;
  state.undo.push(setGlobals(app, config.globals));
  enterApp(app);
  state.undo.push(() => leaveApp(app));
  await loadHooks(app, state, loaded);
  const { orm } = loaded;
  const pubsub = orm && { deferral: deferralOf(orm.orm.datastores) };
  state.fastify = await createServer(app, { drain: () => state.patience, ...(pubsub && { pubsub }) });
  if (orm) attachPubSub(state.fastify, orm, missingPart(app));
}

/** Gives parts what they hand out, and tells of each. */
export function announceParts(app: Sails, hooks: Record<string, unknown>): void {
  if (app.isOn('http')) hooks.http = { server: app.fastify.server, app: app.fastify };
  if (app.isOn('sockets')) hooks.sockets = app.sockets;
  // That of the models was told when they were loaded.
  for (const name of parts) if (name !== 'orm' && app.isOn(name)) app.emit(`hook:${name}:loaded`);
  app.emit('hooks:loaded');
}

async function loadParts(config: AppConfig): Promise<LoadedParts> {
  const definitions = await loadDefinitions(config, definitionKinds(config));
  const policies = new PolicyMap(definitions.policies, isPartOn(config, 'policies') ? config.policies : {});
  return {
    config,
    definitions,
    actions: new ActionRegistry(compileAction, (identity) => policies.of(identity)),
    policy: (name) => policies.policy(name),
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
  const made = await loadOrm(loaded.config, loaded.definitions, app.log);
  loaded.orm = made;
  state.undo.push(() => made.orm.close());
  const left = (name: string): void =>
    app.log.warn(
      `The model ${name} is not made global: ${name} is a name of Node's. Use sails.models instead.`,
    );
  state.undo.push(setModelGlobals(made.models, loaded.config.globals, left));
  state.hooks.orm = { models: made.models, datastores: made.orm.datastores };
  app.emit('hook:orm:loaded');
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
  const kinds: DefinitionKind[] = ['controllers', 'policies', 'responses'];
  if (!isPartOn(config, 'moduleloader')) return new Set();
  const models: DefinitionKind[] = isPartOn(config, 'orm') ? ['models'] : [];
  return new Set(['hooks', ...models, ...kinds.filter((kind) => isPartOn(config, kind))]);
}

function followLog(settings: LogSettings, { level, custom }: LogConfig): void {
  if (level) settings.level = level;
  if (!custom) return;
  settings.write = (name, message) => {
    const method: unknown = Reflect.get(custom, name) ?? Reflect.get(custom, 'debug');
    if (typeof method === 'function') Reflect.apply(method, custom, message);
  };
}
