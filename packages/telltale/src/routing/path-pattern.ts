/** Paths with parameters, compiled so that a match takes time in proportion to the path's length. @module */
import { errors } from '../errors.ts';
import { compileGlob, type Glob } from './path-glob.ts';
import { compileRegexpPattern } from './regexp-pattern.ts';
import type { RequestPath } from './request-path.ts';

/** Values of a route's parameters; `*` and unnamed groups by number. */
export type RouteParams = Record<string, string>;

/** A compiled path. */
export interface PathPattern {
  /** The whole segments that stand before the first parameter, in lower case. */
  prefix: readonly string[];
  /** Whether the prefix is all there is. */
  literal: boolean;
  /** How inclusive each segment is, see `route-order.ts`; absent for a regular expression. */
  ranks?: readonly number[];
  /** The values of a path that matches, else `undefined`. The prefix is taken as matched. */
  match(path: RequestPath): RouteParams | undefined;
}

/** How inclusive a segment is. */
const rank = { literal: 0, partial: 1, parameter: 2, optional: 3, wildcard: 4 } as const;

interface Segment {
  rank: number;
  text: string;
}

/**
 * Compiles a path.
 *
 * @param path literals, `:name`, `:name?`, `*`, or `r|regexp|names`
 * @throws E_ROUTE_WITH_LENGTH for a parameter called `length`
 * @throws E_ROUTE_PARAMETER for a name that is given twice or is none
 * @throws E_ROUTE_REGEXP for an expression that is none, or that hostile paths could make slow
 *
 * @example
 * compilePattern('/user/:id').match(readPath('/user/7')); // { id: '7' }
 */
export function compilePattern(path: string): PathPattern {
  if (path.startsWith('r|')) return compileRegexpPattern(path);
  const segments = (path.startsWith('/') ? path.slice(1) : path).split('/').map(readSegment);
  if (segments.length > 1 && segments.at(-1)?.text === '') segments.pop();
  if (segments.length === 1 && segments[0]?.text === '') segments.pop();
  checkNames(path);
  const firstDynamic = segments.findIndex((segment) => segment.rank !== rank.literal);
  const prefixLength = firstDynamic < 0 ? segments.length : firstDynamic;
  const prefix = segments.slice(0, prefixLength).map((segment) => segment.text.toLowerCase());
  const ranks = segments.map((segment) => segment.rank);
  if (firstDynamic < 0) return { prefix, literal: true, ranks, match: () => ({}) };
  const rest = segments.slice(prefixLength);
  const match = isPlain(rest) ? matchSegments(rest, prefixLength) : matchGlob(compileGlob(path));
  return { prefix, literal: false, ranks, match };
}

function readSegment(text: string): Segment {
  if (text === '*') return { rank: rank.wildcard, text };
  if (/^:\w+$/.test(text)) return { rank: rank.parameter, text: text.slice(1) };
  if (/^:\w+\?$/.test(text)) return { rank: rank.optional, text: text.slice(1, -1) };
  if (text.includes('*')) return { rank: rank.wildcard, text };
  if (text.includes(':')) return { rank: rank.partial, text };
  return { rank: rank.literal, text };
}

function checkNames(path: string): void {
  const seen = new Set<string>();
  for (const [, name = ''] of path.matchAll(/:(\w*)/g)) {
    if (name === 'length') throw errors.E_ROUTE_WITH_LENGTH(path);
    if (name === '' || name === '__proto__' || seen.has(name)) throw errors.E_ROUTE_PARAMETER(path, name);
    seen.add(name);
  }
  if (/[()]/.test(path)) throw errors.E_ROUTE_PARAMETER(path, '(…)');
}

/** Whether segments alone decide: whole parameters, then whole optional ones, and at most one `*`, at the end. */
function isPlain(segments: Segment[]): boolean {
  let optional = false;
  return segments.every(({ rank: kind, text }, index) => {
    if (kind === rank.partial) return false;
    if (kind === rank.wildcard) return text === '*' && index === segments.length - 1 && !optional;
    if (optional && kind !== rank.optional) return false;
    optional ||= kind === rank.optional;
    return true;
  });
}

function matchSegments(pattern: Segment[], start: number): PathPattern['match'] {
  return (path) => {
    const { segments, lower } = path;
    const params: RouteParams = {};
    let at = start;
    for (const { rank: kind, text } of pattern) {
      const given = segments[at];
      if (kind === rank.wildcard) {
        // '/foo/*' wants the slash: '/foo/' is in, '/foo' is not. '/*' takes every path.
        if (given === undefined && !path.trailingSlash && at > 0) return undefined;
        params[0] = segments.slice(at).join('/') + (path.trailingSlash && given !== undefined ? '/' : '');
        return params;
      }
      if (kind === rank.literal) {
        if (lower[at] !== text.toLowerCase()) return undefined;
      } else if (given === undefined || given === '') {
        if (kind === rank.parameter || given === '') return undefined;
        continue;
      } else {
        params[text] = given;
      }
      at += 1;
    }
    return at === segments.length ? params : undefined;
  };
}

function matchGlob(glob: Glob): PathPattern['match'] {
  return (path) => glob(path.text);
}
