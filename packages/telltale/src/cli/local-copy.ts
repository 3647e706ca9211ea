/** The copy of this package that an app has of its own. @module */
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageFolder } from '../app/own-package.ts';

/**
 * The command of the app's own copy of this package, which goes before the one that was called; `undefined` when they
 * are the same, or the app has none.
 */
export function commandOfApp(appPath: string): string | undefined {
  let manifest: string;
  try {
    manifest = createRequire(join(appPath, 'package.json')).resolve('telltale/package.json');
  } catch {
    return undefined;
  }
  const folder = dirname(manifest);
  if (realpathSync(folder) === realpathSync(packageFolder)) return undefined;
  const command = join(folder, 'bin/telltale.js');
  return existsSync(command) ? command : undefined;
}
