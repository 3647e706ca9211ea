/** Where an app's settings were written. @module */
import { relative } from 'node:path';
import { isPlain, type Settings } from './merge.ts';

/** One layer of settings. */
export interface ConfigSource {
  /** Absolute path; absent for those that are no file's: options, flags, variables. */
  file?: string;
  settings: Settings;
}

/**
 * The file that has the last word on a setting; `undefined` when that is no file.
 *
 * @param sources from the lowest to the highest
 * @param setting as in `'http.bodyLimit'`
 */
export function fileOf(sources: readonly ConfigSource[], setting: string): string | undefined {
  return sources.findLast(({ settings }) => has(settings, setting.split('.')))?.file;
}

/**
 * Names the file in the message of an error that refuses a setting.
 *
 * @param error any; only those with the code E_CONFIG are changed
 */
export function nameFile(error: unknown, sources: readonly ConfigSource[]): unknown {
  if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'E_CONFIG') return error;
  const [, setting] = /^config\.([\w.]+) is /.exec(error.message) ?? [];
  const file = setting === undefined ? undefined : fileOf(sources, setting);
  if (file !== undefined) error.message = `${shown(file)}: ${error.message}`;
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
