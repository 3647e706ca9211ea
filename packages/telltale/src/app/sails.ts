/**
 * An app: loads its folder or its options, answers requests, and ends in order. The file is long for the docstrings of its
 * public interface; the steps are in `load-app.ts`, `routed-app.ts` and their neighbours.
 *
 * @module
 */
import type { Datastore } from '@telltale/orm';
import { getSDKMetadata, type PubSub, type Sockets } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import type { AppConfig, AppOptions } from '../config/app-config.ts';
import type { Definitions } from '../config/definitions.ts';
import { errors } from '../errors.ts';
import type { AppHelpers } from '../helpers/helper.ts';
import { isPartOn } from '../hooks/parts.ts';
import { listen } from '../http/server.ts';
import type { Phrases } from '../i18n/phrases.ts';
import { hider } from '../log/hidden.ts';
import { prettyWriter } from '../log/pretty.ts';
import type { AppModels } from '../models/app-models.ts';
import type { LoadedOrm } from '../models/loaded-orm.ts';
import { warnOfTables } from '../models/warn-of-tables.ts';
import type { ActionRegistry } from '../routing/action-registry.ts';
import type { Security } from '../security/security.ts';
import type { Services } from '../services/load-services.ts';
import type { AppContext } from './app-context.ts';
import { runBeforeShutdown } from './before-shutdown.ts';
import { type AppState, announceParts, loadApp } from './load-app.ts';
import { createLog, type Log } from './log.ts';
import { version } from './own-package.ts';
import { type LoadedParts, notLoaded, RoutedApp } from './routed-app.ts';
import { runningApps } from './running-apps.ts';
import { type Callback, giveTo, settle } from './settle.ts';
import { ignoreSignals, lowerOnSignals } from './signals.ts';
import { type RequestOptions, type RequestResult, virtualRequest } from './virtual-request.ts';
import { within } from './within.ts';

/** How an app ends. */
export interface LowerOptions {
  /** Milliseconds for requests to finish; then their connections are cut. `Infinity` waits for all. @default 10_000 */
  delay?: number;
  /** Cuts all connections at once. @default false */
  hardShutdown?: boolean;
}

/** Milliseconds, as many as a timer holds. */
const LONGEST_DELAY = 0x7fffffff;

