/** `telltale inspect`: the app under a debugger. @module */
import { appOptions, checkFlags, portOption } from '../app-flags.ts';
import { defineCommand } from '../command.ts';
import { findApp } from '../find-app.ts';

/**
 * Lifts the app with a port for a debugger, on this machine only. Files are not watched: a debugger stays with the
 * process that it was given.
 *
 * @throws E_NO_APP in a folder that is none, and whatever lifting throws
 */
export const inspect = defineCommand({
  about: `Starts the app in this folder for a debugger: open chrome://inspect, or attach your editor.
The debugger's port is 9229; another one: NODE_OPTIONS=--inspect-port=9230 telltale inspect`,
  options: { port: portOption, ...appOptions },
  takesSettings: true,
  async run({ flags, settings }) {
    checkFlags(flags);
    const appPath = findApp();
    const { open, url } = await import('node:inspector');
    // Of Node's own --inspect there may be one already.
    if (url() === undefined) open();
    const { serve } = await import('../serve.ts');
    await serve(appPath, { flags, settings });
  },
});
