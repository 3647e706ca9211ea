/** What an app may set when it registers the plugin. @module */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'socket.io';
import type { ClusterOptions } from './cluster/index.ts';
import type { LimitOptions } from './limits.ts';
import type { NotificationLog } from './log/index.ts';
import type { Deferral, SubscriptionRights } from './pubsub/index.ts';

/** Decides whether a handshake may become a socket. Node-style callback, promise or plain value alike. */
export type BeforeConnect = (
  handshake: IncomingMessage,
  proceed: (error?: unknown, allow?: boolean) => void,
) => unknown;

/** Runs after a socket is gone, with its session (an empty object when there is none). */
export type AfterDisconnect = (
  session: Record<string, unknown>,
  socket: Socket,
  done: (error?: unknown) => void,
) => unknown;

/** A session that was found, and how to keep what a hook made of it. */
export interface LoadedSession {
  session: Record<string, unknown>;
  save(): unknown;
}

/** Finds the session of a socket. Without one, hooks get an empty object and nothing is saved. */
export type LoadSession = (socket: Socket) => LoadedSession | undefined | Promise<LoadedSession | undefined>;

/** Options of the realtime plugin. Every one has a default. */
export interface RealtimeOptions extends ClusterOptions {
  /** Path of the handshake. @default '/socket.io' */
  path?: string;
  /** Transports in the order in which a client may use them. @default ['websocket'] */
  transports?: ('websocket' | 'polling')[];
  /** Milliseconds between two pings. @default 25_000 */
  pingInterval?: number;
  /** Milliseconds without an answer after which a socket is gone. @default 60_000 */
  pingTimeout?: number;
  /** Whether a client that started with polling may go over to WebSocket. @default true */
  allowUpgrades?: boolean;
  /** Serves Socket.IO's own client under `<path>/socket.io.js`. @default false */
  serveClient?: boolean;
  /** Name of Engine.IO's cookie; `false` for none. @default false */
  cookie?: string | false;
  /**
   * The origins that may connect, compared as parsed origins for equality. Absent: every origin in development, and
   * only the server's own in production.
   */
  onlyAllowOrigins?: string[];
  /**
   * Decides over each handshake instead of `onlyAllowOrigins`. A boolean means nothing, and `true` is deprecated.
   *
   * @example
   * await fastify.register(realtime, {
   *   beforeConnect: (handshake, proceed) => proceed(null, handshake.headers.cookie !== undefined),
   * });
   */
  beforeConnect?: BeforeConnect | boolean;
  /** @deprecated the older name of `beforeConnect` */
  authorization?: BeforeConnect | boolean;
  /** Runs after each disconnect. */
  afterDisconnect?: AfterDisconnect;
  /** @deprecated the older name of `afterDisconnect` */
  onDisconnect?: (session: Record<string, unknown>, socket: Socket) => unknown;
  /** @deprecated use `io.on('connection', …)` */
  onConnect?: (session: Record<string, unknown>, socket: Socket) => unknown;
  /** Finds a socket's session for `afterDisconnect`, `onDisconnect` and `onConnect`. */
  loadSession?: LoadSession;
  /** Whether acknowledgements carry headers. @default true */
  sendResponseHeaders?: boolean;
  /** Whether acknowledgements carry the status. @default true */
  sendStatusCode?: boolean;
  /** Answers `GET /__getcookie`, by which pages of other origins get the session cookie. @default true */
  grant3rdPartyCookie?: boolean;
  /**
   * Milliseconds that requests over sockets may take to finish when the server closes; a function is asked then.
   * @default 10_000
   */
  drain?: number | (() => number);
  /** Where notifications of models are kept, when they are told, and who may hear of them. */
  pubsub?: SubscriptionRights & {
    /** The log that notifications are delivered from. @default `createMemoryLog()` */
    notifications?: NotificationLog;
    /**
     * Puts notifications off until the transaction that they belong to has committed. Not for a log that joins the
     * transaction itself. @default every notification is told at once
     */
    deferral?: Deferral;
  };
  /** Bounds on what a client may send and hold. */
  limits?: LimitOptions;
  /** `'production'` closes what development leaves open. @default process.env.NODE_ENV, else 'development' */
  environment?: string;
}
