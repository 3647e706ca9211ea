/** An app: loads its folder or its options, answers requests, and ends in order. @module */
import { getSDKMetadata, type Sockets } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import type { Server } from 'socket.io';
import { compileAction } from '../actions/compile-action.ts';
import type { AppConfig, AppOptions } from '../config/app-config.ts';
import type { Definitions } from '../config/definitions.ts';
import { loadConfig } from '../config/load-config.ts';
import { type DefinitionKind, loadDefinitions } from '../config/load-definitions.ts';
import { errors } from '../errors.ts';
import { type RemoveGlobals, setGlobals } from '../globals/globals.ts';
import { configureHooks, createHooks, initializeHooks, within } from '../hooks/load-hooks.ts';
import { isPartOn, parts } from '../hooks/parts.ts';
import { createServer, listen } from '../http/server.ts';
import { ActionRegistry } from '../routing/action-registry.ts';
import { PolicyMap } from '../routing/policy-map.ts';
import type { AppContext } from './app-context.ts';
import { createLog, type Log, type LogSettings, toConsole } from './log.ts';
import { setNodeEnv } from './node-env.ts';
import { type LoadedParts, notLoaded, RoutedApp } from './routed-app.ts';
import { enterApp, leaveApp } from './running-apps.ts';
import { type Callback, giveTo, settle } from './settle.ts';
import { ignoreSignals, lowerOnSignals } from './signals.ts';
import { version } from './version.ts';
import { type RequestOptions, type RequestResult, virtualRequest } from './virtual-request.ts';

/** How an app ends. */
export interface LowerOptions {
  /** Milliseconds for requests to finish; then their connections are cut. @default 10_000 */
  delay?: number;
  /** Cuts all connections at once. @default false */
  hardShutdown?: boolean;
}

type Phase = 'new' | 'loading' | 'loaded' | 'lifting' | 'lifted' | 'lowering' | 'lowered';

/**
 * An app. Several may live in one process.
 *
 * @example
 * const app = new Sails();
 * await app.lift({ port: 0, routes: { 'GET /hello': (req, res) => res.ok('hi') } });
 * const { body } = await app.request('GET /hello');
 * await app.lower();
 */
export class Sails extends RoutedApp implements AppContext {
  /** Of the framework. */
  readonly version: string = version;
  readonly log: Log;
  readonly #logSettings: LogSettings = { level: 'info', write: toConsole };
  #phase: Phase = 'new';
  #parts: LoadedParts | undefined;
  #hooks: Record<string, unknown> = {};
  #fastify: FastifyInstance | undefined;
  #steps: Promise<void> | undefined;
  #loading: Promise<void> | undefined;
  #listening: Promise<void> | undefined;
  #lowering: Promise<void> | undefined;
  #removeGlobals: RemoveGlobals = () => {};
  #restoreNodeEnv = (): void => {};
  /** Milliseconds that requests get to finish. */
  #patience = 0;

