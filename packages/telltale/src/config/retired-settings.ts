/** Settings of Sails that mean nothing here, with what to write instead. @module */
import { isPlain, type Settings } from './merge.ts';

const plugins = 'Write Fastify plugins in config.http.plugins, or handlers in config.routes';
const ejs = 'Views are EJS';

const retired: readonly [setting: string, instead: string][] = [
  ['http.middleware', plugins],
  ['http.customMiddleware', plugins],
  ['http.serverOptions', 'Write config.ssl, or the timeouts of config.http'],
  ['models.connection', 'Write config.models.datastore, and the databases in config.datastores'],
  ['views.getRenderFn', ejs],
  ['views.engine', ejs],
];

/**
 * Names the settings that an app gives in vain, in sentences.
 *
 * @example
 * retiredSettings({ http: { middleware: {} } }); // ['config.http.middleware means nothing. Write Fastify plugins …']
 */
export function retiredSettings(config: Settings): string[] {
  return retired
    .filter(([setting]) => {
      const [section = '', name = ''] = setting.split('.');
      const given = config[section];
      return isPlain(given) && given[name] !== undefined && given[name] !== 'ejs';
    })
    .map(([setting, instead]) => `config.${setting} means nothing. ${instead}.`);
}
