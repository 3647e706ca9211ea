/** Reads the keys of `config/policies`: which actions a rule is for. @module */
import { isPlain } from '../config/merge.ts';
import { controllerIdentity } from '../routing/action-identity.ts';

/** One rule, as the app wrote it. */
export interface WrittenRule {
  /** The key with those above it, for messages. */
  key: string;
  /** `'user/find'`, `'user/*'` or `'*'`; `undefined` for a key that fits no action. */
  identity: string | undefined;
  rule: unknown;
}

/** All rules of a tree, from top to bottom. */
export function* writtenRules(tree: object, above: readonly string[] = []): Generator<WrittenRule> {
  for (const [name, rule] of Object.entries(tree)) {
    if (above.length === 0 && name === 'moduleDefinitions') continue;
    const path = [...above, name];
    if (isPlain(rule)) {
      yield* writtenRules(rule, path);
    } else {
      const text = path.join('/');
      // `UserController: 'isAdmin'` speaks of all its actions, and would else name an action called so.
      const whole = /[^/.]Controller$/i.test(text) ? `${text}/*` : text;
      yield { key: path.join('.'), identity: ruleIdentity(whole), rule };
    }
  }
}

/** `'UserController.find'` → `'user/find'`, `'admin/UserController/*'` → `'admin/user/*'`. */
function ruleIdentity(key: string): string | undefined {
  if (!/^([\w.\-/]+[./])?(\*|[\w-]+)$/.test(key)) return undefined;
  const parts = key.split(/[./]/).filter((part) => part !== '');
  return parts
    .map((part, index) => (index === parts.length - 2 ? controllerIdentity(part) : part.toLowerCase()))
    .join('/');
}