  constructor() {
    super();
    this.log = createLog(this.#logSettings);
  }

  get config(): AppConfig {
    return this.loaded('app.config').config;
  }

  get environment(): string {
    return this.config.environment;
  }

  get appPath(): string {
    return this.config.appPath;
  }

  get actions(): ActionRegistry {
    return this.loaded('app.actions').actions;
  }

  get definitions(): Definitions {
    return this.loaded('app.definitions').definitions;
  }

  /** Parts that are on, and the app's own hooks, by name. */
  get hooks(): Record<string, unknown> {
    return this.#hooks;
  }

  /** The server that carries both transports. */
  get fastify(): FastifyInstance {
    return this.#fastify ?? notLoaded('app.fastify');
  }

  /** The rooms API. @throws E_PART_OFF without the part `sockets`. */
  get sockets(): Sockets {
    if (!this.isOn('sockets')) throw errors.E_PART_OFF('app.sockets', 'sockets');
    return this.fastify.sockets;
  }

  /** The raw Socket.IO server. @throws E_PART_OFF without the part `sockets`. */
  get io(): Server {
    if (!this.isOn('sockets')) throw errors.E_PART_OFF('app.io', 'sockets');
    return this.fastify.io;
  }

  /** Whether the app is lifted. */
  get isLifted(): boolean {
    return this.#phase === 'lifted';
  }

  isOn(part: string): boolean {
    const { config } = this.loaded(`app.isOn('${part}')`);
    // The sockets are HTTP's: without it, and unless asked for by name, they are off.
    if (part === 'sockets' && !config.loadHooks && !isPartOn(config, 'http')) return false;
    return isPartOn(config, part);
  }

  /**
   * Does everything but listen: settings, hooks, actions, routes. Requests can be made with {@link request}.
   *
   * @param options lie over the settings in files; they are left as they are
   * @param callback `(error, app)`, as well as the promise
   * @returns the app at once; awaited, when it is loaded
   * @throws E_CONFIG, E_MODULE, E_CONFLICT and others, each with its `code`, when awaited
   */
  load(options: AppOptions | undefined, callback?: Callback<Sails>): this & PromiseLike<Sails>;
  load(callback?: Callback<Sails>): this & PromiseLike<Sails>;
  load(first: AppOptions | Callback<Sails> = {}, second?: Callback<Sails>): this & PromiseLike<Sails> {
    const [options, callback] = typeof first === 'function' ? [{}, first] : [first, second];
    const loading = this.#startLoading(options).then(() => this as Sails);
    return this.#awaitable(loading, callback);
  }

  /**
   * Loads the app, runs its bootstrap and listens.
   *
   * @param options as of {@link load}
   * @param callback `(error, app)`, instead of the promise
   * @throws as {@link load}, and the system's error with its `code` (`EADDRINUSE` …) when it can't listen. The app is then
   *   lowered already.
   */
  lift(options?: AppOptions): Promise<Sails>;
  lift(options: AppOptions | undefined, callback: Callback<Sails>): void;
  lift(callback: Callback<Sails>): void;
  lift(first: AppOptions | Callback<Sails> = {}, second?: Callback<Sails>): Promise<Sails> | undefined {
    const [options, callback] = typeof first === 'function' ? [{}, first] : [first, second];
    const lifting = this.#startLoading(options).then(() => this.#start());
    return giveTo(lifting, callback);
  }

  /**
   * Lifts an app that is loaded: bootstrap, then listening.
   *
   * @param callback `(error, app)`, instead of the promise
   */
  initialize(): Promise<Sails>;
  initialize(callback: Callback<Sails>): void;
  initialize(callback?: Callback<Sails>): Promise<Sails> | undefined {
    const starting = (this.#loading ?? Promise.resolve()).then(() => this.#start());
    return giveTo(starting, callback);
  }

  /**
   * Ends the app: tells the sockets, lets requests finish, frees the port. Harmless when it never was lifted.
   *
   * @param options how patient it is
   * @param callback instead of the promise
   */
  lower(options?: LowerOptions): Promise<void>;
  lower(options: LowerOptions | undefined, callback: Callback): void;
  lower(callback: Callback): void;
  lower(first: LowerOptions | Callback = {}, second?: Callback): Promise<void> | undefined {
    const [options, callback] = typeof first === 'function' ? [{}, first] : [first, second];
    const lowering = this.#lower(options);
    return giveTo(lowering, callback);
  }

  /**
   * Makes a request to the app itself, through the whole pipeline, without a server.
   *
   * @param address `'GET /user'`, or `{ url, method, data, headers }`
   * @param data the body; for GET, HEAD and DELETE the query
   * @param callback `(error, result, body)`, instead of the promise
   * @throws an error with `status` and `body` for an answer of 400 or more
   */
  request(
    address: string | RequestOptions,
    data: unknown,
    callback: (error: unknown, result?: RequestResult, body?: unknown) => void,
  ): void;
  request(
    address: string | RequestOptions,
    callback: (error: unknown, result?: RequestResult, body?: unknown) => void,
  ): void;
  request(address: string | RequestOptions, data?: unknown): Promise<RequestResult>;
  request(
    address: string | RequestOptions,
    second?: unknown,
    third?: (error: unknown, result?: RequestResult, body?: unknown) => void,
  ): Promise<RequestResult> | undefined {
    const [data, callback] =
      typeof second === 'function' ? [undefined, second as typeof third] : [second, third];
    const answer = this.#request(address, data);
    return giveTo(answer, callback && ((error, result) => callback(error, result, result?.body)));
  }

  /** What a socket's client said of itself when it connected. */
  getSDKMetadata(handshake: Parameters<typeof getSDKMetadata>[0]): ReturnType<typeof getSDKMetadata> {
    return getSDKMetadata(handshake);
  }

  protected override loaded(call: string): LoadedParts {
    return this.#parts ?? notLoaded(call);
  }

  /** Lets `await` wait for the app while it loads; afterwards it is an ordinary value again, unless it failed. */
  #awaitable(loading: Promise<Sails>, callback: Callback<Sails> | undefined): this & PromiseLike<Sails> {
    let waited = callback !== undefined;
    Object.defineProperty(this, 'then', {
      configurable: true,
      value: (...given: Parameters<Promise<Sails>['then']>) => {
        waited = true;
        return loading.then(...given);
      },
    });
    loading.then(
      () => {},
      (error) => {
        if (!waited) this.log.error('The app could not be loaded:', error);
      },
    );
    if (callback) giveTo(loading, callback);
    return this as this & PromiseLike<Sails>;
  }

  #startLoading(options: AppOptions): Promise<void> {
    if (this.#phase !== 'new' && this.#phase !== 'lowered') {
      return Promise.reject(errors.E_ALREADY_LOADED(this.#phase));
    }
    this.#phase = 'loading';
    this.#lowering = undefined;
    this.#fastify = undefined;
    this.#listening = undefined;
    Reflect.deleteProperty(this, 'then');
    this.forgetEvents();
    this.#steps = this.#load(options);
    this.#loading = this.#steps.then(
      () => {
        this.#phase = 'loaded';
        Reflect.deleteProperty(this, 'then');
      },
      async (error) => {
        this.#phase = 'loaded';
        await this.lower({ hardShutdown: true });
        throw error;
      },
    );
    return this.#loading;
  }

  async #load(options: AppOptions): Promise<void> {
    const filesWanted = isPartOn(options, 'userconfig');
    const config = await loadConfig(options, filesWanted);
    this.#restoreNodeEnv = setNodeEnv(config.environment);
    this.#followLog(config);
    const definitions = await loadDefinitions(config, definitionKinds(config));
    const policies = new PolicyMap(definitions.policies, isPartOn(config, 'policies') ? config.policies : {});
    const actions = new ActionRegistry(compileAction, (identity) => policies.of(identity));
    const parts: LoadedParts = {
      config,
      definitions,
      actions,
      policy: (name) => policies.policy(name),
      ownHooks: new Map(),
    };
    this.#parts = parts;
    this.#checkParts(config);
    this.#removeGlobals = setGlobals(this, config.globals);
    enterApp(this);
    await this.#loadHooks(parts);
    this.#fastify = await createServer(this, () => this.#patience);
    await this.mountRoutes();
    this.#announceParts();
  }

