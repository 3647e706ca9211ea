/** The options of every command that loads an app, and the settings that they stand for. @module */
import { loadEnvFile } from '../config/env-file.ts';
import { merge, type Settings } from '../config/merge.ts';
import { getRc } from '../config/rc.ts';
import { type FlagsOf, UsageError } from './command.ts';

/** Options of every command that loads an app. */
export const appOptions = {
  prod: { type: 'boolean', about: "runs in the environment 'production'" },
  staging: { type: 'boolean', about: "runs in the environment 'staging'" },
  environment: {
    type: 'string',
    value: 'NAME',
    about: 'runs in that environment. Default: NODE_ENV, else development',
  },
  verbose: { type: 'boolean', about: 'says more, and where failures come from' },
  silly: { type: 'boolean', about: 'says everything' },
  silent: { type: 'boolean', about: 'says nothing, not even errors of requests' },
  redis: { type: 'boolean', about: 'keeps sessions and sockets in Redis' },
  safe: { type: 'boolean', about: 'leaves the tables as they are' },
  alter: { type: 'boolean', about: 'makes the tables follow the models' },
  drop: { type: 'boolean', about: 'drops the tables, and makes them anew' },
} as const;

/** Of commands that listen. */
export const portOption = {
  type: 'string',
  short: 'p',
  value: 'N',
  about: 'listens on port N (0: any free one). Default: config.port, else PORT, else 1337',
} as const;

/** What was said of the app. */
export type AppFlags = FlagsOf<typeof appOptions & { port: typeof portOption }>;

/** The words that were given for an app, as they can be sent to another process. */
export interface AppCall {
  flags: AppFlags;
  /** What `--a.b=…` said. */
  settings: Settings;
}

/**
 * The settings that surround an app: its `.env` files, `.sailsrc`, variables, and over them the flags.
 *
 * @throws E_MODULE for a `.sailsrc` that is no JSON
 */
export function settingsAround(appPath: string, { flags, settings }: AppCall): Settings {
  loadEnvFile(appPath);
  return merge(getRc(appPath) as Settings, settings, settingsOf(flags), { appPath });
}

/**
 * Holds flags to what they may be.
 *
 * @throws UsageError for what they can't be, alone or together
 */
export function checkFlags(flags: AppFlags): void {
  if (flags.port !== undefined && !/^\d+$/.test(flags.port)) {
    throw new UsageError(`--port is a number such as 1337; got '${flags.port}'.`);
  }
  for (const names of [environments, levels, strategies]) {
    const [first, second] = (names as readonly (keyof AppFlags)[]).filter(
      (name) => flags[name] !== undefined,
    );
    if (second !== undefined) throw new UsageError(`--${first} and --${second} can't both be meant.`);
  }
}

const environments = ['prod', 'staging', 'environment'] as const;
const levels = ['silent', 'verbose', 'silly'] as const;
const strategies = ['safe', 'alter', 'drop'] as const;

function settingsOf(flags: AppFlags): Settings {
  const environment = flags.prod ? 'production' : flags.staging ? 'staging' : flags.environment;
  const level = levels.find((name) => flags[name]);
  const migrate = strategies.find((name) => flags[name]);
  return {
    ...(flags.port === undefined ? {} : { port: Number(flags.port) }),
    ...(environment ? { environment } : {}),
    ...(level ? { log: { level } } : {}),
    ...(migrate ? { models: { migrate } } : {}),
    ...(flags.redis ? { session: { adapter: 'redis' }, sockets: { adapter: 'redis' } } : {}),
  };
}
