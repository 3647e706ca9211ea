/** The command `telltale`. @module */
import { pathToFileURL } from 'node:url';
import { commandOfApp } from './local-copy.ts';
import { run } from './run.ts';

const own = commandOfApp(process.cwd());
if (own === undefined) await run(process.argv.slice(2));
else await import(pathToFileURL(own).href);
