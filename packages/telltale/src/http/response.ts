/** The response that policies and actions see: Fastify's own reply, decorated, and the same on both transports. @module */
import type { FastifyReply } from 'fastify';
import type { Request } from './request.ts';

/** How a cookie is set. Units are those of Express and Sails, not of the header. */
export interface CookieOptions {
  /** Milliseconds until it is forgotten. Absent: when the browser closes. */
  maxAge?: number;
  /** When it is forgotten. `maxAge` goes before. */
  expires?: Date;
  /** @default '/' */
  path?: string;
  domain?: string;
  /** Hidden from scripts of the page. @default true for a signed one, else false */
  httpOnly?: boolean;
  /** Sent over encrypted connections only; `'auto'`: when this request came over one. @default 'auto' */
  secure?: boolean | 'auto';
  /** Sent with requests from other sites: never, on navigation, always. @default 'lax' */
  sameSite?: boolean | 'lax' | 'strict' | 'none';
  /** Signed with the session's secret; read it from `req.signedCookies`. @default false */
  signed?: boolean;
  priority?: 'low' | 'medium' | 'high';
  partitioned?: boolean;
  /** How the value is written. @default encodeURIComponent, where it has characters that no cookie can carry */
  encode?: (value: string) => string;
}

/** How a file is sent. */
export interface SendFileOptions {
  /** Folder that a relative path starts from, and may not leave. Without it the path has to be absolute. */
  root?: string;
  /** Milliseconds for which the client may keep it. @default 0 */
  maxAge?: number;
  /** Whether it never changes under this name. @default false */
  immutable?: boolean;
  /** What becomes of names that begin with a dot. @default 'ignore', which answers 404 */
  dotfiles?: 'allow' | 'deny' | 'ignore';
  /** Sends `last-modified`. @default true */
  lastModified?: boolean;
  /** Sends an `etag`. @default true */
  etag?: boolean;
  /** Answers requests for a part of it. @default true */
  acceptRanges?: boolean;
  /** Sends `cache-control`. @default true */
  cacheControl?: boolean;
  /** Headers to send with it. */
  headers?: Record<string, string>;
}

/** A value that a header can have. */
export type HeaderValue = string | number | readonly string[];

/** Called when a file was sent (without an error) or could not be. */
export type SentCallback = (error?: Error) => void;

/** Called with what a view gave, instead of sending it. */
export type RenderCallback = (error: Error | null, html?: string) => void;

/** What Fastify has under the same name, but means or types differently. */
type Replaced =
  | 'send'
  | 'status'
  | 'code'
  | 'type'
  | 'header'
  | 'headers'
  | 'redirect'
  | 'removeHeader'
  | 'request'
  | 'locals'
  | 'cookie'
  | 'clearCookie'
  | 'sendFile'
  | 'download'
  | 'view'
  | 'then';

/**
 * The answer to a request, whichever way that came.
 *
 * @example
 * res.status(201).cookie('seen', 'yes', { maxAge: 60_000 }).json(pet);
 */
export interface Response extends Omit<FastifyReply, Replaced> {
  readonly request: Request;
  /** The request that this answers. */
  readonly req: Request;
  /** Values for the view of this response. */
  locals: Record<string, unknown>;
  /** Whether an answer was given, so that another one would be ignored. */
  readonly headersSent: boolean;
  /** The same as {@link headersSent}, as Node's streams call it. */
  readonly writableEnded: boolean;

  /** 200. Data as JSON, else the text of the status. */
  ok(data?: unknown): Response;
  /** 201, otherwise as {@link ok}. */
  created(data?: unknown): Response;
  /** 400. Data as JSON, else the text of the status. In production an error's own text stays inside. */
  badRequest(data?: unknown): Response;
  /** 401, otherwise as {@link badRequest}. */
  unauthorized(data?: unknown): Response;
  /** 403 and the text of the status; what is given stays inside. */
  forbidden(data?: unknown): Response;
  /** 404: the view `404` for a browser when there is one, else the text of the status. */
  notFound(data?: unknown): Response;
  /** 409, otherwise as {@link badRequest}. */
  conflict(data?: unknown): Response;
  /** 500: readable in development, and never more than the text of the status in production. */
  serverError(error?: unknown): Response;
  /** Answers by the error's status: 403, 404, another 4xx as {@link badRequest}, everything else as {@link serverError}. */
  negotiate(error: unknown): Response;

