/** `telltale lift`: starts the app in the current folder. @module */
import { appOptions, checkFlags, portOption } from '../app-flags.ts';
import { defineCommand } from '../command.ts';
import { findApp } from '../find-app.ts';

/**
 * Lifts the app and serves it until a signal ends it; in development a change in its files starts it anew.
 *
 * @throws E_NO_APP in a folder that is none, and whatever lifting throws
 */
export const lift = defineCommand({
  about: `Starts the app in this folder and serves it until Ctrl-C.
In development it starts anew when a file of api/, config/ or of your own modules changes.`,
  options: {
    port: portOption,
    'no-watch': { type: 'boolean', about: 'leaves it running when files change' },
    ...appOptions,
  },
  takesSettings: true,
  async run({ flags: { 'no-watch': noWatch, ...flags }, settings }) {
    checkFlags(flags);
    const appPath = findApp();
    if (noWatch || flags.prod || flags.staging || isInspected()) {
      const { serve } = await import('../serve.ts');
      await serve(appPath, { flags, settings });
    } else {
      const { supervise } = await import('../watch/supervise.ts');
      await supervise(appPath, { flags, settings });
    }
  },
});

/** A debugger stays with the process that it was given. */
function isInspected(): boolean {
  return process.execArgv.some((option) => option.startsWith('--inspect'));
}
