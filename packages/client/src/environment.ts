/** Guesses whether a module runs while an app is being made, where nobody says so. @module */

declare const process: { env: { NODE_ENV?: string | undefined } };

const local = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * Whether it does: by `NODE_ENV`, which bundlers fill in; in a page without, by its address. Tests count as production: what fails there,
 * they say themselves.
 */
export function isInDevelopment(): boolean {
  let environment: string | undefined;
  try {
    // Written out: a bundler replaces these very words, and a page without one has no `process`.
    environment = process.env.NODE_ENV;
  } catch {
    return typeof location !== 'undefined' && local.test(location.hostname);
  }
  return environment !== 'production' && environment !== 'test';
}
