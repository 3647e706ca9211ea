/** What decides whether a socket may be subscribed to records of a model. @module */
import type { SubscriptionVerdict, SubscriptionQuestion as WireQuestion } from '@telltale/realtime';
import type { Request, Session } from '../http/request.ts';

/** What a subscription policy is asked. */
export interface SubscriptionQuestion extends WireQuestion {
  /** The request that subscribes its socket; `undefined` when the server does it by itself, or asks again. */
  readonly request: Request | undefined;
  /** The session of the socket as it is now; `undefined` when it has none. */
  readonly session: Session | undefined;
}

/**
 * Answers whether a socket may be subscribed: `true`, `false`, or the keys of those records to which it may. It is asked
 * before the socket enters the room of a record or a model, and again when its session has changed or ended. One that throws,
 * rejects, takes longer than `sockets.pubsub.policyTimeout`, or answers with something else refuses.
 *
 * @example
 * const isMember: SubscriptionPolicy = ({ session, ids, watch }) => {
 *   const teams = new Set(Array.isArray(session?.teams) ? session.teams : []);
 *   return !watch && ids.filter((id) => teams.has(id));
 * };
 */
export type SubscriptionPolicy = (
  question: SubscriptionQuestion,
) => SubscriptionVerdict | PromiseLike<SubscriptionVerdict>;

/** A subscription policy by its name in `api/policies`, as a function, or `true` (let in) and `false` (refuse). */
export type SubscriptionRule = string | boolean | SubscriptionPolicy;

/**
 * Who may be subscribed to the records of which model: rules by identity, `'*'` for models that have none of their own. Of a
 * list, every policy has to agree. Without a rule, a model is open to everybody.
 */
export interface SubscriptionsConfig {
  [model: string]: SubscriptionRule | readonly SubscriptionRule[];
}

const kind: unique symbol = Symbol.for('telltale.subscriptionPolicy') as never;

/**
 * Types a subscription policy: its question needs no annotation.
 *
 * @param policy answers `true`, `false`, or the keys of those records to which the socket may be subscribed
 * @returns the same function
 *
 * @example
 * // api/policies/isOwner.ts
 * export default defineSubscriptionPolicy(async ({ session, ids, watch }) => {
 *   if (watch || session?.user === undefined) return false;
 *   const own = await notesOf(session.user);
 *   return ids.filter((id) => own.has(id));
 * });
 */
export function defineSubscriptionPolicy(policy: SubscriptionPolicy): SubscriptionPolicy {
  if (!Object.hasOwn(policy, kind)) Object.defineProperty(policy, kind, { value: true });
  return policy;
}

/** Whether a function was made by {@link defineSubscriptionPolicy}. */
export function isSubscriptionPolicy(policy: object): boolean {
  return Reflect.get(policy, kind) === true;
}
