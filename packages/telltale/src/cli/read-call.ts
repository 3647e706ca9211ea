/** Reads the words and flags of a call of a command. @module */
import { parseArgs } from 'node:util';
import { nearest } from '@telltale/orm/nearest';
import type { Settings } from '../config/merge.ts';
import { readSetting } from '../config/rc.ts';
import { type Call, type Command, type CommandOptions, UsageError } from './command.ts';

/** An option of every command. */
const help = { type: 'boolean', short: 'h' } as const;

/** `--a.b` or `--a.b=value`. */
const dotted = /^--([\w$-]+(?:\.[\w$-]+)+)(?:=([\s\S]*))?$/;

/**
 * Reads what follows a command's name.
 *
 * @returns the call, or `'help'` when that was asked for
 * @throws UsageError for an option or a word that the command has not, naming the nearest
 */
export function readCall(name: string, command: Command, args: readonly string[]): Call | 'help' {
  const { own, settings } = command.takesSettings ? takeSettings(args) : { own: [...args], settings: {} };
  const { values, positionals } = parse(command, own);
  if (values.help === true) return 'help';
  checkWords(name, command, positionals);
  return { flags: values as Call['flags'], words: positionals, settings };
}

function parse(command: Command, args: string[]) {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }) },
    ]),
  );
  try {
    return parseArgs({ args, options: { ...options, help }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(error, command.options));
  }
}

/** Node's own message, without its advice on how to escape, and with the option that may have been meant. */
function explain(error: unknown, options: CommandOptions): string {
  const message = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
  const [, valueless] =
    /^Option '(?:-\w, )?--([\w-]+).*(?:argument missing|is ambiguous)/.exec(message) ?? [];
  if (valueless !== undefined) {
    return `--${valueless} needs a value: --${valueless} ${options[valueless]?.value ?? 'TEXT'}.`;
  }
  const names = Object.keys(options);
  const short = `${message.split('. ', 1)[0]?.replace(/\.$/, '')}.`;
  const [, unknown] = /^Unknown option '--?([^']+)'/.exec(message) ?? [];
  const meant = unknown === undefined ? undefined : nearest(unknown, [...names, 'help']);
  return meant === undefined ? short : `${short} Did you mean --${meant}?`;
}

function takeSettings(args: readonly string[]): { own: string[]; settings: Settings } {
  const own: string[] = [];
  let settings: Settings = {};
  for (const arg of args) {
    const [, path, text] = dotted.exec(arg) ?? [];
    if (path === undefined) own.push(arg);
    else settings = readSetting(settings, path.split('.'), text ?? 'true');
  }
  return { own, settings };
}

function checkWords(
  name: string,
  { words: expected = [], example }: Command,
  given: readonly string[],
): void {
  const needed = expected.filter((word) => !/[?…]$/.test(word));
  const missing = needed[given.length];
  if (missing !== undefined) {
    throw new UsageError(
      `telltale ${name} needs a ${missing}: telltale ${name} ${example ?? needed.join(' ')}.`,
    );
  }
  const tooMany = expected.at(-1)?.endsWith('…') ? undefined : given[expected.length];
  if (tooMany !== undefined) throw new UsageError(`'${tooMany}' is one word too many.`);
}
