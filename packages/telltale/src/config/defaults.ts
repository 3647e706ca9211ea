/** What settings are when nobody says otherwise. @module */
import { defaultBlueprints } from '../blueprints/blueprint-settings.ts';
import type { AppConfig } from './app-config.ts';

/** The settings below all others. */
export function defaultConfig(environment: string): Omit<AppConfig, 'appPath'> {
  return {
    environment,
    port: 1337,
    log: { level: 'info' },
    globals: false,
    routes: {},
    policies: {},
    blueprints: { actions: false, ...defaultBlueprints },
    models: {},
    datastores: {},
    views: {},
    http: { bodyLimit: 1_048_576 },
    hooks: {},
    hookTimeout: 40_000,
    bootstrapTimeout: 30_000,
  };
}
