/** Types that find the data and the body of a request in an app's table of routes. @module */
import type { RequestMethod } from '@telltale/protocol';
import type { RequestData } from './request-options.ts';

declare const unspecified: unique symbol;

/** The body type of a request whose caller names none. */
export type Unspecified = typeof unspecified;

type WithoutQuery<Url extends string> = Url extends `${infer Path}?${string}` ? Path : Url;

type MatchesSegment<Pattern extends string, Segment extends string> = Pattern extends `:${string}`
  ? true
  : Segment extends Pattern
    ? true
    : false;

type MatchesPath<Pattern extends string, Path extends string> = Pattern extends `${infer Head}/${infer Rest}`
  ? Path extends `${infer PathHead}/${infer PathRest}`
    ? MatchesSegment<Head, PathHead> extends true
      ? MatchesPath<Rest, PathRest>
      : false
    : false
  : Path extends `${string}/${string}`
    ? false
    : MatchesSegment<Pattern, Path>;

type PatternKey<Routes, Method extends RequestMethod, Path extends string> = {
  [Key in keyof Routes]: Key extends `${infer Verb} ${infer Pattern}`
    ? Lowercase<Verb> extends Method
      ? MatchesPath<Pattern, Path> extends true
        ? Key
        : never
      : never
    : never;
}[keyof Routes];

/** The route of `Routes` (keys like `'GET /user/:id'`) that a request goes to; an exact one wins over a pattern. */
type RouteOf<
  Routes,
  Method extends RequestMethod,
  Path extends string,
> = `${Uppercase<Method>} ${Path}` extends infer Exact
  ? Exact extends keyof Routes
    ? Routes[Exact]
    : Routes[PatternKey<Routes, Method, Path>]
  : never;

/** The body of the answer: as the caller says, else as the route says, else unknown. */
export type BodyOf<Routes, Method extends RequestMethod, Url extends string, Body> = [Body] extends [
  Unspecified,
]
  ? RouteOf<Routes, Method, WithoutQuery<Url>> extends { body: infer Declared }
    ? [RouteOf<Routes, Method, WithoutQuery<Url>>] extends [never]
      ? unknown
      : Declared
    : unknown
  : Body;

/** The data that a request may carry: as its route says, else any object or array. */
export type DataOf<Routes, Method extends RequestMethod, Url extends string> = [
  RouteOf<Routes, Method, WithoutQuery<Url>>,
] extends [never]
  ? RequestData
  : RouteOf<Routes, Method, WithoutQuery<Url>> extends { data: infer Declared }
    ? Declared
    : RequestData;
