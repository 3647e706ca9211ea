/** The path of a request, taken apart once for all routes that may match. @module */

/** A path in the forms in which routes look at it; percent-decoded. */
export class RequestPath {
  /** The whole path without the query, from its first slash to before a last one; an encoded slash as `%2F`. */
  readonly text: string;
  /** {@link text} in lower case: literals of routes match in any case. */
  readonly lowerText: string;
  /** Whether it ended in a slash. */
  readonly trailingSlash: boolean;
  #segments: readonly string[] | undefined;
  #lower: readonly string[] | undefined;

  constructor(text: string, trailingSlash: boolean, segments?: readonly string[]) {
    this.text = text;
    this.lowerText = text.toLowerCase();
    this.trailingSlash = trailingSlash;
    this.#segments = segments;
  }

  /** What stands between slashes. A slash that was percent-encoded stays within its segment. */
  get segments(): readonly string[] {
    this.#segments ??= split(this.text);
    return this.#segments;
  }

  /** {@link segments} in lower case. */
  get lower(): readonly string[] {
    this.#lower ??=
      this.text === this.lowerText ? this.segments : this.segments.map((segment) => segment.toLowerCase());
    return this.#lower;
  }
}

/**
 * Reads the path from a request's URL.
 *
 * @param url as the request line has it: a path with an optional query, or a full URL, whose host is ignored
 * @throws URIError when the percent-encoding is broken
 *
 * @example
 * readPath('/User/Ann%20B?x=1').segments; // ['User', 'Ann B']
 */
export function readPath(url: string): RequestPath {
  let path = pathOf(url);
  const trailingSlash = path.length > 1 && path.charCodeAt(path.length - 1) === 47;
  if (trailingSlash) path = path.slice(0, -1);
  if (!path.includes('%')) return new RequestPath(path, trailingSlash);
  const segments = split(path).map(decodeURIComponent);
  // An encoded slash is none: '/a%2Fb' is not '/a/b'.
  const text = segments.map((segment) => segment.replaceAll('/', '%2F')).join('/');
  return new RequestPath(`/${text}`, trailingSlash, segments);
}

/**
 * The path as it was sent: without host, query and fragment, still percent-encoded.
 *
 * @example
 * pathOf('http://example.com/User/Ann%20B?x=1'); // '/User/Ann%20B'
 */
export function pathOf(url: string): string {
  const end = endOfPath(url);
  const path = end < url.length ? url.slice(0, end) : url;
  return path.charCodeAt(0) === 47 ? path : withoutHost(path);
}

function split(path: string): string[] {
  return path.length > 1 ? path.slice(1).split('/') : [];
}

function endOfPath(url: string): number {
  const query = url.indexOf('?');
  const fragment = url.indexOf('#');
  if (fragment >= 0 && (query < 0 || fragment < query)) return fragment;
  return query < 0 ? url.length : query;
}

function withoutHost(url: string): string {
  const path = /^[a-z][a-z\d+.-]*:\/\/[^/]*(\/.*)?$/is.exec(url);
  if (path) return path[1] ?? '/';
  return url === '' ? '/' : url;
}
