/** Where an app's settings were written. @module */
import { relative } from 'node:path';
import { isPlain, type Settings } from './merge.ts';

/** One layer of settings. */
export interface ConfigSource {
  /** Absolute path; absent for those that are no file's: options, flags, variables. */
  file?: string;
  /** Name of the variable of the environment that says it. */
  variable?: string;
  settings: Settings;
}

/**
 * Names the file, or the variable, that has the last word on a setting, in the message of an error that refuses a setting.
 *
 * @param error any; only those with the code E_CONFIG are changed
 */
export function namePlace(error: unknown, sources: readonly ConfigSource[]): unknown {
  if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'E_CONFIG') return error;
  const [, setting] = /^config\.([\w.]+) is /.exec(error.message) ?? [];
  if (setting === undefined) return error;
  const { file, variable } =
    sources.findLast(({ settings }) => has(settings, setting.split('.'))) ?? ({} as ConfigSource);
  const place = variable === undefined ? file && shown(file) : `the variable ${variable}`;
  if (place !== undefined) error.message = `${place}: ${error.message}`;
  return error;
}

/** A path as people write it who stand in the app's folder. */
export function shown(file: string): string {
  const within = relative(process.cwd(), file);
  return within.startsWith('..') ? file : within;
}

function has(settings: unknown, [name = '', ...rest]: readonly string[]): boolean {
  if (!isPlain(settings) || !Object.hasOwn(settings, name)) return false;
  return rest.length === 0 || has(settings[name], rest);
}
