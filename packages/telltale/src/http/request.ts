/** The request that policies and actions see: Fastify's own, decorated, and the same on both transports. @module */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import type { RouteOptions } from '../routing/handler.ts';
import type { Upstream } from '../uploads/upload-options.ts';
import type { Response } from './response.ts';

/**
 * How long a browser keeps the cookie of one session, which then lives as long: "remember me". It stands in the next
 * answer by HTTP, and is kept with the session. The rest is as in `config.session.cookie`, for all sessions alike.
 *
 * @example
 * async function signIn(req: Request, res: Response) {
 *   await req.session.regenerate();
 *   req.session.user = req.param('name');
 *   if (req.param('remember')) req.session.cookie.maxAge = 30 * 24 * 60 * 60 * 1000;
 *   return res.ok();
 * }
 */
export interface SessionCookie {
  /** Milliseconds that are left; `null` until the browser is closed. Set it above 0, and it begins anew with each change. */
  maxAge: number | null;
  /** When it ends, unless the session is used. Set a date to come; `null` or `false` until the browser is closed. */
  get expires(): Date | null;
  set expires(when: Date | null | false);
  /** Milliseconds that it was given. */
  readonly originalMaxAge: number | null;
  readonly path: string;
  readonly domain: string | undefined;
  readonly httpOnly: boolean;
  readonly secure: boolean | 'auto';
  readonly sameSite: boolean | 'lax' | 'strict' | 'none';
  readonly partitioned: boolean | undefined;
}

/**
 * What an app keeps for one visitor between requests, over HTTP and sockets alike: plain JSON. An app adds its own keys by
 * declaration merging. Each call takes a node-style callback, or gives a promise.
 */
export interface Session {
  /** Who asks for it begins the session, if it has not begun. */
  readonly id: string;
  /** How long the browser keeps the cookie of this session. */
  readonly cookie: SessionCookie;
  /** Saves now rather than when the answer leaves. */
  save(): Promise<void>;
  save(done: (error?: unknown) => void): void;
  /** Reads it again, with what other requests have changed; drops changes that are not saved. */
  reload(): Promise<void>;
  reload(done: (error?: unknown) => void): void;
  /** Ends it, and puts a new one with another id in its place. For the moment when somebody logs in. */
  regenerate(): Promise<void>;
  regenerate(done: (error?: unknown) => void): void;
  /** Ends it: its sockets leave the rooms that they joined under it. `req.session` is then a new, empty one. */
  destroy(): Promise<void>;
  destroy(done: (error?: unknown) => void): void;
  /** Lets its time begin anew, which any request that uses it does now and then. */
  touch(): this;
  [key: string]: unknown;
}

/** What Fastify has under the same name, but means or types differently. */
type Replaced =
  | 'body'
  | 'query'
  | 'params'
  | 'headers'
  | 'protocol'
  | 'hostname'
  | 'port'
  | 'ip'
  | 'ips'
  | 'isSocket'
  | 'cookies'
  | 'session';

/**
 * A request, whichever way it came.
 *
 * @example
 * async function rename(req: Request, res: Response) {
 *   const { id, name } = req.allParams();
 *   return req.wantsJSON ? res.json({ id, name }) : res.redirect(`/pets/${id}`);
 * }
 */
