/** What settings are when nobody says otherwise. @module */
import { defaultBlueprints } from '../blueprints/blueprint-settings.ts';
import type { AppConfig } from './app-config.ts';

/** The settings below all others. */
export function defaultConfig(environment: string): Omit<AppConfig, 'appPath'> {
  return {
    environment,
    port: 1337,
    log: { level: 'info', format: environment === 'production' ? 'json' : 'pretty' },
    globals: false,
    routes: {},
    policies: {},
    // In production nobody reaches a table that the app has not opened by name.
    blueprints: {
      actions: false,
      ...defaultBlueprints,
      ...(environment === 'production' && { rest: undefined, shortcuts: undefined }),
    },
    models: {},
    datastores: {},
    views: {},
    http: { bodyLimit: 1_048_576 },
    hooks: {},
    hookTimeout: 40_000,
    bootstrapTimeout: 30_000,
  };
}
