/** Puts an app's settings together: defaults, files, environment, options. @module */
import { basename, join, resolve } from 'node:path';
import { errors } from '../errors.ts';
import type { AppConfig, AppOptions } from './app-config.ts';
import { checkConfig } from './check-config.ts';
import { codeFolder } from './code-folder.ts';
import type { ConfigSource } from './config-source.ts';
import { defaultConfig } from './defaults.ts';
import { loadEnvFile } from './env-file.ts';
import { findModules, type ModuleFile } from './find-files.ts';
import { importModule } from './import-module.ts';
import { isPlain, merge, type Settings } from './merge.ts';

/**
 * Reads the settings of an app, each layer over the one before: defaults, `config/*`, `config/env/<environment>/*`,
 * `config/env/<environment>`, `config/local`, the environment variable `PORT`, options.
 *
 * @param options as given to `load` or `lift`; left as they are
 * @param fromFiles whether the files are read
 * @param sources filled with each layer, from the lowest to the highest, also when it throws
 * @throws E_CONFIG for a setting that can't be, E_CONFIG_FILE for a file that exports something else than its name says,
 *   E_MODULE for a file that can't be loaded
 */
export async function loadConfig(
  options: AppOptions,
  fromFiles: boolean,
  sources: ConfigSource[] = [],
): Promise<AppConfig> {
  const appPath = resolve(options.appPath ?? process.cwd());
  if (fromFiles) loadEnvFile(appPath);
  const code = codeFolder(appPath, options.environment || process.env.NODE_ENV || '');
  const folder = join(code, 'config');
  const top = fromFiles ? await findModules(folder, false) : [];
  const local = await Promise.all(top.filter(({ name }) => name === 'local').map(readWhole));
  const environment = environmentOf(options, merge(...local.map(({ settings }) => settings)));
  const files = await Promise.all(top.filter(({ name }) => name !== 'local').map(readSection));
  sources.push(
    ...files,
    ...(fromFiles ? await readEnvironment(folder, environment) : []),
    ...local,
    { variable: 'PORT', settings: portFromEnvironment() },
    { settings: options as Settings },
  );
  const given = sources.map(({ settings }) => settings);
  const config = merge(defaultConfig(environment) as Settings, ...given, { appPath, environment });
  return checkConfig(config);
}

function environmentOf(options: AppOptions, local: Settings): string {
  const fromLocal = typeof local.environment === 'string' ? local.environment : undefined;
  return options.environment || process.env.NODE_ENV || fromLocal || 'development';
}

async function readEnvironment(folder: string, environment: string): Promise<ConfigSource[]> {
  const inFolder = await findModules(join(folder, 'env', environment));
  const files = (await findModules(join(folder, 'env'), false)).filter(({ name }) => name === environment);
  return Promise.all([...inFolder.map(readSection), ...files.map(readWhole)]);
}

function portFromEnvironment(): Settings {
  const given = process.env.PORT;
  if (given === undefined || given === '') return {};
  return { port: /^\d+$/.test(given) ? Number(given) : given };
}

async function readWhole(file: ModuleFile): Promise<ConfigSource> {
  const exported = await importModule(file.path);
  if (!isPlain(exported)) throw errors.E_CONFIG_FILE(file.path, basename(file.name));
  return { file: file.path, settings: exported };
}

/** Names of files that hold the setting of the same name; another name may hold anything. */
const sections: ReadonlySet<string> = new Set([
  'blueprints',
  'bootstrap',
  'datastores',
  'globals',
  'http',
  'i18n',
  'log',
  'models',
  'policies',
  'routes',
  'security',
  'session',
  'sockets',
  'subscriptions',
  'uploads',
  'views',
]);

async function readSection(file: ModuleFile): Promise<ConfigSource> {
  const source = await readWhole(file);
  const { settings } = source;
  const name = basename(file.name);
  if (sections.has(name) && Object.keys(settings).length > 0 && !Object.hasOwn(settings, name)) {
    throw errors.E_CONFIG_FILE(file.path, name);
  }
  return source;
}
