/** Reads what an app says of rights to subscriptions. @module */
import { describe } from '../../describe.ts';
import { errors } from '../../errors.ts';
import type { SubscriptionPolicy, SubscriptionRights } from './subscription-policy.ts';

const POLICY_TIMEOUT = 5_000;

/** Rights, with every default filled in. */
export interface Rights {
  /** The policy of a model; `undefined` when everybody may be subscribed. */
  policyOf(identity: string): SubscriptionPolicy | undefined;
  readonly policyTimeout: number;
  readonly askAgainAfter: number;
}

/**
 * Reads rights.
 *
 * @returns `undefined` when nothing is ever asked
 * @throws `SAILS:HOOK:SOCKETS:CONFIG`
 */
export function readRights(given: SubscriptionRights): Rights | undefined {
  const { maySubscribe, policyTimeout = POLICY_TIMEOUT, askAgainAfter = 0 } = given;
  if (!isMilliseconds(policyTimeout) || policyTimeout === 0)
    throw refuse('policyTimeout', 'a whole number of milliseconds above 0', policyTimeout);
  if (!isMilliseconds(askAgainAfter))
    throw refuse('askAgainAfter', 'a whole number of milliseconds, 0 for never', askAgainAfter);
  const policies = readPolicies(maySubscribe);
  if (policies.size === 0) return undefined;
  const others = policies.get('*');
  return { policyOf: (identity) => policies.get(identity) ?? others, policyTimeout, askAgainAfter };
}

function readPolicies(given: unknown): Map<string, SubscriptionPolicy> {
  if (given === undefined || given === null) return new Map();
  if (typeof given === 'function') return new Map([['*', given as SubscriptionPolicy]]);
  const expected = "a function, or functions by model such as { user: isMember, '*': isLoggedIn }";
  if (typeof given !== 'object' || Array.isArray(given)) throw refuse('maySubscribe', expected, given);
  const policies = new Map<string, SubscriptionPolicy>();
  for (const [model, policy] of Object.entries(given)) {
    if (typeof policy !== 'function') throw refuse(`maySubscribe['${model}']`, 'a function', policy);
    policies.set(model.toLowerCase(), policy as SubscriptionPolicy);
  }
  return policies;
}

/** As far as a timer of Node's counts. */
function isMilliseconds(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0x7fffffff;
}

function refuse(name: string, expected: string, given: unknown): Error {
  return errors['SAILS:HOOK:SOCKETS:CONFIG'](`\`pubsub.${name}\` is ${expected}; got ${describe(given)}`);
}
