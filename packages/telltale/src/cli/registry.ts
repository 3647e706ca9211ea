/** The commands, in the order in which help lists them. Each is loaded only when it is called. @module */
import type { Command } from './command.ts';

/** A command before it is loaded. */
export interface CommandEntry {
  name: string;
  /** Other names. */
  aliases?: readonly string[];
  /** What newcomers call it, for the advice that they get. */
  alsoCalled?: readonly string[];
  /** What the list of commands says of it. */
  summary: string;
  load(): Promise<Command>;
}

/** All commands. To add one, write its file in `commands/` and a line here. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'lift',
    aliases: ['l'],
    alsoCalled: ['start', 'serve', 'dev', 'up', 'watch'],
    summary: 'starts the app in this folder',
    load: async () => widen((await import('./commands/lift.ts')).lift),
  },
  {
    name: 'new',
    alsoCalled: ['create', 'init'],
    summary: 'makes a new app: telltale new my-app',
    load: async () => widen((await import('./commands/new.ts')).newCommand),
  },
  {
    name: 'generate',
    aliases: ['g'],
    alsoCalled: ['make', 'add', 'scaffold'],
    summary: 'writes a model, controller, action, policy, … of the app in this folder',
    load: async () => widen((await import('./commands/generate.ts')).generate),
  },
  {
    name: 'console',
    aliases: ['c'],
    alsoCalled: ['repl', 'shell'],
    summary: 'starts the app, and reads JavaScript from you',
    load: async () => widen((await import('./commands/console.ts')).consoleCommand),
  },
  {
    name: 'routes',
    summary: 'lists what is bound, in order',
    load: async () => widen((await import('./commands/routes.ts')).routes),
  },
  {
    name: 'migrate',
    summary: 'runs migrations, and lets tables follow models',
    load: async () => widen((await import('./commands/migrate.ts')).migrate),
  },
  {
    name: 'run',
    alsoCalled: ['script', 'exec'],
    summary: 'runs a script with the app around it',
    load: async () => widen((await import('./commands/run-script.ts')).runScript),
  },
  {
    name: 'inspect',
    aliases: ['debug'],
    summary: 'starts the app for a debugger',
    load: async () => widen((await import('./commands/inspect.ts')).inspect),
  },
  {
    name: 'version',
    summary: 'prints the version',
    load: async () => widen((await import('./commands/version.ts')).version),
  },
  {
    name: 'help',
    summary: 'says more of a command: telltale help lift',
    load: async () => widen((await import('./commands/help.ts')).help),
  },
];

/** Finds a command by its name or one of its other names. */
export function findCommand(name: string): CommandEntry | undefined {
  return commands.find((entry) => entry.name === name || entry.aliases?.includes(name));
}

/** The command line has checked the flags against the command's own options when it calls it. */
function widen(command: Pick<Command, 'about' | 'options'>): Command {
  return command as Command;
}
