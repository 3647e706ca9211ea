/** `telltale generate`. @module */
import { kinds, generate as write } from 'create-telltale';
import { defineCommand } from '../command.ts';
import { findAppToWrite } from '../find-app.ts';
import { paint } from '../terminal.ts';

const width = Math.max(...Object.keys(kinds).map((name) => name.length)) + 3;
const list = Object.entries(kinds).map(([name, { about }]) => `  ${name.padEnd(width)}${about}`);

/** Writes a file of the app in the current folder, and says what to do next. */
export const generate = defineCommand({
  about: `Writes a file of the app in this folder; nothing is written over.\n\n${list.join('\n')}`,
  words: ['kind', 'name', 'details…'],
  example: 'model user name:string age:number',
  options: {},
  async run({ words: [kind = '', name = '', ...details] }) {
    const appPath = findAppToWrite();
    const { files, next } = await write({ appPath, kind, name, details });
    for (const file of files) console.log(`${paint('bold', file)} is made.`);
    console.log(next);
  },
});
