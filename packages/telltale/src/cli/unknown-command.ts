/** A command that does not exist. @module */
import { nearest } from '@telltale/orm/nearest';
import { UsageError } from './command.ts';
import { type CommandEntry, commands } from './registry.ts';

/** Says so, and which one may have been meant. */
export function unknownCommand(name: string): UsageError {
  const like = ({ name: known, alsoCalled = [] }: CommandEntry): boolean =>
    alsoCalled.includes(name) || (name.length > 1 && known.startsWith(name));
  const meant =
    commands.find(like)?.name ??
    nearest(
      name,
      commands.map((entry) => entry.name),
    );
  return new UsageError(`There is no command '${name}'.${meant ? ` Did you mean telltale ${meant}?` : ''}`);
}
