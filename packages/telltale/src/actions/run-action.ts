/** Runs a standalone action for one request, and sees to it that it ends once. @module */
import { answerError } from '../http/answer-error.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { ExitDefinitions, ExitFunction } from './action-definition.ts';
import { answerExit } from './answer-exit.ts';
import { thrownExit } from './thrown-exit.ts';

/** What running needs of an action. */
export interface RunnableAction {
  readonly identity: string;
  readonly exits: ExitDefinitions;
  /** Whether `fn` answers with its return value, rather than through `exits`. */
  readonly returnsAnswer: boolean;
  readonly fn: (this: { req: Request; res: Response }, inputs: never, exits: never) => unknown;
}

/** Milliseconds that an action may work with its exits before the log asks after it. */
const patience = 30_000;

/** Runs the action with inputs that were read already. */
export function runAction(action: RunnableAction, inputs: unknown, req: Request, res: Response): void {
  let ended = false;
  let reminder: NodeJS.Timeout | undefined;

  const end = (name: string, output: unknown): void => {
    if (ended) return;
    ended = true;
    clearTimeout(reminder);
    // It answered through `this.res`, and there is nothing left to say.
    if (res.headersSent) return;
    try {
      if (name === 'error' && !Object.hasOwn(action.exits, 'error')) answerError(output, req, res);
      else answerExit(res, name, action.exits[name], output);
    } catch (error) {
      answerError(error, req, res);
    }
  };
  const fail = (thrown: unknown): void => {
    const exit = thrownExit(thrown, action.exits);
    if (exit !== undefined) end(exit.name, exit.output);
    else if (ended) answerError(thrown, req, res);
    else end('error', thrown);
  };
  const returned = (value: unknown): void => {
    if (action.returnsAnswer) end('success', value);
    else if (!ended && !res.headersSent)
      warn('returned without calling an exit. What it returns is not the answer');
  };
  const warn = (what: string): void =>
    req._sails.log.warn(
      `Action '${action.identity}' ${what}, and ${req.method} ${req.path} waits. Call exits.success(…), or leave out the parameter 'exits' and return the answer.`,
    );

  try {
    const result = action.fn.call({ req, res }, inputs as never, exitFunctions(action.exits, end) as never);
    if (result === res) return;
    if (isThenable(result)) {
      result.then(returned, fail);
    } else if (action.returnsAnswer || result !== undefined) {
      returned(result);
    }
    if (!ended && !action.returnsAnswer) {
      reminder = setTimeout(() => warn(`called no exit for ${patience / 1000} seconds`), patience).unref();
    }
  } catch (thrown) {
    fail(thrown);
  }
}

function exitFunctions(
  exits: ExitDefinitions,
  end: (name: string, output: unknown) => void,
): Record<string, ExitFunction> {
  const functions: Record<string, ExitFunction> = Object.create(null);
  for (const name of ['success', 'error', ...Object.keys(exits)])
    functions[name] = (output) => end(name, output);
  return functions;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}
