/** The version of this package. @module */
import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../../package.json') as { version: string };

/** As in package.json. */
export const version: string = manifest.version;
