/** `telltale inspect`: the app under a debugger. @module */
import { appOptions, checkFlags, portOption } from '../app-flags.ts';
import { defineCommand } from '../command.ts';
import { findApp } from '../find-app.ts';

/**
 * Lifts the app with a port for a debugger, on this machine only. Files are not watched: a debugger stays with the
 * process that it was given.
 *
 * @throws E_NO_APP in a folder that is none, EADDRINUSE when the debugger's port is taken, and whatever lifting throws
 */
export const inspect = defineCommand({
  about: `Starts the app in this folder for a debugger: open chrome://inspect, or attach your editor.
The debugger's port is 9229; another one: NODE_OPTIONS=--inspect-port=9230 telltale inspect`,
  options: { port: portOption, ...appOptions },
  takesSettings: true,
  async run({ flags, settings }) {
    checkFlags(flags);
    const appPath = findApp();
    await openDebugger();
    const { serve } = await import('../serve.ts');
    await serve(appPath, { flags, settings });
  },
});

/**
 * Opens a port for a debugger, unless Node's own `--inspect` has opened one already.
 *
 * @throws EADDRINUSE when it is taken: an app without a debugger would be no use
 */
async function openDebugger(): Promise<void> {
  const { open, url } = await import('node:inspector');
  if (url() === undefined) open();
  if (url() !== undefined) return;
  const port = process.debugPort;
  const message = `the debugger's port ${port} is taken by another program. Stop that, or choose another port: NODE_OPTIONS=--inspect-port=${port + 1} telltale inspect`;
  throw Object.assign(new Error(message), { code: 'EADDRINUSE', port });
}
