/** The secrets that sign cookies. @module */
import { randomBytes } from 'node:crypto';
import type { AppContext } from '../app/app-context.ts';
import { errors } from '../errors.ts';

/** Secrets that apps were given for want of one of their own. */
const fallbacks = new WeakMap<AppContext, readonly [string]>();

/**
 * The secrets of an app: the first signs, all are believed. In development, an app without one gets one that holds until
 * it ends.
 *
 * @throws E_SESSION_SECRET in production
 */
export function sessionSecrets(app: AppContext): readonly [string, ...string[]] {
  const secret: unknown = app.config.session?.secret;
  if (typeof secret === 'string' && secret !== '') return [secret];
  if (Array.isArray(secret) && secret.length > 0) return secret as [string, ...string[]];
  const made = fallbacks.get(app);
  if (made) return made;
  requireSecret(app);
  app.log.warn(
    "There is no session.secret, so cookies are signed with one that is forgotten when the app ends. Write in config/session: secret: 'a long text that nobody can guess'",
  );
  const fallback = [randomBytes(32).toString('base64url')] as const;
  fallbacks.set(app, fallback);
  return fallback;
}

/**
 * Refuses an app that has no secret in production.
 *
 * @throws E_SESSION_SECRET with the command that makes one
 */
export function requireSecret({ config, environment }: AppContext): void {
  const secret: unknown = config.session?.secret;
  const isThere = (typeof secret === 'string' && secret !== '') || Array.isArray(secret);
  if (!isThere && environment === 'production') throw errors.E_SESSION_SECRET();
}
