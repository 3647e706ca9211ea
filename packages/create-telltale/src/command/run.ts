/** Reads the command line of `create-telltale`. @module */
import { parseArgs } from 'node:util';
import { version } from '../app/origin.ts';
import { CreateError } from '../errors.ts';
import { help } from './help.ts';
import { newApp } from './new-app.ts';
import { newAppOptions } from './options.ts';

const common = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } } as const;

/**
 * Runs `create-telltale <arguments>`. Sets `process.exitCode`: 0 when all went well, 1 when the app could not be made,
 * 2 when the command was called wrongly, 130 when it was broken off.
 *
 * @param args without `node` and the script
 */
export async function runCommand(args: readonly string[]): Promise<void> {
  let read: ReturnType<typeof readArguments>;
  try {
    read = readArguments(args);
  } catch (error) {
    return refuse(`${(error as Error).message.split('. ', 1)[0]?.replace(/\.$/, '')}.`);
  }
  const { values, positionals } = read;
  if (values.version) return console.log(version);
  if (values.help) return console.log(help());
  if (positionals.length > 1) return refuse(`'${positionals[1]}' is one word too many.`);
  try {
    await newApp(positionals[0], values);
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(`Failed  ${error.message}  (${error.code})`);
    process.exitCode = 1;
  }
}

/** A refusal, or one of the file system: a disk that is full, a folder of somebody else. */
function isExpected(error: unknown): error is Error & { code: string } {
  return error instanceof CreateError || (error instanceof Error && 'syscall' in error && 'code' in error);
}

function readArguments(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: { ...newAppOptions, ...common },
    allowPositionals: true,
    strict: true,
  });
}

function refuse(message: string): void {
  console.error(`${message} See: npm create telltale@latest -- --help`);
  process.exitCode = 2;
}
