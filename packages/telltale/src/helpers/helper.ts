/** A helper as its callers have it. @module */
import type { HelperCall } from './helper-call.ts';
import type {
  AnyHelpers,
  HelperDefinition,
  HelperRegistry,
  NamedArguments,
  OrderedArguments,
} from './helper-definition.ts';

/** What a call gives: the output itself when the helper is `sync`, else something to await. */
export type HelperAnswer<Sync, Output> = Sync extends true ? Output : HelperCall<Output>;

/** A helper: called with values in order, or with named ones. */
export interface Helper<Inputs, Args, Sync, Output> {
  /**
   * Runs it with values in order.
   *
   * @throws E_INVALID_ARGINS with `problems`: at once when the helper is `sync`, else when awaited
   */
  (
    ...values: [Inputs] extends [never] ? unknown[] : OrderedArguments<Inputs, Args>
  ): HelperAnswer<Sync, Output>;
  /**
   * Runs it with values by name.
   *
   * @throws E_INVALID_ARGINS with `problems`: at once when the helper is `sync`, else when awaited
   */
  with(
    values: [Inputs] extends [never] ? Record<string, unknown> : NamedArguments<Inputs>,
  ): HelperAnswer<Sync, Output>;
  /** What it was made of. */
  readonly definition: HelperDefinition;
}

/** Helpers of a registry; of any name when it has none. */
export type HelpersOf<Registry> = keyof Registry extends never ? AnyHelpers : Readonly<Registry>;

/** The helpers of an app, as `sails.helpers` has them. */
export type AppHelpers = HelpersOf<HelperRegistry>;
