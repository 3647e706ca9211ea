/** Settings of Sails that mean nothing here, with what to write instead. @module */
import { isPlain, type Settings } from './merge.ts';

const plugins = 'Write Fastify plugins in config.http.plugins, or handlers in config.routes';
const ejs = 'Views are EJS';
const redis = 'Say where Redis is: config.session.url, or host and port';
const outages = 'The log tells when Redis is lost and when it is back';

/** A value that asks for what happens anyway is nothing to warn of. */
const retired: readonly [setting: string, instead: string, agrees?: unknown][] = [
  ['http.customMiddleware', plugins],
  ['http.serverOptions', 'Write config.ssl, or the timeouts of config.http'],
  ['paths', 'The folders have the names that Sails gives them: api/controllers and so on'],
  ['explicitHost', 'Write config.host'],
  ['connections', 'Write config.datastores'],
  ['helpers.usageOpts', 'Call helpers with values in order, or with .with({ … })'],
  ['uploads.adapter', 'Write upload({ receive }), a function that takes the bytes'],
  ['models.connection', 'Write config.models.datastore, and the databases in config.datastores'],
  ['views.getRenderFn', ejs],
  ['views.engine', ejs, 'ejs'],
  ['session.resave', 'What a request has changed is saved, and nothing else, as with resave: false', false],
  [
    'session.saveUninitialized',
    'A session begins when something is put into it, or a socket connects, and not with every request',
    false,
  ],
  ['session.unset', 'req.session = null ends the session, as with unset: destroy', 'destroy'],
  ['session.genid', 'Ids have 192 random bits, which no function can better'],
  ['session.key', 'Write config.session.name'],
  ['session.proxy', 'Write config.http.trustProxy, which holds for addresses and sockets too'],
  ['session.routesDisabled', 'Write config.session.isSessionDisabled, a function (req)'],
  ['session.store', "Sessions are kept in memory or in Redis: config.session.adapter is 'memory' or 'redis'"],
  ['session.client', redis],
  ['session.socket', redis],
  ['session.onRedisDisconnect', outages],
  ['session.onRedisReconnect', outages],
  ['session.serializer', 'Sessions are kept as JSON, key by key'],
  ['session.disableTTL', 'Write config.session.ttl: every session ends when it was not used for so long'],
  ['session.disableTouch', 'A session lives on when it is used; write config.session.ttl'],
  ['session.cookie.expires', 'Write config.session.cookie.maxAge, in milliseconds'],
  ['session.cookie.signed', 'The cookie is always signed', true],
];

/**
 * Names the settings that an app gives in vain, in sentences.
 *
 * @example
 * retiredSettings({ explicitHost: 'localhost' }); // ['config.explicitHost means nothing. Write config.host.']
 */
export function retiredSettings(config: Settings): string[] {
  return retired
    .filter(([setting, , agrees]) => {
      const given = setting
        .split('.')
        .reduce<unknown>((at, name) => (isPlain(at) ? at[name] : undefined), config);
      return given !== undefined && given !== agrees;
    })
    .map(([setting, instead]) => `config.${setting} means nothing. ${instead}.`);
}
