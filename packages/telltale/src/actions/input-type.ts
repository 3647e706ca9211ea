/** Reads a value as the type that an input has. @module */
import type { InputType } from './action-definition.ts';

/** A value of the type, or the name of the type that it is not of. */
export type Reading = { value: unknown } | { expected: string };

/**
 * Reads a value. A text that writes a number or a boolean is one, since a query string has only texts; and a number or
 * boolean is a text where a text is due. Nothing else is converted.
 *
 * @param exact converts nothing at all, for values that come from code. Default: false.
 */
export function readAs(type: InputType, given: unknown, exact = false): Reading {
  if (type === 'ref') return { value: given };
  if (exact && typeof type === 'string') return readExactly(type, given);
  if (type === 'string') return readString(given);
  if (type === 'number') return readNumber(given);
  if (type === 'boolean') return readBoolean(given);
  const value = exact ? given : fromJsonText(given);
  if (type === 'json') return value === undefined ? { expected: 'JSON' } : { value };
  return isListType(type)
    ? readList(type, value, exact)
    : readObject(type as Readonly<Record<string, InputType>>, value, exact);
}

/** Whether something is an input type. */
export function isInputType(type: unknown): type is InputType {
  if (typeof type === 'string') return /^(string|number|boolean|json|ref)$/.test(type);
  if (Array.isArray(type)) return type.length === 0 || (type.length === 1 && isInputType(type[0]));
  return typeof type === 'object' && type !== null && Object.values(type).every(isInputType);
}

function readExactly(type: 'string' | 'number' | 'boolean' | 'json', given: unknown): Reading {
  if (type === 'json' ? given !== undefined : typeof given === type && !Number.isNaN(given)) {
    return { value: given };
  }
  return { expected: type === 'json' ? 'JSON' : `a ${type}` };
}

function readString(given: unknown): Reading {
  if (typeof given === 'string') return { value: given };
  const isWritable = (typeof given === 'number' && Number.isFinite(given)) || typeof given === 'boolean';
  return isWritable ? { value: String(given) } : { expected: 'a string' };
}

function readNumber(given: unknown): Reading {
  const value = typeof given === 'string' && /^\s*[-+]?(\d|\.\d)/.test(given) ? Number(given) : given;
  return typeof value === 'number' && Number.isFinite(value) ? { value } : { expected: 'a number' };
}

function readBoolean(given: unknown): Reading {
  if (typeof given === 'boolean') return { value: given };
  if (given === 'true' || given === '1' || given === 1) return { value: true };
  if (given === 'false' || given === '0' || given === 0) return { value: false };
  return { expected: 'a boolean' };
}

function readList(type: readonly [] | readonly [InputType], given: unknown, exact: boolean): Reading {
  if (!Array.isArray(given)) return { expected: 'a list' };
  const [itemType] = type;
  if (itemType === undefined) return { value: given };
  const value: unknown[] = [];
  for (const item of given) {
    const reading = readAs(itemType, item, exact);
    if ('expected' in reading) return { expected: `a list, each item ${reading.expected}` };
    value.push(reading.value);
  }
  return { value };
}

function readObject(type: Readonly<Record<string, InputType>>, given: unknown, exact: boolean): Reading {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return { expected: 'an object' };
  const keys = Object.keys(type);
  if (keys.length === 0) return { value: given };
  const value: Record<string, unknown> = {};
  for (const key of keys) {
    const item = Object.hasOwn(given, key) ? (given as Record<string, unknown>)[key] : undefined;
    const reading = readAs(type[key] as InputType, item, exact);
    if ('expected' in reading) return { expected: `an object whose "${key}" is ${reading.expected}` };
    value[key] = reading.value;
  }
  return { value };
}

/** A query string can only write a list or an object as JSON. */
function fromJsonText(given: unknown): unknown {
  if (typeof given !== 'string' || !/^\s*[[{]/.test(given)) return given;
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}

function isListType(type: InputType): type is readonly [] | readonly [InputType] {
  return Array.isArray(type);
}
