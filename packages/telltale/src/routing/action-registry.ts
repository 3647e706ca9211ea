/** The actions of an app by identity, with what stands before each. @module */
import { errors } from '../errors.ts';
import { actionIdentity, matchesGlob } from './action-identity.ts';
import type { Handler } from './handler.ts';
import type { RouteStep } from './route.ts';

/** Makes a handler of what an app exported as an action; throws when it is none. */
export type CompileAction = (definition: unknown, identity: string) => Handler;

/** The policies that stand before an action. */
export type PoliciesOf = (identity: string, isAction: (identity: string) => boolean) => readonly Handler[];

interface Action {
  definition: unknown;
  step: RouteStep;
}

/** Actions, their middleware and their policies. Routes ask it for the chain of an action. */
export class ActionRegistry {
  #actions = new Map<string, Action>();
  readonly #middleware: { handlers: readonly Handler[]; globs: readonly string[] }[] = [];
  readonly #compile: CompileAction;
  readonly #policiesOf: PoliciesOf;
  #chains = new Map<string, readonly RouteStep[]>();

  constructor(compile: CompileAction, policiesOf: PoliciesOf = () => []) {
    this.#compile = compile;
    this.#policiesOf = policiesOf;
  }

  /**
   * Adds an action.
   *
   * @param definition a function `(req, res)`, or an object with a function `fn`
   * @param name identity in any spelling, as in `'user/find'`
   * @param force replaces one that is there. Default: false.
   * @throws E_CONFLICT with `identity` when it is there already
   * @throws E_INVALID_ACTION when the definition is none
   */
  register(definition: unknown, name: string, force = false): void {
    const identity = actionIdentity(name);
    if (!force && this.#actions.has(identity)) throw Object.assign(errors.E_CONFLICT(identity), { identity });
    this.#actions.set(identity, {
      definition,
      step: { run: this.#compile(definition, identity), action: identity },
    });
    this.#chains.clear();
  }

  /**
   * Lets functions run before actions, after those registered earlier.
   *
   * @param globs identities as in `'user/find'`, `'user/*'`, `'*'`; with a `!` before it, all others. A list, or one text
   *   with commas.
   */
  use(handlers: Handler | readonly Handler[], globs: string | readonly string[]): void {
    const list = typeof globs === 'string' ? globs.split(',') : globs;
    this.#middleware.push({
      handlers: typeof handlers === 'function' ? [handlers] : [...handlers],
      globs: list.map((glob) => glob.trim()),
    });
    this.#chains.clear();
  }

  /** Forgets all actions; their middleware stays. @returns brings them back, in place of those registered meanwhile */
  clear(): () => void {
    const before = this.#actions;
    this.#actions = new Map();
    this.#chains.clear();
    return () => {
      this.#actions = before;
      this.#chains.clear();
    };
  }

  has(name: string): boolean {
    return this.#actions.has(actionIdentity(name));
  }

  /** Identities, in the order of registration. */
  identities(): string[] {
    return [...this.#actions.keys()];
  }

  /** What was registered under an identity. */
  definition(name: string): unknown {
    return this.#actions.get(actionIdentity(name))?.definition;
  }

  /** The actions as functions `(req, res)` by identity, without a prototype. */
  handlers(): Record<string, Handler> {
    const all: Record<string, Handler> = Object.create(null);
    for (const [identity, { step }] of this.#actions) all[identity] = step.run;
    return all;
  }

  /** Middleware, policies and the action itself, in order; `undefined` for an action that is not there. */
  chain(identity: string): readonly RouteStep[] | undefined {
    const known = this.#chains.get(identity);
    if (known) return known;
    const action = this.#actions.get(identity);
    if (!action) return undefined;
    const policies = this.#policiesOf(identity, (name) => this.#actions.has(name));
    const before = [...this.#middlewareOf(identity), ...policies].map((run) => ({ run }));
    const chain = [...before, action.step];
    this.#chains.set(identity, chain);
    return chain;
  }

  #middlewareOf(identity: string): Handler[] {
    return this.#middleware.flatMap(({ handlers, globs }) => (applies(globs, identity) ? handlers : []));
  }
}

/** With several globs, one that takes the action in is enough, and one with `!` that leaves it out decides. */
function applies(globs: readonly string[], identity: string): boolean {
  const positive = globs.filter((glob) => !glob.startsWith('!'));
  const negative = globs.filter((glob) => glob.startsWith('!'));
  return (
    (positive.length === 0 || positive.some((glob) => matchesGlob(glob, identity))) &&
    negative.every((glob) => matchesGlob(glob, identity))
  );
}
