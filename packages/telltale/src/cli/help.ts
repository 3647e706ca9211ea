/** What the command line says of itself. @module */
import type { Command, CommandOptions } from './command.ts';
import { type CommandEntry, commands } from './registry.ts';

/** Of `telltale` itself. */
export function generalHelp(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 3;
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return `telltale <command> [options]

${list.join('\n')}

  -h, --help      says more: telltale lift --help
  -v, --version   prints the version`;
}

/** Of one command. */
export function commandHelp({ name, aliases = [] }: CommandEntry, command: Command): string {
  const { about, words = [], example, options, takesSettings } = command;
  const usage = ['telltale', name, ...words.map(usageOf), '[options]'].join(' ');
  const others = aliases.map((alias) => `telltale ${alias}`).join(', ');
  return [
    others === '' ? usage : `${usage}\nor ${others}`,
    about,
    ...(example === undefined ? [] : [`For example: telltale ${name} ${example}`]),
    ...describeOptions(options, takesSettings ?? false),
  ].join('\n\n');
}

function usageOf(word: string): string {
  if (word.endsWith('?')) return `[${word.slice(0, -1)}]`;
  return word.endsWith('…') ? `[${word}]` : word;
}

function describeOptions(options: CommandOptions, takesSettings: boolean): string[] {
  const rows = Object.entries(options).map(([name, { type, short, value = 'TEXT', about }]) => ({
    left: `${short ? `-${short}, ` : '    '}--${name}${type === 'string' ? ` ${value}` : ''}`,
    about,
  }));
  if (takesSettings)
    rows.push({ left: '    --a.b=VALUE', about: 'sets config.a.b; the value is JSON, or else a text' });
  rows.push({ left: '-h, --help', about: 'shows this' });
  const shown = rows.filter(({ about }) => about !== undefined);
  const width = Math.max(...shown.map(({ left }) => left.length)) + 3;
  return [shown.map(({ left, about }) => `  ${left.padEnd(width)}${about}`).join('\n')];
}
