/** Holds blueprint settings to what they may be. @module */
import { checkValues, flag, type SettingRule, type SettingRules } from '../config/check-rules.ts';
import type { Settings } from '../config/merge.ts';
import { errors } from '../errors.ts';
import { usualVerbs } from '../routing/route-address.ts';

const path: SettingRule = [(value) => typeof value === 'string', "a path such as '/api', or ''"];
const count: SettingRule = [
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
  'a whole number above 0',
];
const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

const areVerbs = (list: readonly unknown[]): boolean =>
  list.length > 0 && list.every((verb) => (usualVerbs as readonly unknown[]).includes(verb));

const rules: SettingRules = {
  actions: [
    (value) => typeof value === 'boolean' || areVerbs([value].flat()),
    "true, false, or verbs such as 'POST' or ['GET', 'POST']",
  ],
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
  checkValues(where, settings, rules);
  if (settings.jsonp) throw errors.E_JSONP_UNSUPPORTED();
}
