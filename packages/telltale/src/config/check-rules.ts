/** Holds the settings of one section to a table of what each may be. @module */
import { inspect } from 'node:util';
import { nearest } from '@telltale/orm/nearest';
import { errors } from '../errors.ts';
import { isPlain, type Settings } from './merge.ts';

/** What a setting may be, and the same in words. */
export type SettingRule = readonly [allowed: (value: unknown) => boolean, expected: string];

/** Rules by the name of the setting. */
export type SettingRules = Readonly<Record<string, SettingRule>>;

/** The rule of a setting that is on or off. */
export const flag: SettingRule = [(value) => typeof value === 'boolean', 'true or false'];

/**
 * Checks a section that has no other settings than those in the table.
 *
 * @param where what comes before the name of a setting in messages, as in `'security.cors'`
 * @param example of the whole section, for a value that is none
 * @throws E_CONFIG for the first setting that does not exist, naming the nearest, or isn't what it may be
 */
export function checkRules(
  where: string,
  given: unknown,
  rules: SettingRules,
  example: string,
): asserts given is Settings {
  if (!isPlain(given)) throw errors.E_CONFIG(where, inspect(given, { depth: 1 }), example);
  checkNames(where, given, Object.keys(rules));
  checkValues(where, given, rules);
}

/** Checks that a section has no other settings than these. @throws E_CONFIG, naming the nearest */
export function checkNames(where: string, given: Settings, names: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, names);
  const hint = near === undefined ? '' : `. Did you mean ${near}?`;
  throw errors.E_CONFIG(`${where}.${unknown}`, 'no setting', `one of ${names.join(', ')}${hint}`);
}

/** Checks the settings that are in the table, and lets others be. @throws E_CONFIG */
export function checkValues(where: string, given: Settings, rules: SettingRules): void {
  for (const [name, [allowed, expected]] of Object.entries(rules)) {
    const value = given[name];
    if (value === undefined || allowed(value)) continue;
    throw errors.E_CONFIG(`${where}.${name}`, inspect(value, { depth: 1, maxStringLength: 80 }), expected);
  }
}
