/** CORS: the headers by which a browser lets pages of other origins read answers. @module */
import { inspect } from 'node:util';
import { compileOrigins } from '@telltale/realtime';
import { checkRules, flag, type SettingRule, type SettingRules } from '../config/check-rules.ts';
import { errors } from '../errors.ts';
import type { CorsRules } from './security-config.ts';

/** Headers by name. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Rules, compiled. */
export interface Cors {
  /** Whether what is granted depends on the origin, so that a cache must keep the answers apart. */
  readonly varies: boolean;
  /** The headers for an answer. */
  headers(origin: string | undefined): HeaderList;
  /** The headers for the answer to a preflight. */
  preflight(origin: string | undefined): HeaderList;
  /** Whether pages of an origin that is named may act here; with cookies only where credentials are allowed. */
  trusts(origin: string, withCookies: boolean): boolean;
}

const isNames = (value: unknown): boolean =>
  typeof value === 'string'
    ? namesOf(value).every((name) => token.test(name))
    : Array.isArray(value) && value.every((name) => typeof name === 'string' && token.test(name));
const names: SettingRule = [isNames, "names such as 'x-one,x-two' or ['x-one', 'x-two']"];
const token = /^[\w!#$%&'*+.^`|~-]+$/;

const rules: SettingRules = {
  allRoutes: flag,
  allowOrigins: [
    (value) => value === '*' || Array.isArray(value),
    "'*', or a list of origins such as ['https://app.example.com']",
  ],
  allowCredentials: flag,
  allowRequestMethods: names,
  allowRequestHeaders: names,
  allowResponseHeaders: names,
  maxAge: [(value) => Number.isSafeInteger(value) && Number(value) >= 0, 'a whole number of seconds'],
  allowAnyOriginWithCredentialsUnsafe: flag,
};

/**
 * Checks rules and compiles them.
 *
 * @param where what comes before the name of a setting in messages, as in `'security.cors'`
 * @throws E_CONFIG for a setting that isn't what it may be
 * @throws E_CORS_CREDENTIALS for every origin with credentials, unless that is asked for by its long name
 */
export function compileCors(where: string, given: unknown): Cors {
  checkCors(where, given);
  const {
    allowOrigins = '*',
    allowCredentials = false,
    allowRequestMethods = 'GET,HEAD,PUT,PATCH,POST,DELETE',
    allowRequestHeaders = 'content-type',
    allowResponseHeaders = '',
    maxAge = 600,
    allowAnyOriginWithCredentialsUnsafe = false,
  } = given as CorsRules;
  if (allowOrigins === '*' && allowCredentials && !allowAnyOriginWithCredentialsUnsafe) {
    throw errors.E_CORS_CREDENTIALS(where);
  }
  const exposed = namesOf(allowResponseHeaders).join(',');
  const always: HeaderList = [
    ...(allowCredentials ? [['access-control-allow-credentials', 'true'] as const] : []),
    ...(exposed === '' ? [] : [['access-control-expose-headers', exposed] as const]),
  ];
  const before: HeaderList = [
    ['access-control-allow-methods', namesOf(allowRequestMethods).join(',').toUpperCase()],
    ['access-control-allow-headers', namesOf(allowRequestHeaders).join(',')],
    ['access-control-max-age', String(maxAge)],
  ];
  const toAll: HeaderList | undefined =
    allowOrigins === '*' && !allowCredentials ? [['access-control-allow-origin', '*'], ...always] : undefined;
  const allows = allowOrigins === '*' ? isWebOrigin : origins(where, allowOrigins);
  const headers = (origin: string | undefined): HeaderList => {
    if (toAll) return toAll;
    return origin !== undefined && allows(origin) ? [['access-control-allow-origin', origin], ...always] : [];
  };
  return {
    varies: toAll === undefined,
    headers,
    preflight(origin) {
      const granted = headers(origin);
      return granted.length === 0 ? granted : [...granted, ...before];
    },
    trusts: (origin, withCookies) =>
      allowOrigins !== '*' && allows(origin) && (allowCredentials || !withCookies),
  };
}

function checkCors(where: string, given: unknown): asserts given is CorsRules {
  checkRules(where, given, rules, "an object such as { allowOrigins: ['https://app.example.com'] }");
}

function origins(where: string, list: readonly string[]): (origin: string | undefined) => boolean {
  try {
    return compileOrigins(list);
  } catch (cause) {
    const { message } = cause as Error;
    throw errors.E_CONFIG(`${where}.allowOrigins`, inspect(list), `origins that browsers send: ${message}`);
  }
}

/** With every origin allowed, still none that is no web page's: `null` is what a sandboxed frame says. */
function isWebOrigin(origin: string | undefined): boolean {
  return origin !== undefined && /^https?:\/\/[^\s/?#@]+$/i.test(origin);
}

function namesOf(given: string | readonly string[]): string[] {
  const list = typeof given === 'string' ? given.split(',') : given;
  return list.map((name) => name.trim()).filter((name) => name !== '');
}
