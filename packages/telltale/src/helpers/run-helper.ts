/** Runs a helper with inputs that were read already, and finds out how it ended. @module */
import { thrownExit } from '../actions/thrown-exit.ts';
import { errors } from '../errors.ts';
import type { HelperContext, HelperExitFunction, HelperExits } from './helper-definition.ts';
import { HelperException } from './helper-exception.ts';

/** What running needs of a helper. */
export interface RunnableHelper {
  readonly identity: string;
  readonly exits: HelperExits;
  /** Whether `fn` gives its return value, rather than calling `exits`. */
  readonly returnsOutput: boolean;
  readonly fn: (this: HelperContext, inputs: never, exits: never) => unknown;
}

/** Runs it and waits for its end. */
export function runHelper(helper: RunnableHelper, context: HelperContext, inputs: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => reject(explain(helper, thrown));
    const exits = exitFunctions(helper, resolve, reject);
    const returned = (value: unknown): void => {
      if (helper.returnsOutput) resolve(value);
    };
    try {
      const result = helper.fn.call(context, inputs as never, exits as never);
      if (isThenable(result)) result.then(returned, fail);
      else returned(result);
    } catch (thrown) {
      fail(thrown);
    }
  });
}

/** Runs a helper that is `sync`. @throws what it ended with, when that was no success */
export function runSyncHelper(helper: RunnableHelper, context: HelperContext, inputs: unknown): unknown {
  let end: { output: unknown } | { error: unknown } | undefined;
  const exits = exitFunctions(
    helper,
    (output) => {
      end ??= { output };
    },
    (error) => {
      end ??= { error };
    },
  );
  let result: unknown;
  try {
    result = helper.fn.call(context, inputs as never, exits as never);
  } catch (thrown) {
    throw explain(helper, thrown);
  }
  if (isThenable(result)) {
    // It fails here, whatever comes of the promise.
    result.then(undefined, () => {});
    throw errors.E_HELPER_DEFINITION(helper.identity, 'it is sync, but gave a promise. Leave out sync: true');
  }
  if (helper.returnsOutput) return result;
  if (end === undefined) {
    throw errors.E_HELPER_DEFINITION(
      helper.identity,
      "it is sync, but called no exit. Call exits.success(…), or leave out the parameter 'exits' and return the output",
    );
  }
  if ('error' in end) throw end.error;
  return end.output;
}

function exitFunctions(
  helper: RunnableHelper,
  succeed: (output: unknown) => void,
  fail: (error: unknown) => void,
): Record<string, HelperExitFunction> {
  const functions: Record<string, HelperExitFunction> = Object.create(null);
  for (const name of Object.keys(helper.exits)) {
    functions[name] = (output) => fail(exception(helper, name, output));
  }
  functions.success = succeed;
  functions.error = (output) => fail(explain(helper, output));
  return functions;
}

/** The error that a caller gets for what was thrown. */
function explain(helper: RunnableHelper, thrown: unknown): unknown {
  const exit = thrownExit(thrown, helper.exits);
  if (exit !== undefined && exit.name !== 'success') {
    // An error that carries the exit's name as its code says more than we could.
    return thrown instanceof Error && exit.output === thrown
      ? thrown
      : exception(helper, exit.name, exit.output);
  }
  if (thrown instanceof Error && !(thrown instanceof HelperException)) return thrown;
  return Object.assign(errors.E_HELPER_THREW(helper.identity, thrown), { cause: thrown, raw: thrown });
}

function exception(helper: RunnableHelper, exit: string, output: unknown): HelperException {
  return new HelperException(helper.identity, exit, output, helper.exits[exit]?.description);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}
