/** Where a new app takes the framework from. @module */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { packageFolder } from '../own-package.ts';

/** The version of this package, which is that of the framework too. */
export const version: string = readManifest(join(packageFolder, 'package.json')).version ?? '0.0.0';

/**
 * What the app's `package.json` says of `telltale`: its version; when this package runs in a clone of the repository,
 * the framework of that clone.
 *
 * @param folder absolute path of the app
 */
export function frameworkFor(folder: string): string {
  const packages = dirname(packageFolder);
  const workspace = join(dirname(packages), 'package.json');
  const isClone = existsSync(workspace) && readManifest(workspace).name === 'telltale-workspace';
  if (!isClone) return `^${version}`;
  return `file:${relative(folder, join(packages, 'telltale')).split(sep).join('/')}`;
}

function readManifest(file: string): { name?: string; version?: string } {
  return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
}
