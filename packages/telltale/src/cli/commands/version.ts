/** `telltale version`. @module */
import { version as current } from '../../app/own-package.ts';
import { defineCommand } from '../command.ts';

/** Prints the version of this package. */
export const version = defineCommand({
  about: 'Prints the version.',
  options: {},
  run: () => console.log(current),
});
