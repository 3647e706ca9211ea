/** The name of a file with code in an app. @module */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the app, with the extension of its language: that of generated files. */
export function moduleOf(appPath: string, path: string): string {
  return `${path}.${existsSync(join(appPath, 'tsconfig.json')) ? 'ts' : 'js'}`;
}
