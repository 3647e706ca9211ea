/** Where the modules of an app are: in its folder or, compiled for production, in `dist`. @module */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the compiler of an app in TypeScript writes. */
const compiled = 'dist';

/**
 * The folder that has the app's `api` and `config`. It is `dist` in production, when the app is one of TypeScript and
 * was compiled; views and assets stay where they are.
 */
export function codeFolder(appPath: string, environment: string): string {
  const folder = join(appPath, compiled);
  const isCompiled =
    environment === 'production' &&
    existsSync(join(appPath, 'tsconfig.json')) &&
    (existsSync(join(folder, 'config')) || existsSync(join(folder, 'api')));
  return isCompiled ? folder : appPath;
}