  async #loadHooks(loaded: LoadedParts): Promise<void> {
    loaded.ownHooks = createHooks(this, loaded.config, loaded.definitions.hooks);
    this.#hooks = Object.fromEntries(parts.filter((name) => this.isOn(name)).map((name) => [name, {}]));
    Object.assign(this.#hooks, Object.fromEntries(loaded.ownHooks));
    loaded.config = configureHooks(loaded.ownHooks, loaded.config);
    for (const hook of loaded.ownHooks.values()) if (hook.configure) await settle(hook.configure.bind(hook));
    await initializeHooks(loaded.ownHooks, loaded.config, (name) => this.emit(`hook:${name}:loaded`));
  }

  #announceParts(): void {
    if (this.isOn('http')) this.#hooks.http = { server: this.fastify.server, app: this.fastify };
    if (this.isOn('sockets')) this.#hooks.sockets = this.sockets;
    for (const name of parts) if (this.isOn(name)) this.emit(`hook:${name}:loaded`);
    this.emit('hooks:loaded');
  }

  #checkParts(config: AppConfig): void {
    const asked = config.loadHooks ? config.loadHooks.includes('sockets') : false;
    if (asked && isPartOn(config, 'sockets') && !isPartOn(config, 'http')) {
      throw errors['SAILS:HOOK:SOCKETS:DEPENDS_ON_HOOK']();
    }
  }

  async #start(): Promise<Sails> {
    this.#refuseWhenLowered();
    if (this.#phase !== 'loaded') throw errors.E_ALREADY_LOADED(this.#phase);
    this.#phase = 'lifting';
    try {
      const { bootstrap, bootstrapTimeout, port, host } = this.config;
      if (bootstrap) {
        await within(settle(bootstrap), bootstrapTimeout, () => errors.E_BOOTSTRAP_TIMEOUT(bootstrapTimeout));
      }
      this.emit('ready');
      this.#refuseWhenLowered();
      if (this.isOn('http')) {
        this.#listening = listen(this.fastify, port, host);
        await this.#listening;
        this.#refuseWhenLowered();
        this.emit('hook:http:listening');
      }
    } catch (error) {
      await this.lower({ hardShutdown: true });
      throw error;
    }
    this.#phase = 'lifted';
    lowerOnSignals(this);
    this.emit('lifted');
    return this;
  }

  /** An app may be lowered while it is being lifted. */
  #refuseWhenLowered(): void {
    if (this.#lowering) throw errors.E_ALREADY_LOADED('lowered');
  }

  #lower(options: LowerOptions): Promise<void> {
    if (this.#phase === 'new') return Promise.resolve();
    this.#lowering ??= this.#tearDown(options);
    return this.#lowering;
  }

  async #tearDown({ delay = 10_000, hardShutdown = false }: LowerOptions): Promise<void> {
    if (this.#phase === 'loading') await this.#steps?.catch(() => {});
    // A server that is closed before it listens would never say so.
    await this.#listening?.catch(() => {});
    this.#phase = 'lowering';
    ignoreSignals(this);
    this.emit('lower');
    this.#patience = hardShutdown ? 0 : delay;
    const fastify = this.#fastify;
    if (fastify) {
      const timer = setTimeout(() => fastify.server.closeAllConnections(), this.#patience);
      await fastify.close();
      clearTimeout(timer);
    }
    leaveApp(this);
    this.#removeGlobals();
    this.#restoreNodeEnv();
    this.#phase = 'lowered';
  }

  async #request(address: string | RequestOptions, data: unknown): Promise<RequestResult> {
    return virtualRequest(this.fastify, address, data);
  }

  #followLog({ log }: AppConfig): void {
    this.#logSettings.level = log.level;
    const { custom } = log;
    if (!custom) return;
    this.#logSettings.write = (level, message) => {
      const method: unknown = Reflect.get(custom, level) ?? Reflect.get(custom, 'debug');
      if (typeof method === 'function') Reflect.apply(method, custom, message);
    };
  }
}

function definitionKinds(config: AppConfig): Set<DefinitionKind> {
  const kinds = new Set<DefinitionKind>();
  if (!isPartOn(config, 'moduleloader')) return kinds;
  if (isPartOn(config, 'controllers')) kinds.add('controllers');
  if (isPartOn(config, 'policies')) kinds.add('policies');
  if (isPartOn(config, 'responses')) kinds.add('responses');
  kinds.add('hooks');
  return kinds;
}
