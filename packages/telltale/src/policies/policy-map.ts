/** Which policies stand before which action: `config/policies`. @module */
import { inspect } from 'node:util';
import { nearest } from '@telltale/orm/nearest';
import { errors } from '../errors.ts';
import type { Handler } from '../routing/handler.ts';
import type { PoliciesConfig, Policy } from './policy.ts';
import type { PolicyFiles } from './policy-files.ts';
import { policyStep } from './policy-step.ts';
import { writtenRules } from './rule-key.ts';
import { isSubscriptionPolicy } from './subscription-policy.ts';
import type { WaitingPolicies } from './waiting-policies.ts';

const refuse: Handler = (_req, res) => res.forbidden();

/** A rule, ready to stand before actions. */
interface Rule {
  key: string;
  written: unknown;
  steps: readonly Handler[];
}

/** What a policy map stands on. */
export interface PolicyMapOptions {
  files: PolicyFiles;
  waiting: WaitingPolicies;
  /** Where the rules were written, for messages. */
  place: string;
}

/** The policies of an app, by action. Of several rules only the most specific holds. */
export class PolicyMap {
  readonly #options: PolicyMapOptions;
  readonly #rules = new Map<string, Rule>();

  /** @throws E_INVALID_POLICY_CONFIG for a rule that is none, names a policy that does not exist, or is there twice */
  constructor(config: PoliciesConfig, options: PolicyMapOptions) {
    this.#options = options;
    for (const { key, identity, rule } of writtenRules(config)) {
      if (identity === undefined)
        throw this.#refuse(
          key,
          `fits no action. Write '*', 'user/*', 'user/find', or UserController: { find: … }`,
        );
      const other = this.#rules.get(identity);
      if (other !== undefined && other.written !== rule)
        throw this.#refuse(
          key,
          `says something else than ['${other.key}'], and both are for '${identity}'. Keep one`,
        );
      this.#rules.set(identity, { key, written: rule, steps: this.#read(key, rule) });
    }
  }

  /** What runs for `{ policy: name }` in a route; `undefined` when there is no such policy. */
  policy(name: string): Handler | undefined {
    const policy = this.#options.files.find(name);
    if (policy === undefined || isSubscriptionPolicy(policy)) return undefined;
    return policyStep(`'${name}'`, policy as Policy, this.#options.waiting);
  }

  /** The policies by name. */
  get files(): PolicyFiles {
    return this.#options.files;
  }

  /** What is said of a policy's name for which there is none. */
  problemWith(name: string): string {
    const { files } = this.#options;
    return files.find(name) ? `the policy '${name}', which is for subscriptions` : files.problemWith(name);
  }

  /**
   * What stands before an action, in order.
   *
   * @param isAction whether there is an action of that identity: a rule for a name that is none is for the controller
   */
  of(identity: string, isAction: (identity: string) => boolean): readonly Handler[] {
    const exact = this.#rules.get(identity);
    if (exact) return exact.steps;
    const parts = identity.split('/');
    for (let length = parts.length - 1; length > 0; length -= 1) {
      const controller = parts.slice(0, length).join('/');
      const rule =
        this.#rules.get(`${controller}/*`) ??
        (isAction(controller) ? undefined : this.#rules.get(controller));
      if (rule) return rule.steps;
    }
    return this.#rules.get('*')?.steps ?? [];
  }

  /** Tells of each rule that is for none of these actions: most often one is misspelt, and stands open. */
  unused(identities: readonly string[]): string[] {
    const controllers = new Set(identities.flatMap(prefixes));
    const names = [...identities, ...[...controllers].map((name) => `${name}/*`)];
    const unused: string[] = [];
    for (const [identity, { key }] of this.#rules) {
      if (identity === '*' || names.includes(identity) || controllers.has(identity)) continue;
      const near = nearest(identity, names);
      const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
      unused.push(`policies['${key}'] in ${this.#options.place} stands before no action.${hint}`);
    }
    return unused;
  }

  #read(key: string, rule: unknown): readonly Handler[] {
    const list: unknown[] = Array.isArray(rule) ? rule : [rule];
    const [only] = list;
    if (list.length === 1 && typeof only === 'boolean') return only ? [] : [refuse];
    return list.map((item) => this.#readOne(key, item));
  }

  #readOne(key: string, item: unknown): Handler {
    const { files, waiting } = this.#options;
    if (typeof item === 'boolean') throw this.#refuse(key, `has ${item} among others. Let it stand alone`);
    if (typeof item !== 'string' && typeof item !== 'function') {
      const given = inspect(item, { depth: 0 });
      throw this.#refuse(
        key,
        `is ${given}. Write the name of a file in api/policies, a function, true, false, or a list`,
      );
    }
    const policy = typeof item === 'string' ? files.find(item) : item;
    if (!policy) throw this.#refuse(key, `names ${files.problemWith(item as string)}`);
    if (isSubscriptionPolicy(policy)) {
      const what = typeof item === 'string' ? `names the policy '${item}'` : 'has a function';
      throw this.#refuse(key, `${what}, which is for subscriptions. Write it in config.subscriptions`);
    }
    const name = typeof item === 'string' ? `'${item}'` : `of policies['${key}']`;
    return policyStep(name, policy as Policy, waiting);
  }

  #refuse(key: string, problem: string): Error {
    return errors.E_INVALID_POLICY_CONFIG(`policies['${key}']`, this.#options.place, problem);
  }
}

/** `'admin/user/find'` → `['admin', 'admin/user']`. */
function prefixes(identity: string): string[] {
  const parts = identity.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}
