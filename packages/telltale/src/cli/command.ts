/** What a command of the command line is made of. @module */
import type { Settings } from '../config/merge.ts';

/** An option of a command, as in `--port 1337`. */
export interface CommandOption {
  type: 'string' | 'boolean';
  /** One letter, as in `-p`. */
  short?: string;
  /** What help calls the value of a `string`. @default 'TEXT' */
  value?: string;
  /** What help says of it. Absent: help leaves the option out. */
  about?: string;
}

/** The options of a command by name. */
export type CommandOptions = Readonly<Record<string, CommandOption>>;

type ValueOf<Type> = Type extends 'boolean' ? boolean : string;

/** What was said for each option. */
export type FlagsOf<Options extends CommandOptions> = {
  readonly [Name in keyof Options]?: ValueOf<Options[Name]['type']>;
};

/** A call of a command. */
export interface Call<Options extends CommandOptions = CommandOptions> {
  flags: FlagsOf<Options>;
  /** The words after the command's name. */
  words: readonly string[];
  /** What `--a.b=…` said. */
  settings: Settings;
}

/** A command. */
export interface Command<Options extends CommandOptions = CommandOptions> {
  /** What help says of it, above its options. */
  about: string;
  /** Names of the words that follow the command: `'name'` is needed, `'name?'` is not, and `'name…'` takes any number. */
  words?: readonly string[];
  /** What may stand behind the command's name, for help and for who leaves out a word. */
  example?: string;
  /** Without `help`, which every command has. */
  options: Options;
  /** Whether settings of the app may be given as `--a.b=…`. @default false */
  takesSettings?: boolean;
  /** @throws whatever makes the command fail; the process then ends with 1, or with 2 after a {@link UsageError} */
  run(call: Call<Options>): unknown;
}

/** A command was called wrongly. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Which command; `undefined` when it was none. */
  command: string | undefined;
}

/** Returns what it is given; the command then knows the types of its flags. */
export function defineCommand<const Options extends CommandOptions>(
  command: Command<Options>,
): Command<Options> {
  return command;
}
