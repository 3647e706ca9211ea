/** The process that runs an app while another one watches its files. @module */
import { join } from 'node:path';
import { packageFolder } from '../../app/own-package.ts';
import type { Sails } from '../../app/sails.ts';
import type { AppCall } from '../app-flags.ts';
import type { Lifted, Order } from './messages.ts';

/** Milliseconds that requests get to finish before the app starts anew. */
const patience = 300;

let app: Sails | undefined;
let preparing: Promise<unknown> | undefined;
let lifting: Promise<void> | undefined;

// Ctrl-C reaches every process of the terminal; the one that watches sees to the end of this one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const) process.on(signal, () => {});
process.on('disconnect', () => void stop());
process.on('message', (order: Order) => {
  if (order === 'stop') void stop();
  // What can't be prepared is told by the start itself.
  else if ('prepare' in order) preparing = prepare(order.prepare).catch(() => {});
  else lifting = lift(order.lift, order.again);
});

/** Does beforehand what every start does, so that the next one is short. */
async function prepare({ typescript, orm }: Lifted['needs']): Promise<void> {
  const [{ Sails }] = await Promise.all([import('../../app/sails.ts'), import('../serve.ts')]);
  // An app of nothing: what was run once runs faster.
  const app = await new Sails().load({
    appPath: join(packageFolder, 'nothing'),
    log: { level: 'silent' },
    ...(orm
      ? {
          datastores: { default: 'sqlite::memory:' },
          orm: { moduleDefinitions: { models: { nothing: {} } } },
        }
      : {}),
  });
  await app.lower();
  // Last, since every import after it is slower.
  if (typescript) await (await import('../../config/typescript.ts')).prepareTypeScript();
}

async function lift(call: AppCall, again: boolean): Promise<void> {
  await preparing;
  const begun = again ? performance.now() : 0;
  try {
    const [{ serve }, { ignoreSignals }] = await Promise.all([
      import('../serve.ts'),
      import('../../app/signals.ts'),
    ]);
    app = await serve(process.cwd(), call, { begun, again, lifted: tell });
    ignoreSignals(app);
  } catch (error) {
    const { fail } = await import('../terminal.ts');
    await fail(error, call.flags.verbose ? 'all' : 'more');
    process.disconnect?.();
    process.exit(1);
  }
}

/** Tells what was lifted, and waits until that is on its way: what the app does next may end the process. */
async function tell(app: Sails): Promise<void> {
  const { usesTypeScript } = await import('../../config/typescript.ts');
  const needs = {
    typescript: usesTypeScript(),
    orm: app.isOn('orm') && Object.keys(app.models).length > 0,
  };
  const lifted: Lifted = { environment: app.environment, needs };
  // Nobody hears it when the process that watches is gone.
  await new Promise<void>((resolve) => process.send?.(lifted, () => resolve()) ?? resolve());
}

async function stop(): Promise<void> {
  await lifting;
  await app?.lower({ delay: patience }).catch(() => {});
  process.exit(0);
}
