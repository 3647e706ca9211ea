/** The validation rules of attributes. Formats are judged by validator.js. @module */
import isCreditCardModule from 'validator/lib/isCreditCard.js';
import isEmailModule from 'validator/lib/isEmail.js';
import isHexColorModule from 'validator/lib/isHexColor.js';
import isIPModule from 'validator/lib/isIP.js';
import isURLModule from 'validator/lib/isURL.js';
import isUUIDModule from 'validator/lib/isUUID.js';
import type { Rules } from '../definition/attribute.ts';

/** A rule with its argument: says what is wrong with a value, or nothing. */
export interface Rule {
  readonly name: string;
  /** Whether the rule also judges the empty string of an attribute that need not be given. */
  readonly judgesEmpty: boolean;
  problem(value: unknown): string | undefined;
}

type RuleName = keyof Rules;
type Check = (value: unknown, argument: never) => boolean;
type RuleRow = readonly [
  accepts: (argument: unknown) => boolean,
  check: Check,
  expected: (argument: never) => string,
];

const isTrue = (argument: unknown) => argument === true;
const isCount = (argument: unknown) => Number.isInteger(argument) && (argument as number) >= 0;
const isNumber = (argument: unknown) => Number.isFinite(argument);
const isDateLike = (argument: unknown) => !Number.isNaN(toTime(argument));
const format = (check: (value: string) => boolean) => (value: unknown) =>
  typeof value === 'string' && check(value);

const table: { readonly [Name in RuleName]-?: RuleRow } = {
  isIn: [
    Array.isArray,
    (value, list: unknown[]) => list.includes(value),
    (list: unknown[]) => `must be one of ${JSON.stringify(list)}`,
  ],
  isNotIn: [
    Array.isArray,
    (value, list: unknown[]) => !list.includes(value),
    (list: unknown[]) => `must be none of ${JSON.stringify(list)}`,
  ],
  isAfter: [
    isDateLike,
    (value, limit) => toTime(value) > toTime(limit),
    (limit) => `must be a time after ${new Date(toTime(limit)).toISOString()}`,
  ],
  isBefore: [
    isDateLike,
    (value, limit) => toTime(value) < toTime(limit),
    (limit) => `must be a time before ${new Date(toTime(limit)).toISOString()}`,
  ],
  isBoolean: [isTrue, (value) => typeof value === 'boolean', () => 'must be true or false'],
  isCreditCard: [
    isTrue,
    format((value) => isCreditCardModule.default(value)),
    () => 'must be a credit card number',
  ],
  isEmail: [isTrue, format((value) => isEmailModule.default(value)), () => 'must be an email address'],
  isHexColor: [
    isTrue,
    format((value) => isHexColorModule.default(value)),
    () => "must be a hexadecimal colour such as '#ff8800'",
  ],
  isInteger: [isTrue, (value) => Number.isInteger(value), () => 'must be an integer'],
  isIP: [isTrue, format((value) => isIPModule.default(value)), () => 'must be an IP address'],
  isNotEmptyString: [isTrue, (value) => value !== '', () => 'must not be empty'],
  isNumber: [isTrue, (value) => typeof value === 'number', () => 'must be a number'],
  isString: [isTrue, (value) => typeof value === 'string', () => 'must be a string'],
  isURL: [isTrue, format((value) => isURLModule.default(value)), () => 'must be a URL'],
  isUUID: [
    (argument) =>
      argument === true || (Number.isInteger(argument) && Number(argument) >= 1 && Number(argument) <= 8),
    (value, version: true | 4) =>
      typeof value === 'string' && isUUIDModule.default(value, version === true ? 'loose' : version),
    (version) => (version === true ? 'must be a UUID' : `must be a UUID of version ${version}`),
  ],
  max: [
    isNumber,
    (value, limit: number) => (value as number) <= limit,
    (limit) => `must be at most ${limit}`,
  ],
  min: [
    isNumber,
    (value, limit: number) => (value as number) >= limit,
    (limit) => `must be at least ${limit}`,
  ],
  maxLength: [
    isCount,
    (value, limit: number) => length(value) <= limit,
    (limit) => `must have at most ${limit} characters`,
  ],
  minLength: [
    isCount,
    (value, limit: number) => length(value) >= limit,
    (limit) => `must have at least ${limit} characters`,
  ],
  regex: [
    (argument) => argument instanceof RegExp,
    (value, pattern: RegExp) => typeof value === 'string' && value.search(pattern) >= 0,
    (pattern) => `must match ${pattern}`,
  ],
  custom: [
    (argument) => typeof argument === 'function',
    (value, check: (value: unknown) => boolean) => check(value) !== false,
    () => 'must keep the rule `custom` of its definition',
  ],
};

/** The names of all rules. */
export const ruleNames = Object.keys(table) as readonly RuleName[];

/**
 * Makes a rule of its name and argument; nothing when the rule is off.
 *
 * @returns the rule, or a text that says what is wrong with its argument
 */
export function makeRule(name: RuleName, argument: unknown): Rule | string | undefined {
  if (argument === undefined || argument === false) return undefined;
  const [accepts, check, expected] = table[name];
  if (!accepts(argument)) return `rule ${name} can't be used with ${describe(argument)}`;
  const message = expected(argument as never);
  return {
    name,
    judgesEmpty: name === 'isNotEmptyString' || name === 'custom',
    problem: (value) => {
      try {
        return check(value, argument as never) ? undefined : message;
      } catch (error) {
        return `${message} (it threw: ${error instanceof Error ? error.message : describe(error)})`;
      }
    },
  };
}

function length(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : Number.NaN;
}

function toTime(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value instanceof Date) return value.getTime();
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

/** Says what a value is, shortly, for a message. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Date) return 'a Date';
  switch (typeof value) {
    case 'string':
      return value.length > 60 ? `${JSON.stringify(value.slice(0, 57))}…` : JSON.stringify(value);
    case 'number':
    case 'boolean':
    case 'undefined':
    case 'bigint':
      return String(value);
    case 'object':
      return 'an object';
    default:
      return `a ${typeof value}`;
  }
}
