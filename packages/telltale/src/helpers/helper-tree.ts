/** The helpers of an app by name, in groups as their folders are. @module */
import type { AppContext } from '../app/app-context.ts';
import type { DefinitionMap } from '../config/definitions.ts';
import { errors } from '../errors.ts';
import { compileHelper } from './compile-helper.ts';
import type { AppHelpers } from './helper.ts';

type Group = Record<string, unknown>;

/**
 * Makes the helpers of an app.
 *
 * @param definitions by path: `'mail/send-welcome'` is found at `mail.sendWelcome`
 * @throws E_HELPER_DEFINITION for one that is none, or whose name is taken
 */
export function createHelpers(definitions: DefinitionMap, app: AppContext): AppHelpers {
  const root: Group = Object.create(null);
  for (const [path, exported] of Object.entries(definitions)) {
    const names = path.split(/[/.]/).map(camelCase);
    const identity = names.join('.');
    const last = names.pop() ?? '';
    let group = root;
    for (const name of names) {
      group[name] ??= Object.create(null);
      if (typeof group[name] === 'function') throw taken(identity, name);
      group = group[name] as Group;
    }
    if (group[last] !== undefined) throw taken(identity, identity);
    group[last] = compileHelper(exported, identity, () => app);
  }
  return root as unknown as AppHelpers;
}

/**
 * A name as JavaScript writes it.
 *
 * @example
 * camelCase('send-welcome-mail'); // 'sendWelcomeMail'
 */
export function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9$]+/).filter((word) => word !== '');
  return words.map((word, index) => upperFirst(word, index > 0)).join('');
}

function upperFirst(word: string, up: boolean): string {
  const first = word.charAt(0);
  return (up ? first.toUpperCase() : first.toLowerCase()) + word.slice(1);
}

function taken(identity: string, name: string): Error {
  return errors.E_HELPER_DEFINITION(identity, `there is a helper or a folder '${name}' already. Rename one`);
}
