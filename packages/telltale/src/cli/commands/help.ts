/** `telltale help`. @module */
import { defineCommand } from '../command.ts';
import { commandHelp, generalHelp } from '../help.ts';
import { findCommand } from '../registry.ts';
import { unknownCommand } from '../unknown-command.ts';

/** Says what there is, or more of one command. */
export const help = defineCommand({
  about: 'Lists the commands, or says more of one.',
  words: ['command?'],
  options: {},
  async run({ words: [name] }) {
    if (name === undefined) return console.log(generalHelp());
    const entry = findCommand(name);
    if (!entry) throw unknownCommand(name);
    console.log(commandHelp(entry, await entry.load()));
  },
});
