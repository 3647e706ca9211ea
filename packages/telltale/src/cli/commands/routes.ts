/** `telltale routes`: what is bound, in order. @module */
import { appOptions, checkFlags, settingsAround } from '../app-flags.ts';
import { defineCommand } from '../command.ts';
import { findApp } from '../find-app.ts';

/**
 * Prints the routes of the app in the order in which they are tried.
 *
 * @throws E_NO_APP in a folder that is none, and whatever loading throws
 */
export const routes = defineCommand({
  about: 'Lists the routes of the app in this folder, in the order in which they are tried.',
  options: {
    json: { type: 'boolean', about: 'prints them as JSON' },
    ...appOptions,
  },
  takesSettings: true,
  async run({ flags: { json, ...flags }, settings }) {
    checkFlags(flags);
    const given = settingsAround(findApp(), { flags, settings });
    const [{ Sails }, { listRoutes, routesTable }] = await Promise.all([
      import('../../app/sails.ts'),
      import('../list-routes.ts'),
    ]);
    const app = await new Sails().load(given);
    const list = listRoutes(app);
    await app.lower();
    console.log(json ? JSON.stringify(list, undefined, 2) : routesTable(list));
  },
});
