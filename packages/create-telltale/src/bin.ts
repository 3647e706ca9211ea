/** The command `create-telltale`, which `npm create telltale` runs. @module */
import { runCommand } from './command/run.ts';

await runCommand(process.argv.slice(2));
