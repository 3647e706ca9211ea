/** Holds the plugin's plain options to what they may be; those of the handshake, the cluster and the limits check themselves. @module */
import { describe } from './describe.ts';
import { errors } from './errors.ts';
import type { RealtimeOptions } from './options.ts';

type Rule = [name: keyof RealtimeOptions, allowed: (value: unknown) => boolean, expected: string];

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isMilliseconds = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) <= 0x7fffffff;
const isTransport = (value: unknown): boolean => value === 'websocket' || value === 'polling';

const rules: readonly Rule[] = [
  ['path', (value) => typeof value === 'string' && value.startsWith('/'), "a path such as '/socket.io'"],
  [
    'transports',
    (value) => Array.isArray(value) && value.length > 0 && value.every(isTransport),
    "a list of 'websocket' and 'polling'",
  ],
  ['pingInterval', isMilliseconds, 'a whole number of milliseconds'],
  ['pingTimeout', isMilliseconds, 'a whole number of milliseconds'],
  ['allowUpgrades', isBoolean, 'true or false'],
  ['serveClient', isBoolean, 'true or false'],
  [
    'cookie',
    (value) => value === false || (typeof value === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(value)),
    'the name of a cookie, or false',
  ],
  ['sendResponseHeaders', isBoolean, 'true or false'],
  ['sendStatusCode', isBoolean, 'true or false'],
  ['grant3rdPartyCookie', isBoolean, 'true or false'],
  [
    'drain',
    (value) => value === 0 || isMilliseconds(value) || typeof value === 'function',
    'a whole number of milliseconds, or a function that says it',
  ],
  ['loadSession', (value) => typeof value === 'function', 'a function'],
];

/**
 * Checks the options that are given.
 *
 * @throws `SAILS:HOOK:SOCKETS:CONFIG` for the first that can't be
 */
export function checkOptions(options: RealtimeOptions): void {
  for (const [name, allowed, expected] of rules) {
    const value: unknown = options[name];
    if (value === undefined || value === null || allowed(value)) continue;
    throw errors['SAILS:HOOK:SOCKETS:CONFIG'](`\`${name}\` is ${expected}; got ${describe(value)}`);
  }
}
