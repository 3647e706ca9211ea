/** Where this package is. @module */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** Absolute path of its folder. By its name, since a module's own place is another when it is bundled. */
export const packageFolder: string = dirname(
  createRequire(import.meta.url).resolve('create-telltale/package.json'),
);
