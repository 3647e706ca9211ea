/** Reads route addresses such as `'GET /user/:id'`. @module */
import { errors } from '../errors.ts';

/** Verbs that an address may begin with. */
const verbs: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'trace',
  'connect',
  'copy',
  'lock',
  'mkcol',
  'move',
  'propfind',
  'proppatch',
  'search',
  'unlock',
  'report',
  'mkactivity',
  'checkout',
  'merge',
  'notify',
  'subscribe',
  'unsubscribe',
]);

/** Verbs of an address that names none. */
export const usualVerbs = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'] as const;

/** One of {@link usualVerbs}. */
export type UsualVerb = (typeof usualVerbs)[number];

/** An address, taken apart. */
export interface RouteAddress {
  /** The verb as given, in upper case: `'ALL'` for every method, `''` when there was none. */
  verb: string;
  /** Methods that it answers, in upper case; `['ALL']` for every method. */
  methods: readonly string[];
  /** The path with its parameters, or `r|regexp|names`. */
  path: string;
}

/**
 * Takes an address apart.
 *
 * @param address `'[verb] path'`; the verb in any case, with any white space
 * @param verb wins over the address's own verb
 * @throws E_ROUTE_ADDRESS when it is no string, or its path begins with neither `/` nor `*` nor `r|`
 *
 * @example
 * parseAddress('get  /user/:id'); // { verb: 'GET', methods: ['GET'], path: '/user/:id' }
 */
export function parseAddress(address: unknown, verb?: string): RouteAddress {
  if (typeof address !== 'string') throw errors.E_ROUTE_ADDRESS(describe(address));
  const text = address.trim();
  const [first = '', ...others] = text.split(/\s+/);
  const named = isVerb(first);
  const path = named ? text.slice(first.length).trim() : text;
  if (!/^(\/|\*|r\|)/.test(path)) throw errors.E_ROUTE_ADDRESS(address);
  if (!path.startsWith('r|') && (named ? others.length > 1 : others.length > 0)) {
    throw errors.E_ROUTE_ADDRESS(address);
  }
  const chosen = (verb?.trim() || (named ? first : '')).toUpperCase();
  if (chosen !== '' && !isVerb(chosen)) throw errors.E_ROUTE_ADDRESS(`${chosen} ${path}`);
  return { verb: canonical(chosen), methods: methodsOf(canonical(chosen)), path };
}

function isVerb(word: string): boolean {
  const verb = word.toLowerCase();
  return verb === 'all' || verb === 'del' || verbs.has(verb);
}

function canonical(verb: string): string {
  return verb === 'DEL' ? 'DELETE' : verb;
}

function methodsOf(verb: string): readonly string[] {
  return verb === '' ? usualVerbs : [verb];
}

function describe(given: unknown): string {
  return given === null ? 'null' : typeof given;
}
