/** Scripts of an app. @module */
import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { nearest } from '@telltale/orm/nearest';
import type { Sails } from '../app/sails.ts';
import { importModule, moduleExtensions } from '../config/import-module.ts';
import { errors } from '../errors.ts';
import { moduleOf } from './module-of.ts';

/** Finds a script by its path, or by its name in `scripts/`. @throws E_NO_SCRIPT */
export function findScript(appPath: string, given: string): string {
  const endings = ['', ...moduleExtensions];
  const places = [resolve(appPath, given), join(appPath, 'scripts', given)];
  const isFile = (path: string): boolean => existsSync(path) && extname(path) !== '';
  const found = places.flatMap((place) => endings.map((ending) => place + ending)).find(isFile);
  if (found) return found;
  const folder = join(appPath, 'scripts');
  const names = existsSync(folder) ? readdirSync(folder).map((file) => basename(file, extname(file))) : [];
  throw errors.E_NO_SCRIPT(given, moduleOf(appPath, `scripts/${given}`), nearest(given, names));
}

/**
 * Runs a script: the function that it exports, or that of an object with `fn`.
 *
 * @throws E_MODULE, E_SCRIPT when it exports no function, and whatever it throws
 */
export async function runIt(app: Sails, file: string, words: readonly string[]): Promise<void> {
  const exported = await importModule(file);
  const fn: unknown =
    typeof exported === 'object' && exported !== null ? Reflect.get(exported, 'fn') : exported;
  if (typeof fn !== 'function') throw errors.E_SCRIPT(file, inspect(exported, { depth: 0 }));
  await app.run(() => Reflect.apply(fn, { sails: app }, [app, ...words]));
}
