/** Reads `config.subscriptions`: who may be subscribed to the records of which model. @module */
import { inspect } from 'node:util';
import { nearest } from '@telltale/orm/nearest';
import type { SubscriptionPolicy as WirePolicy } from '@telltale/realtime';
import { errors } from '../errors.ts';
import { combine } from './combine.ts';
import type { PolicyFiles } from './policy-files.ts';
import {
  isSubscriptionPolicy,
  type SubscriptionPolicy,
  type SubscriptionsConfig,
} from './subscription-policy.ts';

/** What the rules stand on. */
export interface SubscriptionRulesOptions {
  files: PolicyFiles;
  /** Identities of the models; `undefined` when the app has no models that are known by now. */
  models: readonly string[] | undefined;
  /** Gives a policy what the app knows, as the realtime plugin asks it. */
  prepare(policy: SubscriptionPolicy): WirePolicy;
  /** Where the rules were written, for messages. */
  place: string;
}

const allow: WirePolicy = () => true;
const refuse: WirePolicy = () => false;

/**
 * Reads the rules.
 *
 * @returns policies by identity; `undefined` without any rule
 * @throws E_INVALID_POLICY_CONFIG
 */
export function readSubscriptionRules(
  config: SubscriptionsConfig,
  options: SubscriptionRulesOptions,
): Record<string, WirePolicy> | undefined {
  const { models, place } = options;
  const policies: Record<string, WirePolicy> = Object.create(null);
  for (const [key, rule] of Object.entries(config)) {
    const model = key.toLowerCase();
    if (model !== '*' && models !== undefined && !models.includes(model))
      throw unknownModel(key, models, place);
    if (model in policies)
      throw refuseRule(key, place, `says of the model '${model}' what another key says, too. Keep one`);
    policies[model] = readRule(key, rule, options);
  }
  return Object.keys(policies).length === 0 ? undefined : policies;
}

function readRule(key: string, rule: unknown, options: SubscriptionRulesOptions): WirePolicy {
  const { place, prepare } = options;
  const list: unknown[] = Array.isArray(rule) ? rule : [rule];
  const [only] = list;
  if (list.length === 1 && typeof only === 'boolean') return only ? allow : refuse;
  if (list.length === 0)
    throw refuseRule(key, place, 'is an empty list. Write true to let everybody in, or false');
  return combine(list.map((item) => prepare(readOne(key, item, options))));
}

function readOne(key: string, item: unknown, { files, place }: SubscriptionRulesOptions): SubscriptionPolicy {
  if (typeof item === 'boolean') throw refuseRule(key, place, `has ${item} among others. Let it stand alone`);
  if (typeof item !== 'string' && typeof item !== 'function') {
    const given = inspect(item, { depth: 0 });
    throw refuseRule(
      key,
      place,
      `is ${given}. Write the name of a file in api/policies, a function, true, false, or a list`,
    );
  }
  const policy = typeof item === 'string' ? files.find(item) : item;
  if (!policy) throw refuseRule(key, place, `names ${files.problemWith(item as string)}`);
  // `(req, res, proceed)` would be called with a question for its request.
  if (!isSubscriptionPolicy(policy) && policy.length > 1) {
    const name = typeof item === 'string' ? `the policy '${item}'` : 'a function';
    throw refuseRule(
      key,
      place,
      `has ${name}, which is for actions. Write: defineSubscriptionPolicy(({ session, ids }) => …)`,
    );
  }
  return policy as SubscriptionPolicy;
}

function unknownModel(key: string, models: readonly string[], place: string): Error {
  const near = nearest(key, models);
  const hint =
    near === undefined ? ` The models are ${models.join(', ') || 'none'}` : ` Did you mean '${near}'?`;
  return refuseRule(key, place, `is for a model that does not exist.${hint}`);
}

function refuseRule(key: string, place: string, problem: string): Error {
  return errors.E_INVALID_POLICY_CONFIG(`subscriptions['${key}']`, place, problem);
}
