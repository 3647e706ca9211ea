/** Who may be subscribed to what: the question that an app answers. @module */
import type { Socket } from 'socket.io';
import type { RecordId } from '../publishable-model.ts';

/** What a socket is to be subscribed to: records of one model, or new ones. */
export interface SubscriptionQuestion {
  /** Identity of the model, in lower case. */
  readonly model: string;
  /** Keys of the records; none when {@link watch} is true. */
  readonly ids: readonly RecordId[];
  /** Whether it is about new records of the model: each of them is told to who watches, and then asked about by itself. */
  readonly watch: boolean;
  readonly socket: Socket;
  /** The request that subscribes its socket; `undefined` when the server does it by itself. */
  readonly request: unknown;
  /** Whether the socket is subscribed already, and may stay. */
  readonly again: boolean;
}

/** Yes, no, or the keys of those records to which the socket may be subscribed. */
export type SubscriptionVerdict = boolean | readonly RecordId[];

/**
 * Answers whether a socket may be subscribed. A policy that throws, takes too long or answers with something else refuses;
 * that concerns the one socket that it was asked about.
 *
 * @example
 * const isMember: SubscriptionPolicy = async ({ socket, ids }) => {
 *   const teams = await teamsOf(socket.data.userId);
 *   return ids.filter((id) => teams.has(id));
 * };
 */
export type SubscriptionPolicy = (
  question: SubscriptionQuestion,
) => SubscriptionVerdict | PromiseLike<SubscriptionVerdict>;

/** Who may be subscribed, and when that is asked. */
export interface SubscriptionRights {
  /**
   * Asked before a socket is subscribed: one policy for all models, or by identity, with `'*'` for the others. A model
   * without one is open to everybody. @default none
   */
  maySubscribe?: SubscriptionPolicy | Readonly<Record<string, SubscriptionPolicy>>;
  /** Milliseconds that a policy has to answer. @default 5_000 */
  policyTimeout?: number;
  /**
   * Milliseconds after which a policy is asked again about what a socket is subscribed to; 0 for never, so that it is asked
   * by `pubsub.askAgain()` alone. @default 0
   */
  askAgainAfter?: number;
}
