/** Finds the command that is called, and runs it. @module */
import { type Call, type Command, UsageError } from './command.ts';
import { type CommandEntry, findCommand } from './registry.ts';
import { fail, usageError, type Verbosity } from './terminal.ts';

/**
 * Runs `telltale <arguments>`. Sets `process.exitCode`: 0 when all went well, 1 when the command failed, 2 when it was
 * called wrongly.
 *
 * @param args without `node` and the script
 */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await call(args);
  } catch (error) {
    if (error instanceof UsageError) usageError(error.message, error.command);
    else await fail(error, await verbosity(args));
  }
}

async function call(args: readonly string[]): Promise<void> {
  const [first = '--help', ...rest] = args;
  // What stands behind `--` is for a script.
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  if (own.includes('--version') || own.includes('-v')) return runNamed('version', []);
  if (first === '--help' || first === '-h') return runNamed('help', []);
  if (first.startsWith('-')) throw new UsageError(`The command comes first; got '${first}'.`);
  return runNamed(first, rest);
}

async function runNamed(name: string, args: readonly string[]): Promise<void> {
  const entry = findCommand(name);
  if (!entry) throw (await import('./unknown-command.ts')).unknownCommand(name);
  try {
    await runEntry(entry, args);
  } catch (error) {
    if (error instanceof UsageError) error.command ??= entry.name;
    throw error;
  }
}

async function runEntry(entry: CommandEntry, args: readonly string[]): Promise<void> {
  const command: Command = await entry.load();
  const { readCall } = await import('./read-call.ts');
  const read: Call | 'help' = readCall(entry.name, command, args);
  if (read !== 'help') await command.run(read);
  else console.log((await import('./help.ts')).commandHelp(entry, command));
}

/** Commands that start no app have no `--verbose`, which must not be advised then. */
async function verbosity(args: readonly string[]): Promise<Verbosity> {
  if (args.includes('--verbose')) return 'all';
  const command = await findCommand(args[0] ?? '')?.load();
  return command && !Object.hasOwn(command.options, 'verbose') ? 'message' : 'more';
}
