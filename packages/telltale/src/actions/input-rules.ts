/** Rules that a value has to keep, beyond its type. @module */
import { inspect } from 'node:util';
import isCreditCardModule from 'validator/lib/isCreditCard.js';
import isEmailModule from 'validator/lib/isEmail.js';
import isHexColorModule from 'validator/lib/isHexColor.js';
import isIPModule from 'validator/lib/isIP.js';
import isURLModule from 'validator/lib/isURL.js';
import isUUIDModule from 'validator/lib/isUUID.js';

/** Rules by name, as in the definition of an attribute. */
export interface InputRules {
  /** One of these. */
  isIn?: readonly unknown[];
  /** None of these. */
  isNotIn?: readonly unknown[];
  /** At least. */
  min?: number;
  /** At most. */
  max?: number;
  isInteger?: boolean;
  /** At least so many characters. */
  minLength?: number;
  /** At most so many characters. */
  maxLength?: number;
  isNotEmptyString?: boolean;
  regex?: RegExp;
  isEmail?: boolean;
  isURL?: boolean;
  isUUID?: boolean;
  isIP?: boolean;
  isHexColor?: boolean;
  isCreditCard?: boolean;
  isBoolean?: boolean;
  isNumber?: boolean;
  isString?: boolean;
  /** Later than this date, number of milliseconds, or text that says a date. */
  isAfter?: Date | number | string;
  /** Earlier than this. */
  isBefore?: Date | number | string;
  /** Anything else: `false` or a throw refuses. */
  custom?: (value: never) => unknown;
}

type Rule = (value: unknown, wanted: never) => string | undefined;

/** Each rule says what is wrong with a value, as the end of a sentence that begins with the value. */
const rules: Readonly<Record<keyof InputRules, Rule>> = {
  isIn: (value, choices: readonly unknown[]) =>
    unless(choices.includes(value), `is not one of ${list(choices)}`),
  isNotIn: (value, choices: readonly unknown[]) =>
    unless(!choices.includes(value), `is one of ${list(choices)}`),
  min: (value, least: number) => unless(typeof value === 'number' && value >= least, `is less than ${least}`),
  max: (value, most: number) => unless(typeof value === 'number' && value <= most, `is more than ${most}`),
  isInteger: flag((value) => Number.isInteger(value), 'is not a whole number'),
  minLength: (value, least: number) =>
    unless(typeof value === 'string' && value.length >= least, `has fewer than ${least} characters`),
  maxLength: (value, most: number) =>
    unless(typeof value === 'string' && value.length <= most, `has more than ${most} characters`),
  isNotEmptyString: flag((value) => typeof value === 'string' && value !== '', 'is an empty string'),
  regex: (value, expression: RegExp) => {
    // A sticky or global expression would remember where it stopped last time.
    const stateless = new RegExp(expression.source, expression.flags.replace(/[gy]/g, ''));
    return unless(typeof value === 'string' && stateless.test(value), `does not match ${expression}`);
  },
  isEmail: format(isEmailModule, 'is not an email address'),
  isURL: format(isURLModule, 'is not a URL'),
  isUUID: format(isUUIDModule, 'is not a UUID'),
  isIP: format(isIPModule, 'is not an IP address'),
  isHexColor: format(isHexColorModule, 'is not a hexadecimal color'),
  isCreditCard: format(isCreditCardModule, 'is not a credit card number'),
  isBoolean: flag((value) => typeof value === 'boolean', 'is not a boolean'),
  isNumber: flag((value) => typeof value === 'number', 'is not a number'),
  isString: flag((value) => typeof value === 'string', 'is not a string'),
  isAfter: (value, date: Date | number | string) =>
    unless(timeOf(value) > timeOf(date), `is not after ${new Date(date).toISOString()}`),
  isBefore: (value, date: Date | number | string) =>
    unless(timeOf(value) < timeOf(date), `is not before ${new Date(date).toISOString()}`),
  custom: (value, check: (value: unknown) => unknown) => {
    try {
      return unless(check(value) !== false, 'is refused');
    } catch (error) {
      return `is refused: ${error instanceof Error ? error.message : inspect(error)}`;
    }
  },
};

const ruleNames = Object.keys(rules) as (keyof InputRules)[];

/**
 * Says what is wrong with a value.
 *
 * @returns ends of sentences; none when every rule is kept
 */
export function brokenRules(value: unknown, wanted: InputRules): string[] {
  const broken: string[] = [];
  for (const name of ruleNames) {
    const setting = wanted[name];
    if (setting === undefined) continue;
    const problem = rules[name](value, setting as never);
    if (problem !== undefined) broken.push(problem);
  }
  return broken;
}

function unless(kept: boolean, problem: string): string | undefined {
  return kept ? undefined : problem;
}

function flag(test: (value: unknown) => boolean, problem: string): Rule {
  return (value, wanted: boolean) => unless(!wanted || test(value), problem);
}

function format(module: { default: (text: string) => boolean }, problem: string): Rule {
  return flag((value) => typeof value === 'string' && module.default(value), problem);
}

function timeOf(value: unknown): number {
  return value instanceof Date || typeof value === 'number' || typeof value === 'string'
    ? new Date(value).getTime()
    : Number.NaN;
}

function list(choices: readonly unknown[]): string {
  return choices.map((choice) => inspect(choice)).join(', ');
}
