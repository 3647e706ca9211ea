/** `telltale console`: the app at a prompt. @module */
import { appOptions, checkFlags, portOption } from '../app-flags.ts';
import { defineCommand } from '../command.ts';
import { findApp } from '../find-app.ts';

/**
 * Starts the app and reads lines of JavaScript, with `sails` and the models at hand.
 *
 * @throws E_NO_APP in a folder that is none, and whatever starting throws
 */
export const consoleCommand = defineCommand({
  about: `Starts the app in this folder and reads JavaScript from you: await User.find()
sails and every model are at hand. Ctrl-D ends it.`,
  options: {
    'dont-lift': { type: 'boolean', about: 'loads the app without listening, as beside one that runs' },
    dontLift: { type: 'boolean' },
    port: portOption,
    ...appOptions,
  },
  takesSettings: true,
  async run({ flags: { 'dont-lift': dontLift, dontLift: older, ...flags }, settings }) {
    checkFlags(flags);
    const appPath = findApp();
    const { openConsole } = await import('../open-console.ts');
    await openConsole(appPath, { flags, settings }, !(dontLift || older));
  },
});
