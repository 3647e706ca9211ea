/** What an app may be called: its name is also that of its package. @module */
import { basename, resolve } from 'node:path';
import { errors } from '../errors.ts';

/** Names that npm refuses, or under which the app could not install the framework. */
const taken: ReadonlySet<string> = new Set(['telltale', 'node_modules', 'favicon.ico']);

/**
 * The name of the app that a folder is to hold: that of the folder.
 *
 * @throws E_APP_NAME for one that npm would not accept as the name of a package
 */
export function appNameOf(folder: string): string {
  const name = basename(resolve(folder));
  const problem = problemOf(name);
  if (problem !== undefined) throw errors.E_APP_NAME(name, problem);
  return name;
}

/** Why a name is none; `undefined` for a good one. */
export function problemOf(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > 214) return `it has ${name.length} characters, at most 214 are allowed`;
  if (!/^[a-z0-9]/.test(name)) return 'it has to begin with a small letter or a digit';
  if (!/^[a-z0-9._-]+$/.test(name)) return "it may have small letters, digits, '-', '_' and '.'";
  return taken.has(name) ? 'another package has that name' : undefined;
}
