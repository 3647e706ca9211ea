/** `telltale migrate`: tables that follow models and migrations. @module */
import { appOptions, checkFlags, settingsAround } from '../app-flags.ts';
import { defineCommand, UsageError } from '../command.ts';
import { findApp } from '../find-app.ts';

const steps = ['up', 'down', 'status'] as const;

/**
 * Runs the migrations of `migrations/` that have not run yet, then makes the tables follow the models.
 *
 * @throws E_NO_APP, E_MIGRATION_FAILED, and whatever the databases throw
 */
export const migrate = defineCommand({
  about: `Runs the migrations of migrations/ that have not run yet, then makes the tables follow the models
(in production only with --alter).

  up       does that; so does leaving the word out
  down     takes back the last migration that ran
  status   lists the migrations, and which of them have run`,
  words: ['up|down|status?'],
  example: 'status',
  options: {
    yes: { type: 'boolean', short: 'y', about: 'does not ask before it drops tables' },
    datastore: {
      type: 'string',
      value: 'NAME',
      about: "runs the migrations of that database. Default: 'default'",
    },
    ...appOptions,
  },
  takesSettings: true,
  async run({ flags: { yes, datastore, ...flags }, settings, words: [step = 'up'] }) {
    checkFlags(flags);
    if (!steps.some((name) => name === step)) throw new UsageError(`'${step}' is none of up, down, status.`);
    const appPath = findApp();
    if (flags.drop) {
      if (step !== 'up') throw new UsageError(`--drop goes with up only; got ${step}.`);
      const { confirm } = await import('../confirm.ts');
      if (!yes && !(await confirm('This drops the tables of all models, with their records.'))) {
        console.log('Nothing was dropped.');
        return;
      }
    }
    const given = settingsAround(appPath, { flags, settings });
    const { migrateApp } = await import('../migrate-app.ts');
    await migrateApp(given, step as (typeof steps)[number], datastore);
  },
});
