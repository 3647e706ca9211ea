/** What a helper may say of itself. @module */
import type { InputDefinitions, InputValues, ValueOf } from '../actions/action-definition.ts';
import type { AppContext } from '../app/app-context.ts';
import type { Helper } from './helper.ts';

/** One way in which a helper may end beside success. */
export interface HelperExit {
  description?: string;
  [setting: string]: unknown;
}

/** Exits by name. */
export type HelperExits = { readonly [name: string]: HelperExit };

/** What a helper finds as `this`. */
export interface HelperContext {
  /** The app that runs it. */
  readonly sails: AppContext;
}

/** Ends a helper. The first call counts. */
export type HelperExitFunction = (output?: unknown) => void;

/** One function per exit; `success` and `error` are always there. */
export type HelperExitFunctions<Exits> = {
  readonly [Name in keyof Exits | 'success' | 'error']: HelperExitFunction;
};

/** A helper: a function of the app with named and checked inputs. */
export interface HelperDefinition<
  Inputs extends InputDefinitions = InputDefinitions,
  Exits extends HelperExits = HelperExits,
  Args extends readonly string[] = readonly string[],
  Sync extends boolean = boolean,
  Result = unknown,
> {
  friendlyName?: string;
  description?: string;
  extendedDescription?: string;
  moreInfoUrl?: string;
  /** For readers: `'cacheable'` or `'idempotent'`. */
  sideEffects?: string;
  /** Answers at once rather than with a promise. @default false */
  sync?: Sync;
  /** Milliseconds that it may take; 0 for no limit. @default 0 */
  timeout?: number;
  /** What it has to be told; what is not named here is refused. */
  inputs?: Inputs;
  /** The inputs in the order in which a plain call gives them. @default the order of `inputs` */
  args?: Args;
  /** How it may end beside success. */
  exits?: Exits;
  /**
   * What the helper does.
   *
   * With one parameter, its return value is the output. With two, it ends by calling one of `exits`, and what it returns is
   * ignored. Either kind may throw an exit: `throw 'notFound'`, or with output `throw { notFound: { id } }`.
   */
  fn(this: HelperContext, inputs: InputValues<Inputs>, exits: HelperExitFunctions<Exits>): Result;
}

type PlainArgument<Definition> = Definition extends { isIn: readonly (infer Choice)[] }
  ? Choice
  : Definition extends { type: infer Type }
    ? ValueOf<Type>
    : unknown;

/** What a caller gives for one input. */
export type Argument<Definition> = Definition extends { allowNull: true }
  ? PlainArgument<Definition> | null
  : PlainArgument<Definition>;

type RequiredName<Inputs> = {
  [Name in keyof Inputs]: Inputs[Name] extends { required: true } ? Name : never;
}[keyof Inputs];

/** What a caller gives by name: a value for each input that is required, perhaps one for each other. */
export type NamedArguments<Inputs> = { [Name in RequiredName<Inputs>]: Argument<Inputs[Name]> } & {
  [Name in Exclude<keyof Inputs, RequiredName<Inputs>>]?: Argument<Inputs[Name]> | undefined;
};

type OnlyName<Names, All = Names> = Names extends unknown ? ([All] extends [Names] ? Names : never) : never;

type Ordered<Inputs, Names> = Names extends readonly [infer Name, ...infer Rest]
  ? Name extends keyof Inputs
    ? Inputs[Name] extends { required: true }
      ? [value: Argument<Inputs[Name]>, ...Ordered<Inputs, Rest>]
      : [value?: Argument<Inputs[Name]> | undefined, ...Ordered<Inputs, Rest>]
    : [named?: Partial<NamedArguments<Inputs>>]
  : [];

/**
 * What a caller gives in order. The order is known when `args` says it, or when there are no two inputs; else any value
 * of an input may stand in any place, since the keys of an object have no order for the compiler.
 */
export type OrderedArguments<Inputs, Args> = Args extends readonly [string, ...string[]]
  ? Ordered<Inputs, Args>
  : [keyof Inputs] extends [never]
    ? []
    : [OnlyName<keyof Inputs>] extends [never]
      ? (Argument<Inputs[keyof Inputs]> | undefined)[]
      : Ordered<Inputs, [OnlyName<keyof Inputs>]>;

/** What a helper gives: what `fn` returns; unknown when it ends through `exits`. */
export type OutputOf<Result> = unknown extends Result
  ? unknown
  : Awaited<Result> extends infer Output
    ? // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing, and so ends through `exits`
      void extends Output
      ? unknown
      : Output
    : never;

/**
 * The app's helpers, for `sails.helpers`. Name them once, and every call knows its types.
 *
 * @example
 * declare module 'telltale' {
 *   interface HelperRegistry {
 *     formatName: (first: string, last: string) => string; // typeof import('./api/helpers/format-name.ts').default
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps add their helpers
export interface HelperRegistry {}

/** Helpers whose types nobody named: of any name and depth. */
export interface AnyHelpers {
  readonly [name: string]: Helper<never, readonly string[], false, unknown> & AnyHelpers;
}
