/** The files `.env.local` and `.env` of an app: variables for its environment, on the machine where they lie. @module */
import { statSync } from 'node:fs';
import { join } from 'node:path';

/** From the highest to the lowest. */
const names = ['.env.local', '.env'];

/**
 * Puts what these files in the app's folder say into `process.env`. What the environment says already stays, so that a
 * server's own settings win. Without such files nothing happens.
 */
export function loadEnvFile(appPath: string): void {
  for (const name of names) {
    const file = join(appPath, name);
    // A folder of that name is what Docker makes of a file that was to be mounted and is not there.
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) process.loadEnvFile(file);
  }
}
