/** The request that policies and actions see: Fastify's own, decorated, and the same on both transports. @module */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import type { RouteOptions } from '../routing/handler.ts';
import type { Response } from './response.ts';

/** What an app keeps for one visitor between requests. An app adds its own keys by declaration merging. */
export interface Session {
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
  /** `'http'`, `'https'` (believing a trusted proxy), or `'ws'` over a socket. */
  readonly protocol: 'http' | 'https' | 'ws';
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
  /** Protocol, host and port, as in `'http://example.com:1337'`. */
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
  /**
   * Where file uploads would be.
   *
   * @throws E_NO_UPLOADS over a socket, and as long as no plugin for uploads is registered.
   */
  file(field?: string): unknown;
}
