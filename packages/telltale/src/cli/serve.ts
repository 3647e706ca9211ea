/** Lifts an app and says where it is. @module */
import { basename } from 'node:path';
import type { Sails } from '../app/sails.ts';
import { type AppCall, settingsAround } from './app-flags.ts';
import { paint } from './terminal.ts';

/** What the watch of an app's files adds to a start. */
export interface Restart {
  /** When the start began, as `performance.now()` has it; by default with the process. */
  begun?: number;
  /** Whether the app was lifted before, and its address is known. */
  again?: boolean;
  /** Called once the app is lifted, before anybody reads that it is. */
  lifted?: (app: Sails) => Promise<void>;
}

/** Lifts the app of a folder. */
export async function serve(appPath: string, call: AppCall, restart: Restart = {}): Promise<Sails> {
  const given = settingsAround(appPath, call);
  // The framework is loaded only for what needs it.
  const { Sails } = await import('../app/sails.ts');
  const app = new Sails();
  await app.lift(given);
  const milliseconds = Math.round(performance.now() - (restart.begun ?? 0));
  await restart.lifted?.(app);
  if (!call.flags.silent) announce(app, milliseconds, restart.again ?? false);
  return app;
}

function announce(app: Sails, milliseconds: number, again: boolean): void {
  if (again) {
    console.log(paint('dim', `Ready again in ${milliseconds} ms.`));
    return;
  }
  const url = addressOf(app);
  const { environment, version } = app;
  if (app.config.log.format === 'json') {
    app.log.info({ url, environment, version, milliseconds }, 'lifted');
    return;
  }
  const name = paint('bold', basename(app.appPath));
  const facts = paint('dim', `${environment}, Telltale ${version}, ready in ${milliseconds} ms`);
  console.log([name, ...(url ? [paint('cyan', url)] : []), facts].join('  '));
  if (url) console.log(paint('dim', 'Ctrl-C ends it.'));
}

/** Where a lifted app is found; `undefined` when it doesn't listen. */
function addressOf({ fastify, config }: Sails): string | undefined {
  const address = fastify.server.address();
  if (typeof address !== 'object' || address === null) return undefined;
  const host = config.host?.includes(':') ? `[${config.host}]` : (config.host ?? 'localhost');
  return `${config.ssl ? 'https' : 'http'}://${host}:${address.port}`;
}
