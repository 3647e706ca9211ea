/** An app's settings under `sockets`, as the realtime plugin takes them. @module */

import { nearest } from '@telltale/orm/nearest';
import type { RealtimeOptions } from '@telltale/realtime';
import type { AppContext } from '../app/app-context.ts';

type SocketSettings = NonNullable<AppContext['config']['sockets']>;

/** What an app may write under `sockets`. */
const known: ReadonlySet<string> = new Set([
  'adapter',
  'adapterOptions',
  'adminAdapterOptions',
  'adminPubClient',
  'adminSubClient',
  'afterDisconnect',
  'allowRequest',
  'allowUpgrades',
  'authorization',
  'beforeConnect',
  'cookie',
  'db',
  'drain',
  'grant3rdPartyCookie',
  'host',
  'key',
  'limits',
  'loadSession',
  'onConnect',
  'onDisconnect',
  'onRedisDisconnect',
  'onRedisReconnect',
  'onlyAllowOrigins',
  'pass',
  'path',
  'pingInterval',
  'pingTimeout',
  'port',
  'pubClient',
  'pubsub',
  'requestsTimeout',
  'sendResponseHeaders',
  'sendStatusCode',
  'serveClient',
  'subClient',
  'transports',
  'url',
  'user',
  // Older names of limits.messageBytes.
  'maxBufferSize',
  'maxHttpBufferSize',
  // Means nothing here: the adapters of Redis are built in.
  'adapterModule',
]);

/**
 * Reads `config.sockets`: takes over older names, and warns of names that mean nothing.
 *
 * @example
 * // config.sockets: { maxHttpBufferSize: 10_000 }
 * socketSettings(app); // { limits: { messageBytes: 10_000 } }
 */
export function socketSettings({ config, log }: Pick<AppContext, 'config' | 'log'>): RealtimeOptions {
  const {
    maxBufferSize,
    maxHttpBufferSize = maxBufferSize,
    ...settings
  }: SocketSettings = config.sockets ?? {};
  for (const name of Object.keys(settings)) {
    if (known.has(name)) continue;
    const meant = nearest(name, known);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    log.warn(`config.sockets.${name} is no setting, and means nothing.${hint}`);
  }
  // Sails takes 0 and false for "as usual".
  for (const name of ['pingInterval', 'pingTimeout'] as const) if (!settings[name]) delete settings[name];
  if (maxHttpBufferSize === undefined || settings.limits?.messageBytes !== undefined) return settings;
  return { ...settings, limits: { ...settings.limits, messageBytes: maxHttpBufferSize as number } };
}
