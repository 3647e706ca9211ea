/** Makes a handler of what an app exports as an action. @module */
import { inspect } from 'node:util';
import { errors } from '../errors.ts';
import type { Handler } from '../routing/handler.ts';
import type {
  ActionDefinition,
  ExitDefinitions,
  InputDefinition,
  InputDefinitions,
} from './action-definition.ts';
import { inputProblem } from './input-problem.ts';
import { readInputs } from './read-inputs.ts';
import { type RunnableAction, runAction } from './run-action.ts';

/**
 * Makes a handler `(req, res)`.
 *
 * @param definition a function `(req, res)`, or an object with `fn`, and perhaps `inputs` and `exits`
 * @param identity for messages, as in `'user/find'`
 * @throws E_INVALID_ACTION for anything else
 * @throws E_ACTION_DEFINITION for inputs or exits that contradict themselves
 */
export function compileAction(definition: unknown, identity: string): Handler {
  if (typeof definition === 'function') return definition as Handler;
  if (!isActionDefinition(definition))
    throw errors.E_INVALID_ACTION(identity, inspect(definition, { depth: 0 }));
  const { fn, inputs = {}, exits = {}, files, urlWildcardSuffix } = definition;
  checkInputs(identity, inputs);
  checkExits(identity, exits);
  const action: RunnableAction = { identity, exits, returnsAnswer: fn.length < 2, fn };
  const sources = { files, urlWildcardSuffix };
  return (req, res) => {
    const { values, problems } = readInputs(inputs, req, sources);
    if (problems.length === 0) return runAction(action, values, req, res);
    const { code, message } = errors.E_MISSING_OR_INVALID_PARAMS(
      `${req.method} ${req.path}`,
      problems.length,
    );
    res.badRequest({ code, problems, message: `${message} ${problems.join(' ')}` });
  };
}

function isActionDefinition(definition: unknown): definition is ActionDefinition {
  return (
    typeof definition === 'object' &&
    definition !== null &&
    typeof Reflect.get(definition, 'fn') === 'function'
  );
}

function checkInputs(identity: string, inputs: unknown): asserts inputs is InputDefinitions {
  if (!isDictionary(inputs))
    throw errors.E_ACTION_DEFINITION(identity, `its inputs are ${inspect(inputs)}, not an object`);
  for (const [name, input] of Object.entries(inputs)) {
    const problem = isDictionary(input) ? inputProblem(input as InputDefinition) : `it is ${inspect(input)}`;
    if (problem !== undefined) {
      throw errors.E_ACTION_DEFINITION(
        identity,
        `input '${name}': ${problem}. Write: ${name}: { type: 'string' }`,
      );
    }
  }
}

function checkExits(identity: string, exits: unknown): asserts exits is ExitDefinitions {
  if (!isDictionary(exits))
    throw errors.E_ACTION_DEFINITION(identity, `its exits are ${inspect(exits)}, not an object`);
  for (const [name, exit] of Object.entries(exits)) {
    if (!isDictionary(exit))
      throw errors.E_ACTION_DEFINITION(identity, `exit '${name}' is ${inspect(exit)}, not an object`);
    const { statusCode } = exit as { statusCode?: unknown };
    if (
      statusCode !== undefined &&
      (!Number.isInteger(statusCode) || Number(statusCode) < 200 || Number(statusCode) > 599)
    ) {
      throw errors.E_ACTION_DEFINITION(
        identity,
        `exit '${name}' has status ${inspect(statusCode)}, not one from 200 to 599`,
      );
    }
  }
}

function isDictionary(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
