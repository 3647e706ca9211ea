/** Takes out of messages what must not be kept in a log. @module */
import { isPlain } from '../config/merge.ts';

/** Names of values that are never written, in any case, with or without `-` and `_`. */
export const hiddenNames: readonly string[] = [
  'authorization',
  'proxyAuthorization',
  'cookie',
  'setCookie',
  'password',
  'passwordConfirmation',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'apiKey',
  'csrf',
  'xCsrfToken',
];

/** What stands in the place of a hidden value. */
const stars = '[hidden]';

/** Hides values by their names. */
export interface Hider {
  /** In objects and lists, at every level; what has nothing to hide is returned as it is. */
  value(given: unknown): unknown;
  /** In the query of a URL. */
  url(given: string): string;
}

/**
 * Makes a hider.
 *
 * @param more names beside the usual ones
 *
 * @example
 * hider().value({ user: 'ann', password: 'x' }); // { user: 'ann', password: '[hidden]' }
 */
export function hider(more: readonly string[] = []): Hider {
  const names = new Set([...hiddenNames, ...more].map(plain));
  const isHidden = (name: string): boolean => names.has(plain(name));
  return {
    value: (given) => hide(given, isHidden, new Map()),
    url: (given) =>
      given.replace(/([?&])([^=&#]+)=[^&#]*/g, (all, sign: string, name: string) =>
        isHidden(name) ? `${sign}${name}=${stars}` : all,
      ),
  };
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** @param seen what was met on the way, with what became of it: messages may go round in circles */
function hide(given: unknown, isHidden: (name: string) => boolean, seen: Map<object, unknown>): unknown {
  if (!Array.isArray(given) && !isPlain(given)) return given;
  if (seen.has(given)) return seen.get(given);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(given) ? [] : {};
  seen.set(given, copy);
  let isSame = true;
  for (const [name, value] of Object.entries(given)) {
    const shown = isHidden(name) ? stars : hide(value, isHidden, seen);
    if (shown !== value) isSame = false;
    Reflect.set(copy, name, shown);
  }
  if (!isSame) return copy;
  seen.set(given, given);
  return given;
}
