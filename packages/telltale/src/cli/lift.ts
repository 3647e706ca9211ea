/** `telltale lift`: starts the app in the current folder. @module */
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Sails } from '../app/sails.ts';
import { merge, type Settings } from '../config/merge.ts';
import { getRc } from '../config/rc.ts';
import { errors } from '../errors.ts';
import type { Flags } from './run.ts';
import { paint } from './terminal.ts';

/**
 * Lifts the app, with the settings of `.sailsrc` and of the environment below those of the flags, and says where it is. It then serves until a signal ends it.
 *
 * @throws E_NO_APP in a folder that is none, and whatever lifting throws
 */
export async function lift(flags: Flags): Promise<void> {
  const appPath = process.cwd();
  if (!['api', 'config', 'package.json'].some((name) => existsSync(join(appPath, name)))) {
    throw errors.E_NO_APP(appPath);
  }
  const App = await localSails(appPath);
  const app = new App();
  await app.lift(merge(getRc(appPath) as Settings, optionsOf(flags, appPath)));
  if (!flags.silent) console.log(banner(app, performance.now()));
}

function optionsOf({ port, prod, silent, verbose }: Flags, appPath: string): Settings {
  const level = silent ? 'silent' : verbose ? 'verbose' : undefined;
  return {
    appPath,
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(prod ? { environment: 'production' } : {}),
    ...(level ? { log: { level } } : {}),
  };
}

/** The app's own copy of this package goes before the one whose command was called. */
async function localSails(appPath: string): Promise<typeof Sails> {
  let local: string;
  try {
    local = createRequire(join(appPath, 'package.json')).resolve('telltale');
  } catch {
    return Sails;
  }
  const own = fileURLToPath(new URL('../index.js', import.meta.url));
  if (realpathSync(local) === realpathSync(own)) return Sails;
  const module: { Sails?: typeof Sails } = await import(pathToFileURL(local).href);
  return module.Sails ?? Sails;
}

function banner(app: Sails, milliseconds: number): string {
  const address = app.fastify.server.address();
  const name = paint('bold', basename(app.appPath));
  const facts = paint(
    'dim',
    `${app.environment}, Telltale ${app.version}, ready in ${Math.round(milliseconds)} ms`,
  );
  if (typeof address !== 'object' || address === null) return `${name}  ${facts}`;
  const host = app.config.host?.includes(':') ? `[${app.config.host}]` : (app.config.host ?? 'localhost');
  const url = paint('cyan', `${app.config.ssl ? 'https' : 'http'}://${host}:${address.port}`);
  return `${name}  ${url}  ${facts}\n${paint('dim', 'Ctrl-C ends it.')}`;
}
