/** `telltale run`: a script with the app around it. @module */
import { appOptions, checkFlags, settingsAround } from '../app-flags.ts';
import { defineCommand } from '../command.ts';
import { findApp } from '../find-app.ts';

/**
 * Loads the app, without listening, and runs a script of `scripts/`.
 *
 * @throws E_NO_APP, E_NO_SCRIPT, and whatever the app or the script throws
 */
export const runScript = defineCommand({
  about: `Loads the app in this folder, without listening, and runs a script: scripts/<script>, or the path of a file.
The script exports a function; it gets the app and the words that follow: export default async (sails, ...words) => { … }`,
  words: ['script', 'words…'],
  example: 'count-people',
  options: appOptions,
  takesSettings: true,
  async run({ flags, settings, words: [script = '', ...words] }) {
    checkFlags(flags);
    const appPath = findApp();
    const { findScript, runIt } = await import('../app-script.ts');
    const file = findScript(appPath, script);
    const given = settingsAround(appPath, { flags, settings });
    const { Sails } = await import('../../app/sails.ts');
    const app = await new Sails().load(given);
    try {
      await runIt(app, file, words);
    } finally {
      await app.lower();
    }
  },
});
