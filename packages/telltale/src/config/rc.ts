/** Settings of the surroundings that a command takes: `.sailsrc` files and environment variables. @module */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errors } from '../errors.ts';
import type { AppOptions } from './app-config.ts';
import { loadEnvFile } from './env-file.ts';
import { isPlain, merge, type Settings } from './merge.ts';
import { explainFailure } from './module-failure.ts';

/** Before the name of a setting in the environment; `__` stands for a dot. */
const prefix = 'sails_';

/**
 * Reads settings from `/etc/sailsrc`, `.sailsrc` in the home folder and in the app's, and environment variables such as
 * `sails_http__trustProxy=true`, those in the app's `.env` included, each over the one before. `telltale lift` does so by itself; a script of your own
 * hands them to `lift`.
 *
 * @param appPath the app's folder. Default: the current one.
 * @throws E_MODULE for a file that holds no JSON object
 *
 * @example
 * await new Sails().lift(getRc());
 */
export function getRc(appPath: string = process.cwd()): AppOptions {
  loadEnvFile(appPath);
  const files = ['/etc/sailsrc', join(homedir(), '.sailsrc'), join(appPath, '.sailsrc')];
  return merge(...files.map(readRcFile), ...fromEnvironment(process.env));
}

function readRcFile(file: string): Settings {
  if (!existsSync(file)) return {};
  let settings: unknown;
  try {
    settings = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const { where, why, place } = explainFailure(file, cause);
    throw Object.assign(errors.E_MODULE(where, why), { cause, place });
  }
  if (!isPlain(settings)) throw errors.E_MODULE(file, 'it holds no object. Write: { "port": 1337 }');
  return settings;
}

function fromEnvironment(environment: NodeJS.ProcessEnv): Settings[] {
  return Object.entries(environment)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, text = '']) => readSetting({}, name.slice(prefix.length).split('__'), text));
}

/**
 * Lays one setting, given as a text, over others: JSON as what it says, anything else as a text.
 *
 * @example
 * readSetting({}, ['http', 'trustProxy'], 'true'); // { http: { trustProxy: true } }
 */
export function readSetting(below: Settings, path: readonly string[], text: string): Settings {
  const setting = path.reduceRight<unknown>((value, key) => ({ [key]: value }), readValue(text));
  return isPlain(setting) ? merge(below, setting) : below;
}

/** JSON as what it says, anything else as a text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
