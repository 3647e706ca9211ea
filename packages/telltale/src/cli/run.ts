/** Reads the command line and runs the command. @module */
import { parseArgs } from 'node:util';
import { version } from '../app/version.ts';
import { help, liftHelp } from './help.ts';
import { fail, usageError } from './terminal.ts';

const options = {
  port: { type: 'string', short: 'p' },
  prod: { type: 'boolean' },
  silent: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** What was said on the command line. */
export type Flags = ReturnType<typeof readArguments>['values'];

/**
 * Runs `telltale <arguments>`. Sets `process.exitCode`: 0 when all went well, 1 when the command failed, 2 when it was
 * called wrongly.
 *
 * @param args without `node` and the script
 */
export async function run(args: readonly string[]): Promise<void> {
  let read: ReturnType<typeof readArguments>;
  try {
    read = readArguments(args);
  } catch (error) {
    return usageError(explain(error));
  }
  const { values, positionals } = read;
  const [command, ...rest] = positionals;
  if (values.version || command === 'version') return console.log(version);
  if (command === undefined || command === 'help') return console.log(help);
  if (command !== 'lift' && command !== 'l') return usageError(`There is no command '${command}'.`);
  if (values.help) return console.log(liftHelp);
  if (rest.length > 0) return usageError(`'${rest[0]}' is one word too many.`);
  if (values.port !== undefined && !/^\d+$/.test(values.port)) {
    return usageError(`--port is a number such as 1337; got '${values.port}'.`);
  }
  try {
    // The framework is loaded only for what needs it.
    const { lift } = await import('./lift.ts');
    await lift(values);
  } catch (error) {
    fail(error, values.verbose ?? false);
  }
}

function readArguments(args: readonly string[]) {
  return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
}

/** Node's own message, without its advice on how to escape. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split('. ', 1)[0]?.replace(/\.$/, '')}.`;
}
