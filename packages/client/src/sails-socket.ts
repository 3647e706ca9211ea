/**
 * A socket that makes requests, as `io.socket` and `connect()` give it. The file is long for the docstrings of its public
 * interface; the work is done in `requests/`, `events/` and `connection/`.
 * @module
 */
import { type RequestMethod, socketIdHeader } from '@telltale/protocol';
import { Connection } from './connection/connection.ts';
import { ConnectionReporter } from './connection/connection-reporter.ts';
import { crossOriginCookieUrl } from './connection/cross-origin-cookie.ts';
import { decideSoon } from './connection/eager-start.ts';
import { createRawSocket, type ManagerClass, type RawSocket } from './connection/raw-socket.ts';
import { httpOrigin, resolveServerUrl } from './connection/server-url.ts';
import type { Status } from './connection/status.ts';
import type { Log } from './console.ts';
import { errors } from './errors.ts';
import { callSafely, type Listener, ListenerRegistry } from './events/listener-registry.ts';
import type { EventListener, LifecycleEvents, UntypedEvents } from './events/socket-events.ts';
import type { JWR } from './requests/jwr.ts';
import {
  checkRequest,
  checkTimeout,
  type RequestOptions,
  type SendOptions,
} from './requests/request-options.ts';
import { Requester } from './requests/requester.ts';
import type { ResponseCallback, Shortcut } from './requests/shortcut.ts';
import {
  type ConnectionOptions,
  connectionOptionNames,
  fillOptions,
  freeOptionNames,
  type RequestHeaders,
  type SailsSettings,
  type SocketOptions,
} from './socket-options.ts';

/** What a socket shares with the others of its page or process. */
export interface SocketContext {
  readonly RawManager: ManagerClass;
  /** Read each time a socket starts to connect. */
  readonly settings: SailsSettings;
  readonly log: Log;
}

/**
 * A socket that makes requests to an app's routes and listens to its events.
 *
 * Made by {@link connect}, by `io.sails.connect()`, or by the script tag as `io.socket`. Listeners and waiting requests
 * belong to the socket and not to its connection: they outlive `disconnect()` and `reconnect()`.
 *
 * @typeParam Events event → data, for {@link on}
 * @typeParam Routes route → `{ data?, body? }`, for requests
 */
