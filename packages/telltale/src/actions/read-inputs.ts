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
    if (sources.files?.includes(name)) reading.values[name] = req.file(name);
    else readInput(name, definition, req.param(name === sources.urlWildcardSuffix ? '0' : name), reading);
  }
  return reading;
}

function readInput(name: string, definition: InputDefinition, given: unknown, reading: InputReading): void {
  const { type, required, defaultsTo, allowNull = type === 'json' || type === 'ref' } = definition;
  if (given === undefined) {
    if (required) reading.problems.push(`"${name}" is required, but it was not defined.`);
    else if (defaultsTo !== undefined) reading.values[name] = structuredClone(defaultsTo);
    return;
  }
  if (given === null) {
    if (allowNull) reading.values[name] = null;
    else reading.problems.push(`"${name}" is null, which is not ${readableType(definition)}.`);
    return;
  }
  const read = readAs(type, given);
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
