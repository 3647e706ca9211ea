/** What a standalone action may say of itself. @module */
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { InputRules } from './input-rules.ts';

/**
 * The type of an input: a name; `[]` for a list, `[type]` for a list of one type; `{}` for an object, `{ key: type }` for
 * one with these keys. `'json'` is whatever JSON can say, `'ref'` anything.
 */
export type InputType =
  | 'string'
  | 'number'
  | 'boolean'
  | 'json'
  | 'ref'
  | readonly []
  | readonly [InputType]
  | { readonly [key: string]: InputType };

/** One input of an action. */
export interface InputDefinition extends InputRules {
  type: InputType;
  description?: string;
  /** @default false */
  required?: boolean;
  /** Value when the request has none. */
  defaultsTo?: unknown;
  /** Whether `null` is a value. @default false, but true for 'json' and 'ref' */
  allowNull?: boolean;
  [setting: string]: unknown;
}

/** One way in which an action may end. */
export interface ExitDefinition {
  description?: string;
  /** Status of the answer. @default 200 for success, else what the response type says, else 500 */
  statusCode?: number;
  /** `'view'`, `'redirect'`, or the name of a response such as `'notFound'`. Default: data as it is. */
  responseType?: string;
  /** View to show, for the response type `'view'`; it sees what the exit was given. */
  viewTemplatePath?: string;
  [setting: string]: unknown;
}

/** What an action finds as `this`. */
export interface ActionContext {
  req: Request;
  res: Response;
}

/** Inputs by name. */
export type InputDefinitions = { readonly [name: string]: InputDefinition };

/** Exits by name. */
export type ExitDefinitions = { readonly [name: string]: ExitDefinition };

/** The TypeScript type of an input's type. */
export type ValueOf<Type> = Type extends 'string'
  ? string
  : Type extends 'number'
    ? number
    : Type extends 'boolean'
      ? boolean
      : Type extends 'json' | 'ref'
        ? unknown
        : Type extends readonly []
          ? unknown[]
          : Type extends readonly [infer Item]
            ? ValueOf<Item>[]
            : Type extends object
              ? keyof Type extends never
                ? Record<string, unknown>
                : { -readonly [Key in keyof Type]: ValueOf<Type[Key]> }
              : unknown;

type PlainValue<Definition> = Definition extends { isIn: readonly (infer Choice)[] }
  ? Choice
  : Definition extends { type: infer Type }
    ? ValueOf<Type>
    : unknown;

type NullableValue<Definition> = Definition extends { allowNull: true }
  ? PlainValue<Definition> | null
  : PlainValue<Definition>;

type AlwaysThere<Definitions> = {
  [Name in keyof Definitions]: Definitions[Name] extends { required: true } | { defaultsTo: unknown }
    ? Name
    : never;
}[keyof Definitions];

/** What `fn` gets: a value for each input that is required or has a default, perhaps one for each other. */
export type InputValues<Definitions> = {
  [Name in AlwaysThere<Definitions>]: NullableValue<Definitions[Name]>;
} & {
  [Name in Exclude<keyof Definitions, AlwaysThere<Definitions>>]?: NullableValue<Definitions[Name]>;
};

/** Ends an action. The first call counts. */
export type ExitFunction = (output?: unknown) => void;

/** One function per exit; `success` and `error` are always there. */
export type ExitFunctions<Exits> = { readonly [Name in keyof Exits | 'success' | 'error']: ExitFunction };

/** A standalone action. */
export interface ActionDefinition<
  Inputs extends InputDefinitions = InputDefinitions,
  Exits extends ExitDefinitions = ExitDefinitions,
> {
  friendlyName?: string;
  description?: string;
  extendedDescription?: string;
  moreInfoUrl?: string;
  /** What the request has to say; what is not named here does not reach `fn`. */
  inputs?: Inputs;
  /** How it may end. */
  exits?: Exits;
  /** Inputs that are uploaded files: each is what `req.file(name)` gives. */
  files?: readonly string[];
  /** The input that the `*` at the end of the route's path goes to. */
  urlWildcardSuffix?: string;
  /**
   * What the action does.
   *
   * With one parameter, its return value is the answer: nothing is `OK`, text is text, anything else is JSON. With two, it
   * ends by calling one of `exits`, and what it returns is ignored; when it never calls one, the request stays open, and
   * the log warns. Either kind may throw an exit: `throw 'notFound'`, or with output `throw { taken: { name } }`.
   */
  fn(this: ActionContext, inputs: InputValues<Inputs>, exits: ExitFunctions<Exits>): unknown;
}
