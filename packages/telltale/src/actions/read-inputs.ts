/** Takes the inputs of an action out of a request. @module */
import type { Request } from '../http/request.ts';
import type { InputDefinition, InputDefinitions } from './action-definition.ts';
import { brokenRules } from './input-rules.ts';
import { readAs } from './input-type.ts';

/** Values by input, and a sentence for each that is missing or invalid. */
export interface InputReading {
  values: Record<string, unknown>;
  problems: string[];
}

/** Where inputs come from beside the request's parameters. */
export interface InputSources {
  /** The input that takes what the route's `*` matched. */
  urlWildcardSuffix?: string | undefined;
  /** Inputs that are uploads. */
  files?: readonly string[] | undefined;
}

/** Reads every input; parameters that are no inputs are left behind. */
export function readInputs(definitions: InputDefinitions, req: Request, sources: InputSources): InputReading {
  const reading: InputReading = { values: {}, problems: [] };
  for (const [name, definition] of Object.entries(definitions)) {
    if (sources.files?.includes(name)) readFile(name, definition, req, reading);
    else readInput(name, definition, req.param(name === sources.urlWildcardSuffix ? '0' : name), reading);
  }
  return reading;
}

function readFile(name: string, { required }: InputDefinition, req: Request, reading: InputReading): void {
  const upstream = req.file(name);
  if (!upstream.isEmpty) reading.values[name] = upstream;
  else if (required) reading.problems.push(`"${name}" is required, but no file was sent.`);
}

/**
 * Reads one input into `reading`.
 *
 * @param exact converts nothing, for values that come from code. Default: false.
 */
export function readInput(
  name: string,
  definition: InputDefinition,
  given: unknown,
  reading: InputReading,
  exact = false,
): void {
  const { type, required, defaultsTo, allowNull = type === 'json' || type === 'ref' } = definition;
  if (given === undefined) {
    if (required) reading.problems.push(`"${name}" is required, but it was not defined.`);
    else if (defaultsTo !== undefined) reading.values[name] = ownCopy(defaultsTo);
    return;
  }
  if (given === null) {
    if (allowNull) reading.values[name] = null;
    else reading.problems.push(`"${name}" is null, which is not ${readableType(definition)}.`);
    return;
  }
  const read = readAs(type, given, exact);
  if ('expected' in read) {
    reading.problems.push(`"${name}" is not ${read.expected}.`);
    return;
  }
  reading.values[name] = read.value;
  for (const broken of brokenRules(read.value, definition)) reading.problems.push(`"${name}" ${broken}.`);
}

function readableType({ type }: InputDefinition): string {
  if (typeof type === 'string') return `a ${type}`;
  return Array.isArray(type) ? 'a list' : 'an object';
}

/** So that what is done to the default of one call is not seen by the next. */
function ownCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isData = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isData ? structuredClone(value) : value;
}
