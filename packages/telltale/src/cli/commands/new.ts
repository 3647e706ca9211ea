/** `telltale new`. @module */
import { newApp, newAppOptions } from 'create-telltale';
import { defineCommand } from '../command.ts';

/** Makes a new app: what `npm create telltale` does. */
export const newCommand = defineCommand({
  about: 'Makes a new app. On a terminal it asks for what is left open.',
  words: ['folder?'],
  example: 'my-app --database postgres',
  options: newAppOptions,
  run: ({ flags, words }) => newApp(words[0], flags),
});