const handedOver = [
  'load',
  'lift',
  'initialize',
  'lower',
  'request',
  'getActions',
  'registerAction',
  'registerActionMiddleware',
  'reloadActions',
  'getRouteFor',
  'getUrlFor',
] as const satisfies (keyof Sails)[];

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
  readonly #state: AppState = {
    log: { level: 'info', write: prettyWriter(hider()) },
    parts: undefined,
    hooks: {},
    fastify: undefined,
    undo: [],
    patience: 0,
  };
  #phase: Phase = 'new';
  #steps: Promise<void> | undefined;
  #loading: Promise<void> | undefined;
  #listening: Promise<void> | undefined;
  #lowering: Promise<void> | undefined;
  #wasLoaded = false;

  constructor() {
    super();
    this.log = createLog(this.#state.log);
    // Programs hand them over alone, as in `after(app.lower)`.
    for (const name of handedOver) {
      const value = (this[name] as (...given: unknown[]) => unknown).bind(this);
      Object.defineProperty(this, name, { value, writable: true, configurable: true });
    }
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
    return this.#state.hooks;
  }

  /** The server that carries both transports. */
  get fastify(): FastifyInstance {
    return this.#state.fastify ?? notLoaded('app.fastify');
  }

  /** The rooms API. @throws E_PART_OFF without the part `sockets`. */
  get sockets(): Sockets {
    // Read at every broadcast: asked first, since whether the part is on takes longer to find out.
    const { sockets }: { sockets?: Sockets } = this.fastify;
    if (sockets === undefined) throw errors.E_PART_OFF('app.sockets', 'sockets');
    return sockets;
  }

  /**
   * Resourceful pub-sub: models have its methods, and here is what is about all of them. @throws E_PART_OFF without the part
   * `sockets`.
   */
  get pubsub(): PubSub {
    if (!this.isOn('sockets')) throw errors.E_PART_OFF('app.pubsub', 'sockets');
    return this.fastify.pubsub;
  }

  /** The raw Socket.IO server. @throws E_PART_OFF without the part `sockets`. */
  get io(): FastifyInstance['io'] {
    if (!this.isOn('sockets')) throw errors.E_PART_OFF('app.io', 'sockets');
    return this.fastify.io;
  }

  /** Headers, origins and limits, as the settings want them. */
  get security(): Security {
    return this.loaded('app.security').security ?? notLoaded('app.security');
  }

  /** The models by identity. @throws E_PART_OFF without the part `orm`. */
  get models(): AppModels {
    return this.#orm('app.models').models as unknown as AppModels;
  }

  /** The helpers by name, in groups as their folders are: `app.helpers.mail.sendWelcome`. */
  get helpers(): AppHelpers {
    return this.loaded('app.helpers').helpers ?? notLoaded('app.helpers');
  }

  /** The services by file name, and by that in lower case. */
  get services(): Services {
    return this.loaded('app.services').services ?? notLoaded('app.services');
  }

  /** The phrases of the app, in each of its languages. */
  get phrases(): Phrases {
    return this.loaded('app.phrases').phrases ?? notLoaded('app.phrases');
  }

  /**
   * A phrase in the default language, with values for its places.
   *
   * @example
   * app.__('Hello %s', 'Ann');
   */
  __(phrase: string, ...values: unknown[]): string {
    return this.phrases.translate(this.phrases.defaultLocale, phrase, values);
  }

  /** One of the forms of a phrase, by the plural rules of the default language. */
  __n(one: string, other: string, count: number, ...values: unknown[]): string {
    return this.phrases.plural(this.phrases.defaultLocale, one, other, count, values);
  }

  /**
   * A database of the app: its transactions, and queries in its own language.
   *
   * @param name as in `config/datastores`. Default: 'default'.
   * @throws E_PART_OFF without the part `orm`, E_UNKNOWN_DATASTORE, E_NO_DATASTORE in an app without models and datastores
   */
  getDatastore(name?: string): Datastore {
    const { orm } = this.#orm('app.getDatastore()');
    if (!orm) throw errors.E_NO_DATASTORE();
    return orm.datastore(name);
  }

  /** Runs a function in which imported models are those of this app; needed only when a process has several. */
  run<Result>(work: () => Result): Result {
    const { orm } = this.loaded('app.run()');
    return orm?.orm && runningApps().length > 1 ? orm.orm.run(work) : work();
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
   * Ends the app: tells the sockets, lets requests finish, frees the port. Harmless when it never was lifted. When a
   * listener or plugin fails, all else is ended as well, and then the first error thrown.
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

  protected override get context(): AppContext {
    return this;
  }

  protected override loaded(call: string): LoadedParts {
    return this.#state.parts ?? notLoaded(call);
  }

  #orm(call: string): LoadedOrm {
    return this.loaded(call).orm ?? partIsOff(call, 'orm');
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
    this.#wasLoaded = false;
    this.#lowering = undefined;
    this.#state.fastify = undefined;
    this.#listening = undefined;
    Reflect.deleteProperty(this, 'then');
    this.forgetEvents();
    this.#steps = this.#load(options);
    this.#loading = this.#steps.then(
      () => {
        this.#phase = 'loaded';
        this.#wasLoaded = true;
        Reflect.deleteProperty(this, 'then');
      },
      async (error) => {
        this.#phase = 'loaded';
        await this.#giveUp();
        throw error;
      },
    );
    return this.#loading;
  }

  async #load(options: AppOptions): Promise<void> {
    await loadApp(this, this.#state, options);
    await this.mountRoutes();
    announceParts(this, this.#state.hooks);
  }

  async #start(): Promise<Sails> {
    this.#refuseWhenLowered();
    if (this.#phase !== 'loaded') throw errors.E_ALREADY_LOADED(this.#phase);
    this.#phase = 'lifting';
    try {
      const { bootstrap, bootstrapTimeout, port, host } = this.config;
      if (bootstrap) {
        await within(
          this.run(() => settle(bootstrap)),
          bootstrapTimeout,
          () => errors.E_BOOTSTRAP_TIMEOUT(bootstrapTimeout),
        );
      }
      const { orm } = this.loaded('app.initialize()');
      if (orm) await warnOfTables(orm, this.log);
      this.emit('ready');
      this.#refuseWhenLowered();
      if (this.isOn('http')) {
        this.#listening = listen(this.fastify, port, host);
        await this.#listening;
        this.#refuseWhenLowered();
        this.emit('hook:http:listening');
      }
    } catch (error) {
      await this.#giveUp();
      throw error;
    }
    this.#phase = 'lifted';
    lowerOnSignals(this);
    this.emit('lifted');
    return this;
  }

  /** Ends what can't be lifted. Why it can't is the error to tell; what fails on the way down is only logged. */
  async #giveUp(): Promise<void> {
    await this.lower({ hardShutdown: true }).catch((error: unknown) => this.log.error(error));
  }

  /** An app may be lowered while it is being lifted. */
  #refuseWhenLowered(): void {
    if (this.#lowering) throw errors.E_ALREADY_LOADED('lowered');
  }

  #lower(options: LowerOptions): Promise<void> {
    if (this.#phase === 'new' || this.#phase === 'lowered') return Promise.resolve();
    this.#lowering ??= this.#tearDown(options);
    return this.#lowering;
  }

  async #tearDown({ delay = 10_000, hardShutdown = false }: LowerOptions): Promise<void> {
    if (this.#phase === 'loading') await this.#steps?.catch(() => {});
    // A server that is closed before it listens would never say so.
    await this.#listening?.catch(() => {});
    this.#phase = 'lowering';
    ignoreSignals(this);
    this.#state.patience = hardShutdown ? 0 : Math.min(delay, LONGEST_DELAY);
    const steps = [
      () => (this.#wasLoaded ? runBeforeShutdown(this.context, this.#state.patience) : undefined),
      () => this.emit('lower'),
      () => this.#closeServer(),
      ...this.#state.undo.splice(0).reverse(),
    ];
    const failures: unknown[] = [];
    // What fails keeps nothing else from coming to its end.
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#phase = 'lowered';
    if (failures.length > 0) throw failures[0];
  }

  async #closeServer(): Promise<void> {
    const { fastify, patience } = this.#state;
    if (!fastify) return;
    const timer = setTimeout(() => fastify.server.closeAllConnections(), patience);
    await fastify.close().finally(() => clearTimeout(timer));
  }

  async #request(address: string | RequestOptions, data: unknown): Promise<RequestResult> {
    return virtualRequest(this.fastify, address, data);
  }
}

function partIsOff(call: string, part: string): never {
  throw errors.E_PART_OFF(call, part);
}
