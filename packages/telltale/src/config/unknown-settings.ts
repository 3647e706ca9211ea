/** Settings whose names are nearly those of others. @module */

import { nearest } from '@telltale/orm/nearest';
import { defaultBlueprints } from '../blueprints/blueprint-settings.ts';
import { type ConfigSource, shown } from './config-source.ts';
import { isPlain } from './merge.ts';

/** What an app may set. Names that are near to none of these are the app's own. */
const known: Readonly<Record<string, readonly string[]>> = {
  '': [
    'appPath',
    'port',
    'host',
    'explicitHost',
    'ssl',
    'environment',
    'log',
    'globals',
    'routes',
    'policies',
    'subscriptions',
    'blueprints',
    'views',
    'http',
    'sockets',
    'session',
    'security',
    'beforeShutdown',
    'bootstrap',
    'loadHooks',
    'hooks',
    'hookTimeout',
    'bootstrapTimeout',
    'controllers',
    'orm',
    'models',
    'datastores',
    'custom',
    'i18n',
    'uploads',
    'helpers',
    'services',
    'responses',
    'generators',
  ],
  http: [
    'trustProxy',
    'bodyLimit',
    'requestTimeout',
    'connectionTimeout',
    'keepAliveTimeout',
    'plugins',
    'assets',
    'cache',
    'middleware',
    'customMiddleware',
    'serverOptions',
  ],
  log: ['level', 'custom', 'format', 'redact', 'requests', 'inspect'],
  views: ['layout', 'folder', 'extension', 'locals', 'engine', 'getRenderFn'],
  session: [
    'secret',
    'name',
    'cookie',
    'ttl',
    'rolling',
    'maxLength',
    'isSessionDisabled',
    'adapter',
    'store',
    'url',
    'host',
    'port',
    'pass',
    'user',
    'db',
    'prefix',
    'resave',
    'saveUninitialized',
    'unset',
    'genid',
    'key',
    'proxy',
    'routesDisabled',
    'client',
    'socket',
    'onRedisDisconnect',
    'onRedisReconnect',
    'serializer',
    'disableTTL',
    'disableTouch',
  ],
  blueprints: ['actions', ...Object.keys(defaultBlueprints), 'parseBlueprintOptions', 'jsonp'],
  'session.cookie': [
    'domain',
    'httpOnly',
    'path',
    'partitioned',
    'sameSite',
    'secure',
    'maxAge',
    'expires',
    'signed',
    'originalMaxAge',
  ],
  globals: ['sails', 'models', 'services', '_', 'async'],
  uploads: ['dirname', 'maxBytes', 'maxFiles', 'maxFields', 'maxFieldBytes', 'adapter'],
  i18n: ['locales', 'defaultLocale', 'localesDirectory', 'updateFiles'],
};

/**
 * Names the settings that are probably meant to be others, in sentences.
 *
 * @example
 * unknownSettings([{ settings: { http: { bodyLimt: 1 } } }]);
 * // ['config.http.bodyLimt is no setting, and means nothing. Did you mean bodyLimit?']
 */
export function unknownSettings(sources: readonly ConfigSource[]): string[] {
  return sources.flatMap(({ file, settings }) =>
    Object.entries(known).flatMap(([section, names]) => {
      const given = section
        .split('.')
        .filter(Boolean)
        .reduce<unknown>((at, name) => (isPlain(at) ? at[name] : undefined), settings);
      if (!isPlain(given)) return [];
      return Object.keys(given).flatMap((name) => {
        const meant = names.includes(name) ? undefined : nearest(name, names);
        if (meant === undefined) return [];
        const path = section === '' ? name : `${section}.${name}`;
        const where = file === undefined ? '' : `${shown(file)}: `;
        return [`${where}config.${path} is no setting, and means nothing. Did you mean ${meant}?`];
      });
    }),
  );
}
