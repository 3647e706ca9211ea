/** Holds blueprint settings to what they may be. @module */
import { inspect } from 'node:util';
import type { Settings } from '../config/merge.ts';
import { errors } from '../errors.ts';

type Rule = readonly [allowed: (value: unknown) => boolean, expected: string];

const flag: Rule = [(value) => typeof value === 'boolean', 'true or false'];
const path: Rule = [(value) => typeof value === 'string', "a path such as '/api', or ''"];
const count: Rule = [(value) => Number.isSafeInteger(value) && Number(value) > 0, 'a whole number above 0'];
const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

const rules: Readonly<Record<string, Rule>> = {
  actions: flag,
  rest: flag,
  shortcuts: flag,
  prefix: path,
  restPrefix: path,
  pluralize: flag,
  autoWatch: flag,
  mirror: flag,
  populate: [
    (value) => typeof value === 'boolean' || isNames(value),
    "true, false, or a list of associations such as ['pets']",
  ],
  defaultLimit: count,
  maximumLimit: count,
  writable: [isNames, "a list of attributes such as ['email']"],
  parseBlueprintOptions: [(value) => typeof value === 'function', 'a function (req)'],
};

/**
 * Checks settings of an app, of a model or of a route.
 *
 * @param where what comes before the name of a setting in messages, as in `'blueprints'`
 * @throws E_CONFIG for the first setting that isn't what it may be
 * @throws E_JSONP_UNSUPPORTED for `jsonp`, which is an app's own to offer
 */
export function checkBlueprints(where: string, settings: Settings): void {
  for (const [name, [allowed, expected]] of Object.entries(rules)) {
    const value = settings[name];
    if (value === undefined || allowed(value)) continue;
    throw errors.E_CONFIG(`${where}.${name}`, inspect(value, { depth: 1, maxStringLength: 80 }), expected);
  }
  if (settings.jsonp) throw errors.E_JSONP_UNSUPPORTED();
}