export interface Request extends Omit<FastifyRequest, Replaced> {
  /** What was sent: parsed JSON, a parsed form, a text; `{}` when nothing was. Over a socket, the message's data. */
  body: unknown;
  /** The query string, values as strings. Over a socket, the data of a `get`, `head` or `delete` as well. */
  query: Record<string, unknown>;
  /** Values of the route's `:name` parts, decoded. */
  params: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** Whether the request came over a socket. */
  readonly isSocket: boolean;
  /** `'http'`, or `'https'` (believing a trusted proxy), over a socket as for a page of the same server. */
  readonly protocol: 'http' | 'https';
  /** Whether the connection, or the trusted proxy's, is encrypted. */
  readonly secure: boolean;
  /** Name of the host that was asked, without port; `''` when the client named none. */
  readonly hostname: string;
  /** Port that was asked: of the `host` header, else the protocol's own. */
  readonly port: number;
  /** Address of the client; behind a trusted proxy, the one that the proxy names. */
  readonly ip: string;
  /** Addresses on the way from the client to here, when a proxy is trusted; else empty. */
  readonly ips: string[];
  /** Path without the query string, as it was sent. */
  readonly path: string;
  /** Protocol, host and port, as in `'http://example.com:1337'`, over a socket too: where links of the app begin. */
  readonly baseUrl: string;
  /** `'socket.io'` over a socket, else `'http'`. */
  readonly transport: 'socket.io' | 'http';
  /** Whether the client asks for JSON rather than a page. Always true over a socket. */
  wantsJSON: boolean;
  /** Whether the header `x-requested-with` says `XMLHttpRequest`. */
  readonly xhr: boolean;
  /** Whether what the client has cached is still good, by the `etag` and `last-modified` set so far. */
  readonly fresh: boolean;
  /** The opposite of {@link fresh}. */
  readonly stale: boolean;
  /** Cookies by name, without the signed ones; a value that `res.cookie` wrote as JSON is an object again. */
  cookies: Record<string, unknown>;
  /** Signed cookies by name; `false` for one whose signature does not hold. */
  readonly signedCookies: Record<string, unknown>;
  /** What the visitor's session holds. Undefined when sessions are off. */
  session: Session;
  /** Id of the session, which begins when it is asked for. Undefined when sessions are off. */
  readonly sessionID: string;
  /** What the route said beside its target. */
  options: RouteOptions;
  /** The answer to it. */
  readonly res: Response;
  /** The app that answers. */
  readonly _sails: AppContext;

  /**
   * One value from the route, else from the body, else from the query string.
   *
   * @param fallback what to return when there is none. Default: undefined.
   */
  param(name: string, fallback?: unknown): unknown;
  /** Every value: the query string's, overlaid by the body's, overlaid by the route's. An object without prototype. */
  allParams(): Record<string, unknown>;
  /** A token by which this session's pages may change something; the session begins with it. See `config.security.csrf`. */
  csrfToken(): string;
  /** A header, whatever the case of its name; `referer` and `referrer` are one. */
  get(name: 'set-cookie'): string[] | undefined;
  get(name: string): string | undefined;
  /** The same as {@link get}. */
  header(name: 'set-cookie'): string[] | undefined;
  header(name: string): string | undefined;
  /** All media types that the client accepts, the best first. */
  accepts(): string[];
  /** The best of these media types or extensions for the client, or `false`. */
  accepts(...types: string[] | [string[]]): string | false;
  /** The best of these character sets for the client, or `false`. */
  acceptsCharsets(...charsets: string[]): string | false;
  /** The best of these languages for the client, or `false`. */
  acceptsLanguages(...languages: string[]): string | false;
  /** The best of these encodings for the client, or `false`. */
  acceptsEncodings(...encodings: string[]): string | false;
  /** Which of these types the body has (`'json'`, `'text/*'`, `'urlencoded'` …), or `false`. */
  is(...types: string[] | [string[]]): string | false;
  /** A phrase in the language of the request, with values for its places: `req.__('Hello %s', name)`. */
  __(phrase: string, ...values: unknown[]): string;
  /**
   * One of the forms of a phrase, by the plural rules of the language.
   *
   * @param one the phrase for one
   * @param other the phrase for any other count
   * @param values those after the count
   */
  __n(one: string, other: string, count: number, ...values: unknown[]): string;
  /** The language of the request, out of those of the app. */
  getLocale(): string;
  /** Sets the language for the rest of the request: the nearest of the app's, else the default. @returns which that is */
  setLocale(locale: string): string;
  /**
   * The files of one field of the form that was sent; none when there is no such field, or no form.
   *
   * @throws E_NO_UPLOADS over a socket
   */
  file(field: string): Upstream;
}
