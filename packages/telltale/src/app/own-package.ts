/** This package: where it is, and its version. @module */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

// By its name, since a module's own place is another when it is bundled.
const require = createRequire(import.meta.url);
const manifest = require('telltale/package.json') as { version: string };

/** Absolute path of its folder. */
export const packageFolder: string = dirname(require.resolve('telltale/package.json'));

/** As in package.json. */
export const version: string = manifest.version;
