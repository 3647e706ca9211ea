/** Holds settings to what they may be. @module */
import { inspect } from 'node:util';
import { logLevels } from '../app/log.ts';
import { checkBlueprints } from '../blueprints/check-blueprints.ts';
import { errors } from '../errors.ts';
import type { AppConfig } from './app-config.ts';
import { isPlain, type Settings } from './merge.ts';

type Rule = [setting: string, allowed: (value: unknown) => boolean, expected: string];

const isObject = isPlain;
const isPositive = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0;
const isOptional = (allowed: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || allowed(value);
const isFunction = (value: unknown): boolean => typeof value === 'function';
/** What a timer of Node's can hold. */
const isMilliseconds = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0x7fffffff;
const milliseconds = 'a whole number of milliseconds';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isOneOf =
  (...names: string[]) =>
  (value: unknown) =>
    names.some((name) => name === value);
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const rules: readonly Rule[] = [
  [
    'port',
    (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 65_536,
    'a whole number from 0 (any free port) to 65535',
  ],
  ['host', isOptional(isText), 'an address such as 127.0.0.1'],
  [
    'ssl',
    isOptional((value) => isPlain(value) && Boolean(value.key) && Boolean(value.cert)),
    'an object with key and cert',
  ],
  ['environment', isText, "a name such as 'development' or 'production'"],
  ['log', isObject, "an object such as { level: 'info' }"],
  [
    'log.level',
    (value) => logLevels.some((level) => level === value),
    `one of ${logLevels.map((level) => `'${level}'`).join(', ')}`,
  ],
  ['log.format', isOneOf('pretty', 'json'), "'pretty' or 'json'"],
  [
    'log.redact',
    isOptional((value) => Array.isArray(value) && value.every(isText)),
    "a list of names such as ['iban']",
  ],
  ['log.requests', isOptional(isBoolean), 'true or false'],
  [
    'log.custom',
    isOptional((value) => typeof value === 'function' || (typeof value === 'object' && value !== null)),
    'a logger with methods error, warn, info and debug',
  ],
  ['custom', isOptional(isObject), 'an object'],
  ['security', isOptional(isObject), 'an object such as { csrf: true }'],
  ['session', isOptional(isObject), "an object such as { secret: 'a long text that nobody can guess' }"],
  ['routes', isObject, "an object such as { 'GET /hello': 'hello/greet' }"],
  ['policies', isObject, "an object such as { 'user/*': 'isLoggedIn' }"],
  ['subscriptions', isOptional(isObject), "an object such as { user: 'isMember' }"],
  ['blueprints', isObject, 'an object such as { actions: true }'],
  ['models', isObject, "an object such as { migrate: 'alter' }"],
  ['datastores', isObject, "an object such as { default: 'sqlite:data/app.db' }"],
  ['views', isObject, "an object such as { layout: 'layout' }"],
  [
    'views.layout',
    isOptional((value) => value === false || isText(value)),
    "a view such as 'layouts/layout', or false",
  ],
  ['views.folder', isOptional(isText), "a folder such as 'views'"],
  ['views.extension', isOptional(isText), "an extension such as 'ejs'"],
  ['views.locals', isOptional(isObject), 'an object'],
  ['http', isObject, 'an object such as { trustProxy: true }'],
  ['http.bodyLimit', isPositive, 'a number of bytes above 0'],
  ['http.requestTimeout', isOptional(isMilliseconds), milliseconds],
  ['http.connectionTimeout', isOptional(isMilliseconds), milliseconds],
  ['http.keepAliveTimeout', isOptional(isMilliseconds), milliseconds],
  ['http.assets', isOptional(isText), "a folder such as 'assets'"],
  ['http.cache', isOptional((value) => Number.isInteger(value) && Number(value) >= 0), milliseconds],
  ['http.plugins', isOptional(Array.isArray), 'a list of Fastify plugins, or of [plugin, options]'],
  ['i18n', isOptional(isObject), "an object such as { locales: ['en', 'de'] }"],
  [
    'i18n.locales',
    isOptional((value) => Array.isArray(value) && value.every(isText)),
    "a list of languages such as ['en', 'de']",
  ],
  ['i18n.defaultLocale', isOptional(isText), "a language such as 'en'"],
  ['i18n.localesDirectory', isOptional(isText), "a folder such as 'config/locales'"],
  ['uploads', isOptional(isObject), 'an object such as { maxBytes: 1_000_000 }'],
  ['uploads.dirname', isOptional(isText), "a folder such as '.tmp/uploads'"],
  ['uploads.maxBytes', isOptional(isPositive), 'a number of bytes above 0'],
  ['uploads.maxFiles', isOptional(isPositive), 'a number above 0'],
  ['uploads.maxFields', isOptional(isPositive), 'a number above 0'],
  ['uploads.maxFieldBytes', isOptional(isPositive), 'a number of bytes above 0'],
  ['sockets', isOptional(isObject), 'an object such as { pingTimeout: 30_000 }'],
  ['session', isOptional(isObject), "an object such as { secret: 'a long text' }"],
  ['bootstrap', isOptional(isFunction), 'a function'],
  ['beforeShutdown', isOptional(isFunction), 'a function'],
  ['hookTimeout', isPositive, 'a number of milliseconds above 0'],
  ['bootstrapTimeout', isPositive, 'a number of milliseconds above 0'],
  [
    'loadHooks',
    (value) =>
      value === undefined || value === false || (Array.isArray(value) && value.every((name) => isText(name))),
    "a list of names such as ['http', 'sockets'], or false",
  ],
  ['hooks', isOptional(isObject), 'an object such as { sockets: false }'],
];

/**
 * Returns the settings, typed, when each is what it may be.
 *
 * @throws E_CONFIG for the first that isn't, with what was given and what was expected
 */
export function checkConfig(settings: Settings): AppConfig {
  for (const [setting, allowed, expected] of rules) {
    const value = setting
      .split('.')
      .reduce<unknown>((at, key) => (isPlain(at) ? at[key] : undefined), settings);
    if (!allowed(value))
      throw errors.E_CONFIG(setting, inspect(value, { depth: 1, maxStringLength: 80 }), expected);
  }
  checkBlueprints('blueprints', settings.blueprints as Settings);
  checkGlobals(settings.globals);
  return settings as unknown as AppConfig;
}

/** Libraries are given as themselves; `true` would have to guess which copy is meant. */
function checkGlobals(globals: unknown): void {
  if (globals === false) return;
  if (!isPlain(globals)) throw errors.E_BAD_GLOBAL_CONFIG(inspect(globals));
  for (const [name, value] of Object.entries(globals)) {
    const library = name === '_' || name === 'async';
    if (library ? value === true : typeof value !== 'boolean') {
      throw errors.E_BAD_GLOBAL_CONFIG(`{ ${name}: ${inspect(value, { depth: 0 })} }`);
    }
  }
}