  /**
   * Sends text (as HTML, unless a type is set), bytes, a stream, or anything else as JSON. Nothing: an empty body.
   * A second answer to one request is ignored and logged.
   */
  send(body?: unknown): Response;
  /** Sends a value as JSON, a string too. */
  json(data?: unknown): Response;
  /** Sends a value to the function that the query string names as `callback`; without one, as {@link json}. */
  jsonp(data?: unknown): Response;
  /** Sets the status and sends its text. */
  sendStatus(status: number): Response;
  /**
   * Renders a view and sends it.
   *
   * @param path relative to the views' folder, without extension. Default: the action's identity, as in `'user/find'`.
   * @param locals values for the view. `layout` names another layout, `false` none.
   * @param callback takes the text instead of sending it.
   * @throws nothing; a view that can't be rendered answers 500, or calls back, with `E_VIEW_FAILED` or `E_VIEW_INFER`.
   */
  view(path?: string, locals?: Record<string, unknown>, callback?: RenderCallback): Response;
  view(locals: Record<string, unknown>, callback?: RenderCallback): Response;
  view(path: string, callback: RenderCallback): Response;
  /** The same as {@link view}. */
  render(path?: string, locals?: Record<string, unknown>, callback?: RenderCallback): Response;
  render(locals: Record<string, unknown>, callback?: RenderCallback): Response;
  render(path: string, callback: RenderCallback): Response;
  /** Data as JSON with the status that is set, else the text of that status. @deprecated use {@link json}, or {@link ok} and its like */
  jsonx(data?: unknown): Response;
  /** Sends the view of the action, or calls back when there is none. @deprecated use {@link view} with a callback */
  guessView(locals?: Record<string, unknown>, couldNotGuess?: (error: Error) => unknown): Response;

  /** Sets the status. */
  status(status: number): Response;
  /** Sets the status, as Fastify calls it. */
  code(status: number): Response;
  /**
   * Sends the client elsewhere; over a socket the answer says where, and the client decides.
   *
   * @param status Default: 302, or the redirecting status that was set before.
   * @throws E_REDIRECT when the place is not a string or the status is not one of 3xx.
   */
  redirect(url: string, status?: number): Response;
  redirect(status: number, url: string): Response;
  /** Sets a header, or all of an object. @throws E_HEADER for a name or value that no header can have. */
  set(name: string, value: HeaderValue): Response;
  set(headers: Record<string, HeaderValue>): Response;
  /** The same as {@link set}. */
  header(name: string, value: HeaderValue): Response;
  header(headers: Record<string, HeaderValue>): Response;
  /** The same as {@link set} with an object, as Fastify calls it. */
  headers(headers: Record<string, HeaderValue>): Response;
  /** The same as {@link set}, as Node calls it. */
  setHeader(name: string, value: HeaderValue): Response;
  /** Sets status and headers, as Node calls it; they go out with the body. */
  writeHead(status: number, headers?: Record<string, HeaderValue>): Response;
  writeHead(status: number, words: string, headers?: Record<string, HeaderValue>): Response;
  /** A header that was set. */
  get(name: string): number | string | string[] | undefined;
  removeHeader(name: string): Response;
  /** Adds a value to a header that may have some. */
  append(name: string, value: string | readonly string[]): Response;
  /** Sets `content-type`: a media type, or an extension as in `'json'`. */
  type(type: string): Response;
  /** The same as {@link Response.type}. */
  contentType(type: string): Response;
  /** Adds to `vary`. */
  vary(fields: string | readonly string[]): Response;
  /** Sets `location`; `'back'` is the referring page, else `/`. */
  location(url: string): Response;
  /** Adds to `link`, relation by relation. */
  links(links: Record<string, string>): Response;
  /** Sets a cookie. A value that is no string is written as JSON. @throws E_COOKIE for a name or option that none can have. */
  cookie(name: string, value: unknown, options?: CookieOptions): Response;
  /** Forgets a cookie; path and domain have to be those it was set with. */
  clearCookie(name: string, options?: CookieOptions): Response;
  /** Answers with what fits the client's `accept`: keys are types or extensions, and `default`. None fits: 406. */
  format(choices: Record<string, (req: Request, res: Response, next: () => void) => unknown>): Response;
  /** Says that the body is a file to save, and sets the type by its extension. */
  attachment(filename?: string): Response;
  /**
   * Sends a file, honouring conditional and range requests. A missing one answers 404.
   *
   * @throws E_FILE_PATH for a relative path without `root`.
   */
  sendFile(path: string, options?: SendFileOptions | SentCallback, callback?: SentCallback): Response;
  /** Sends a file as an attachment. Parameters as of {@link sendFile}. */
  download(
    path: string,
    filename?: string | SentCallback,
    options?: SendFileOptions | SentCallback,
    callback?: SentCallback,
  ): Response;

  /** Sends a piece of the body; headers go with the first one. @returns whether to go on, or wait for `drain`. */
  write(chunk: string | Uint8Array, encoding?: BufferEncoding | (() => void), callback?: () => void): boolean;
  /** Sends the last piece, or nothing. */
  end(
    chunk?: string | Uint8Array | (() => void),
    encoding?: BufferEncoding | (() => void),
    callback?: () => void,
  ): Response;
  on(event: string, listener: (...given: never[]) => void): Response;
  once(event: string, listener: (...given: never[]) => void): Response;
  off(event: string, listener: (...given: never[]) => void): Response;
  addListener(event: string, listener: (...given: never[]) => void): Response;
  removeListener(event: string, listener: (...given: never[]) => void): Response;
  prependListener(event: string, listener: (...given: never[]) => void): Response;
  listenerCount(event: string): number;
  emit(event: string, ...given: unknown[]): boolean;
  /** Settles when the response is finished. */
  then(fulfilled: () => void, rejected: (error: Error) => void): void;
  /** The same as `req.__`. */
  __(phrase: string, ...values: unknown[]): string;
  /** The same as `req.__n`. */
  __n(one: string, other: string, count: number, ...values: unknown[]): string;
}
