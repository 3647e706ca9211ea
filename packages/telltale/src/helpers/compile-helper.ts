/** Makes a function that can be called of what an app exports as a helper. @module */
import { inspect } from 'node:util';
import type { InputDefinition, InputDefinitions } from '../actions/action-definition.ts';
import { inputProblem } from '../actions/input-problem.ts';
import type { AppContext } from '../app/app-context.ts';
import { within } from '../app/within.ts';
import { errors } from '../errors.ts';
import type { Helper } from './helper.ts';
import { HelperCall } from './helper-call.ts';
import type { HelperDefinition, HelperExits } from './helper-definition.ts';
import { furtherInputs, nameValues, readNamed } from './read-arguments.ts';
import { type RunnableHelper, runHelper, runSyncHelper } from './run-helper.ts';

/** A helper of any types. */
export type CompiledHelper = Helper<never, readonly string[], boolean, unknown>;

/**
 * Makes a helper.
 *
 * @param exported a definition, or a helper that `defineHelper` made
 * @param identity for messages, as in `'mail.send'`
 * @param app the app that it runs in, asked for with each call
 * @throws E_HELPER_DEFINITION for what is no helper, or contradicts itself
 */
export function compileHelper(exported: unknown, identity: string, app: () => AppContext): CompiledHelper {
  const definition = definitionOf(exported, identity);
  const { inputs = {}, exits = {}, sync = false, timeout = 0, fn } = definition;
  checkInputs(identity, inputs);
  checkExits(identity, exits);
  if (!Number.isInteger(timeout) || timeout < 0)
    throw errors.E_HELPER_DEFINITION(identity, `its timeout is ${inspect(timeout)}, not milliseconds`);
  const order = orderOf(identity, definition, Object.keys(inputs));
  const helper: RunnableHelper = { identity, exits, returnsOutput: fn.length < 2, fn };

  const start = (read: () => Record<string, unknown>): unknown => {
    if (sync) {
      const running = app();
      return running.run(() => runSyncHelper(helper, { sails: running }, read()));
    }
    return new HelperCall(async () => {
      const running = app();
      const given = read();
      const ended = running.run(() => runHelper(helper, { sails: running }, given));
      return timeout > 0 ? within(ended, timeout, () => errors.E_HELPER_TIMEOUT(identity, timeout)) : ended;
    });
  };
  const call = (...values: unknown[]): unknown =>
    start(() => readNamed(identity, inputs, nameValues(identity, order, values)));
  return Object.assign(call, {
    with: (values: unknown) => start(() => readNamed(identity, inputs, values)),
    definition,
  }) as CompiledHelper;
}

function definitionOf(exported: unknown, identity: string): HelperDefinition {
  const definition = typeof exported === 'function' ? Reflect.get(exported, 'definition') : exported;
  if (typeof definition !== 'object' || definition === null) {
    throw errors.E_HELPER_DEFINITION(identity, `it is ${inspect(exported, { depth: 0 })}, not an object`);
  }
  if (typeof Reflect.get(definition, 'fn') !== 'function') {
    throw errors.E_HELPER_DEFINITION(identity, 'it has no function fn');
  }
  return definition as HelperDefinition;
}

function checkInputs(identity: string, inputs: unknown): asserts inputs is InputDefinitions {
  if (!isDictionary(inputs))
    throw errors.E_HELPER_DEFINITION(identity, `its inputs are ${inspect(inputs)}, not an object`);
  for (const [name, input] of Object.entries(inputs)) {
    const problem = isDictionary(input) ? inputProblem(input as InputDefinition) : `it is ${inspect(input)}`;
    if (problem !== undefined) throw errors.E_HELPER_DEFINITION(identity, `input '${name}': ${problem}`);
  }
}

function checkExits(identity: string, exits: unknown): asserts exits is HelperExits {
  if (!isDictionary(exits))
    throw errors.E_HELPER_DEFINITION(identity, `its exits are ${inspect(exits)}, not an object`);
  for (const [name, exit] of Object.entries(exits)) {
    if (!isDictionary(exit))
      throw errors.E_HELPER_DEFINITION(identity, `exit '${name}' is ${inspect(exit)}, not an object`);
  }
}

function orderOf(identity: string, { args }: HelperDefinition, names: string[]): readonly string[] {
  if (args === undefined) return names;
  const strange = args.find(
    (name, index) => !names.includes(name) && !(name === furtherInputs && index === args.length - 1),
  );
  if (strange !== undefined)
    throw errors.E_HELPER_DEFINITION(identity, `args names '${strange}', which is no input`);
  return args;
}

function isDictionary(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
