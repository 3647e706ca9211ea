/** The path of a request, taken apart once for all routes that may match. @module */

/** A path in the forms in which routes look at it; percent-decoded. */
export interface RequestPath {
  /** The whole path without the query, from its first slash to before a last one. */
  text: string;
  /** What stands between slashes. A slash that was percent-encoded stays within its segment. */
  segments: readonly string[];
  /** The same in lower case: literals of routes match in any case. */
  lower: readonly string[];
  /** Whether it ended in a slash. */
  trailingSlash: boolean;
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
  let path = url;
  const end = endOfPath(url);
  if (end < url.length) path = url.slice(0, end);
  if (path.charCodeAt(0) !== 47) path = withoutHost(path);
  const trailingSlash = path.length > 1 && path.charCodeAt(path.length - 1) === 47;
  if (trailingSlash) path = path.slice(0, -1);
  let segments = path.length > 1 ? path.slice(1).split('/') : [];
  if (path.includes('%')) {
    segments = segments.map(decodeURIComponent);
    path = `/${segments.join('/')}`;
  }
  const lowerPath = path.toLowerCase();
  const lower = lowerPath === path ? segments : segments.map((segment) => segment.toLowerCase());
  return { text: path, segments, lower, trailingSlash };
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