export class SailsSocket<Events extends object = UntypedEvents, Routes extends object = object>
  implements ConnectionOptions
{
  declare url: ConnectionOptions['url'];
  declare transports: ConnectionOptions['transports'];
  declare query: ConnectionOptions['query'];
  declare path: ConnectionOptions['path'];
  declare initialConnectionHeaders: ConnectionOptions['initialConnectionHeaders'];
  declare multiplex: ConnectionOptions['multiplex'];
  declare reconnection: ConnectionOptions['reconnection'];
  declare reconnectionAttempts: ConnectionOptions['reconnectionAttempts'];
  declare reconnectionDelay: ConnectionOptions['reconnectionDelay'];
  declare reconnectionDelayMax: ConnectionOptions['reconnectionDelayMax'];
  declare randomizationFactor: ConnectionOptions['randomizationFactor'];
  declare timeout: ConnectionOptions['timeout'];
  declare rejectUnauthorized: ConnectionOptions['rejectUnauthorized'];
  declare useCORSRouteToGetCookie: ConnectionOptions['useCORSRouteToGetCookie'];
  /** Headers of every request of this socket; those of a single request win. May change at any time. */
  headers?: RequestHeaders | undefined;
  /** Milliseconds for each request; 0 waits for ever. May change at any time. @default 0 */
  requestTimeout?: number | undefined;
  /** Requests that may wait for a connection. May change at any time. @default 200 */
  maxQueuedRequests?: number | undefined;

  static {
    for (const name of connectionOptionNames) {
      Object.defineProperty(SailsSocket.prototype, name, {
        get(this: SailsSocket) {
          return this.#options[name] ?? (name === 'url' ? this.#serverOrigin : undefined);
        },
        set(this: SailsSocket, value: ConnectionOptions[typeof name]) {
          this.#setOption(name, value);
        },
      });
    }
  }

  readonly #context: SocketContext;
  readonly #options: ConnectionOptions = {};
  readonly #listeners = new ListenerRegistry();
  readonly #requester = new Requester(this, () => this.raw);
  #connection: Connection | undefined;
  #serverOrigin: string | undefined;
  #cancelAutoConnect: (() => void) | undefined;

  /** @internal */
  constructor(context: SocketContext, options: SocketOptions = {}) {
    this.#context = context;
    fillOptions(this.#options, options, connectionOptionNames);
    fillOptions<keyof SocketOptions>(this, options, freeOptionNames);
  }

  /** The id that the server knows this connection by; undefined while not connected, and new after each reconnect. */
  get id(): string | undefined {
    return this.raw?.id;
  }

  /** Where the socket stands; each change is an event `'sails:status'`. */
  get status(): Status {
    return this.#connection?.status ?? 'disconnected';
  }

  /** Socket.IO's own socket, for what this class leaves out; another one after each `reconnect()`. */
  get raw(): RawSocket | undefined {
    return this.#connection?.raw;
  }

  /** The older name of {@link raw}. */
  get _raw(): RawSocket | undefined {
    return this.raw;
  }

  isConnected(): boolean {
    return this.raw?.connected ?? false;
  }

  /** Whether the first attempt to connect is under way. */
  isConnecting(): boolean {
    return this.status === 'connecting';
  }

  /** Whether this is the page's own socket, before the tick in which it connects. */
  mightBeAboutToAutoConnect(): boolean {
    return this.#cancelAutoConnect !== undefined;
  }

  /**
   * Closes the connection, or ends the attempts to get one. Requests in flight fail; waiting ones keep waiting.
   *
   * @throws `E_ALREADY_DISCONNECTED`
   */
  disconnect(): this {
    if (this.status === 'disconnected' && !this.#cancelAutoConnect) throw errors.E_ALREADY_DISCONNECTED();
    this.#cancelAutoConnect?.();
    this.#connection?.close();
    return this;
  }

  /**
   * Connects again, with the same listeners and waiting requests. While the socket waits for its next attempt, makes
   * that attempt at once.
   *
   * @throws `E_ALREADY_CONNECTED`, `E_ALREADY_CONNECTING`, and what {@link connect} throws
   */
  reconnect(): this {
    if (this.status === 'connected') throw errors.E_ALREADY_CONNECTED();
    if (this.status === 'connecting') throw errors.E_ALREADY_CONNECTING();
    if (this.status === 'reconnecting') this.#connection?.hasten();
    else this._connect();
    return this;
  }

  /**
   * Calls `listener` for each event of that name. Listeners stay through every reconnect.
   *
   * @throws `E_EVENT_LISTENER`
   *
   * @example
   * socket.on('said', (data) => console.log(data)).on('disconnect', (reason) => console.log(reason));
   */
  on<Name extends keyof LifecycleEvents>(
    event: Name,
    listener: (...args: LifecycleEvents[Name]) => void,
  ): this;
  on<Name extends keyof Events & string>(event: Name, listener: EventListener<Events[Name]>): this;
  on(event: string, listener: Listener): this {
    this.#listeners.add(event, listener);
    return this;
  }

  /** Like {@link on}, for the next event only. @throws `E_EVENT_LISTENER` */
  once<Name extends keyof LifecycleEvents>(
    event: Name,
    listener: (...args: LifecycleEvents[Name]) => void,
  ): this;
  once<Name extends keyof Events & string>(event: Name, listener: EventListener<Events[Name]>): this;
  once(event: string, listener: Listener): this {
    this.#listeners.add(event, listener, true);
    return this;
  }

  /** Removes a listener, or all listeners of the event. */
  off(event: (keyof LifecycleEvents | keyof Events) & string, listener?: Listener): this {
    this.#listeners.remove(event, listener);
    return this;
  }

  /** Removes every listener that {@link on} has added. The client's own work goes on. */
  removeAllListeners(): this {
    this.#listeners.clear();
    return this;
  }

  /**
   * Makes a request. Without a connection it waits for one.
   *
   * @param callback called once with `(body, response)`; without it, a promise of the response is returned
   * @returns the promise rejects with a {@link ResponseError} when the status is below 200, or 400 and above, or no
   * server answered, and with `signal.reason` when `options.signal` aborts. A rejection that nobody looks at is silent.
   * @throws at once when it is misused: `E_REQUEST_CALLBACK`, `E_REQUEST_URL`, `E_REQUEST_METHOD`, `E_REQUEST_HEADERS`,
   * `E_REQUEST_DATA`, `E_REQUEST_DATA_TWICE`, `E_REQUEST_SIGNAL`, `E_REQUEST_TIMEOUT_OPTION`
   *
   * @example
   * const { body, statusCode } = await socket.request({ method: 'patch', url: '/user/1', data: { name: 'Ann' } });
   */
  request<Body = unknown>(options: RequestOptions, callback: ResponseCallback<Body>): void;
  request<Body = unknown>(options: RequestOptions): Promise<JWR<Body>>;
  request<Body>(options: RequestOptions, callback?: ResponseCallback<Body>): Promise<JWR<Body>> | undefined {
    const checked = checkRequest(options, callback);
    checkTimeout(this.requestTimeout);
    if (callback) {
      this.#requester.add(checked, (response) => {
        callSafely(callback, [response.statusCode === 0 ? response.error : response.body, response]);
      });
      return undefined;
    }
    const answered = new Promise<JWR>((resolve, reject) => {
      this.#requester.add(checked, (response) => {
        if (!response.error) resolve(response);
        else reject(response.error.code === 'E_REQUEST_ABORTED' ? checked.signal?.reason : response.error);
      });
    });
    // Released clients may ask without waiting for the answer; that must not end a process.
    answered.catch(() => {});
    return answered as Promise<JWR<Body>>;
  }

  /**
   * Makes a GET request, with a callback or as a promise; `post`, `put`, `patch`, `delete`, `head` and `options` alike.
   *
   * @throws as {@link request}
   *
   * @example
   * const { body } = await socket.get('/user', { limit: 3 }, { timeout: 5_000 });
   * socket.get('/user', (body, response) => console.log(response.statusCode, body));
   */
  readonly get = this.#shortcut('get');
  readonly post = this.#shortcut('post');
  readonly put = this.#shortcut('put');
  readonly patch = this.#shortcut('patch');
  readonly delete = this.#shortcut('delete');
  readonly head = this.#shortcut('head');
  readonly options = this.#shortcut('options');

  /**
   * The header by which an HTTP request names this socket, so that a broadcast of its action can leave it out; empty
   * while not connected.
   *
   * @example
   * await fetch('/message', { method: 'POST', headers: { ...io.socket.fetchHeaders() } });
   */
  fetchHeaders(): Record<string, string> {
    return this.id === undefined ? {} : { [socketIdHeader]: this.id };
  }

  /** Sends the waiting requests, if connected. It happens by itself; kept for released code. */
  replay(): this {
    this.#requester.replay();
    return this;
  }

  /** @throws `E_REMOVED_METHOD`, always */
  _request(): never {
    throw errors.E_REMOVED_METHOD('_request()');
  }

  /** @internal Starts to connect with the settings of this moment. */
  _connect(): void {
    const { settings, RawManager, log } = this.#context;
    fillOptions(this.#options, settings, connectionOptionNames);
    fillOptions<keyof SocketOptions>(this, settings, freeOptionNames);
    const options = { ...this.#options };
    const page = settings.sdk.platform === 'browser' ? location : undefined;
    const server = resolveServerUrl(options.url, page);
    const raw = createRawSocket(RawManager, server, options, settings.sdk);
    this.#serverOrigin = httpOrigin(server);
    const reporter = new ConnectionReporter({
      listeners: this.#listeners,
      requester: this.#requester,
      log,
      sdk: settings.sdk,
      url: this.#serverOrigin,
    });
    const cookieUrl = page && crossOriginCookieUrl(server, page, options);
    this.#connection = new Connection(raw, { ...options, cookieUrl }, reporter);
    this.#connection.open();
  }

  /** @internal Connects once the page has made its settings, or is abandoned then. */
  _connectSoon(isWanted: () => boolean, abandon: () => void): void {
    const stop = decideSoon(isWanted, (connects) => {
      this.#cancelAutoConnect = undefined;
      if (!connects) return abandon();
      try {
        this._connect();
      } catch (error) {
        this.#context.log.unreachable(String(this.url ?? 'the server'), error as Error);
        this.#listeners.emit('connect_error', [error]);
      }
    });
    this.#cancelAutoConnect = () => {
      stop();
      this.#cancelAutoConnect = undefined;
    };
  }

  #shortcut<Method extends RequestMethod>(method: Method): Shortcut<Routes, Method> {
    const send = (url: string, ...rest: unknown[]) => {
      const callback = rest.find((argument) => typeof argument === 'function') ?? rest[2];
      const [data, options] = rest.map((argument) => (typeof argument === 'function' ? undefined : argument));
      const request = { ...(options as SendOptions | undefined), method, url, data } as RequestOptions;
      return this.request(request, callback as ResponseCallback);
    };
    return send as Shortcut<Routes, Method>;
  }

  #setOption<Name extends keyof ConnectionOptions>(name: Name, value: ConnectionOptions[Name]): void {
    if (this.#options[name] === value) return;
    const { settings, log } = this.#context;
    if (this.isConnected() && settings.strict !== false) throw errors.E_OPTION_LOCKED(name);
    this.#options[name] = value;
    if (this.status !== 'reconnecting') return;
    this.#connection?.close();
    log.optionsChanged(name);
  }
}
