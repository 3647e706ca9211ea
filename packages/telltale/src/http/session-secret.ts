/** The secret that signs cookies. @module */
import type { AppContext } from '../app/app-context.ts';

/** The session's secret; `undefined` when the app has none. */
export function sessionSecret(app: AppContext): string | undefined {
  const secret = app.config.session?.secret;
  return typeof secret === 'string' && secret !== '' ? secret : undefined;
}
