/** Which policies stand before which action: `config/policies`. @module */
import { inspect } from 'node:util';
import type { PoliciesConfig } from '../config/app-config.ts';
import type { DefinitionMap } from '../config/definitions.ts';
import { isPlain } from '../config/merge.ts';
import { errors } from '../errors.ts';
import { actionIdentity, controllerIdentity } from './action-identity.ts';
import type { Handler } from './handler.ts';

const refuse: Handler = (_req, res) => res.forbidden();

/** The policies of an app, by action. Of several rules only the most specific holds. */
export class PolicyMap {
  readonly #policies: DefinitionMap;
  readonly #rules = new Map<string, readonly Handler[]>();

  /**
   * @param policies functions by name in lower case
   * @throws E_INVALID_POLICY_CONFIG for a rule that is none, or names a policy that does not exist
   */
  constructor(policies: DefinitionMap, config: PoliciesConfig) {
    this.#policies = policies;
    for (const [key, rule] of Object.entries(config)) {
      if (key === 'moduleDefinitions') continue;
      if (isPlain(rule)) {
        const controller = controllerIdentity(key);
        for (const [name, inner] of Object.entries(rule)) this.#add(`${controller}/${name}`, inner);
      } else {
        this.#add(/Controller$/i.test(key) ? `${controllerIdentity(key)}/*` : key, rule);
      }
    }
  }

  /** The function of a policy, by its name in any case. */
  policy(name: string): Handler | undefined {
    const policy = this.#policies[name.toLowerCase()];
    return typeof policy === 'function' ? (policy as Handler) : undefined;
  }

  /** What stands before an action, in order. */
  of(identity: string): readonly Handler[] {
    const exact = this.#rules.get(identity);
    if (exact) return exact;
    const parts = identity.split('/');
    for (let length = parts.length; length > 0; length -= 1) {
      const rule = this.#rules.get(`${parts.slice(0, length).join('/')}/*`);
      if (rule) return rule;
    }
    return this.#rules.get('*') ?? [];
  }

  #add(key: string, rule: unknown): void {
    const identity = key.endsWith('*') ? key.toLowerCase().replaceAll('.', '/') : actionIdentity(key);
    this.#rules.set(identity, this.#read(key, rule));
  }

  #read(key: string, rule: unknown): readonly Handler[] {
    if (rule === true) return [];
    if (rule === false) return [refuse];
    const list: unknown[] = Array.isArray(rule) ? rule : [rule];
    const [only] = list;
    if (list.length === 1 && typeof only === 'boolean') return this.#read(key, only);
    return list.map((item) => {
      const policy = typeof item === 'string' ? this.policy(item) : item;
      if (typeof policy === 'function') return policy as Handler;
      throw errors.E_INVALID_POLICY_CONFIG(key, inspect(item, { depth: 0 }));
    });
  }
}
