/** The app that a command is for. @module */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { errors } from '../errors.ts';

/**
 * The app in the current folder.
 *
 * @throws E_NO_APP in a folder that is none; it names the app around that folder, if there is one
 */
export function findApp(): string {
  const appPath = process.cwd();
  if (hasFolders(appPath) || existsSync(join(appPath, 'package.json'))) return appPath;
  throw errors.E_NO_APP(appPath, 'package.json', wayToApp(appPath));
}

/**
 * The app in the current folder, for a command that writes into it: any package is not enough.
 *
 * @throws E_NO_APP, as {@link findApp} does
 */
export function findAppToWrite(): string {
  const appPath = process.cwd();
  if (hasFolders(appPath) || namesTelltale(appPath)) return appPath;
  throw errors.E_NO_APP(appPath, 'a package.json that names telltale', wayToApp(appPath));
}

function hasFolders(path: string): boolean {
  return existsSync(join(path, 'api')) || existsSync(join(path, 'config'));
}

function namesTelltale(path: string): boolean {
  try {
    const { dependencies = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    return Object.hasOwn(dependencies, 'telltale');
  } catch {
    return false;
  }
}

/** From a folder inside an app. */
function wayToApp(from: string): string | undefined {
  for (let path = dirname(from); path !== dirname(path); path = dirname(path)) {
    if (hasFolders(path) && existsSync(join(path, 'package.json'))) return `cd ${relative(from, path)}`;
  }
  return undefined;
}
