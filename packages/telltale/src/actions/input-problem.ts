/** What contradicts itself in the definition of an input. @module */
import { inspect } from 'node:util';
import type { InputDefinition } from './action-definition.ts';
import { brokenRules } from './input-rules.ts';
import { isInputType, readAs } from './input-type.ts';

/** Says what is wrong with a definition, or nothing. */
export function inputProblem({
  type,
  required,
  defaultsTo,
  allowNull,
  ...rules
}: InputDefinition): string | undefined {
  if (!isInputType(type)) {
    return `its type is ${inspect(type)}, not 'string', 'number', 'boolean', 'json', 'ref', a list or an object of these`;
  }
  if (defaultsTo === undefined || (defaultsTo === null && allowNull)) return undefined;
  if (required) return 'it is required, so it never takes its default';
  const read = readAs(type, defaultsTo);
  if ('expected' in read) return `its default ${inspect(defaultsTo)} is not ${read.expected}`;
  const [broken] = brokenRules(read.value, rules);
  return broken === undefined ? undefined : `its default ${inspect(defaultsTo)} ${broken}`;
}
