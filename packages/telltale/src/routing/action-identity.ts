/** Names of actions: `'user/find'`. @module */
import { errors } from '../errors.ts';

/**
 * The identity of the action that a target names, in any of its spellings.
 *
 * @throws E_NOT_ACTION_TARGET when it has characters that no action has
 *
 * @example
 * actionIdentity('UserController.find'); // 'user/find'
 */
export function actionIdentity(target: string): string {
  if (!/^[\w.\-/]+$/.test(target)) throw errors.E_NOT_ACTION_TARGET(target);
  const parts = target.replaceAll('.', '/').split('/');
  return parts
    .filter((part) => part !== '')
    .map((part, index, all) => (index === all.length - 2 ? controllerIdentity(part) : part.toLowerCase()))
    .join('/');
}

/**
 * The identity of a controller: lower case, without `Controller` at its end.
 *
 * @example
 * controllerIdentity('admin/UserController'); // 'admin/user'
 */
export function controllerIdentity(name: string): string {
  const short = name.replaceAll('.', '/').replace(/Controller$/i, '');
  return (short === '' || short.endsWith('/') ? name : short).toLowerCase();
}

/** Whether `glob` (`'*'`, `'user/*'`, `'user/find'`) takes in `identity`; a `!` before it turns that round. */
export function matchesGlob(glob: string, identity: string): boolean {
  const negative = glob.startsWith('!');
  const pattern = (negative ? glob.slice(1) : glob).toLowerCase();
  const matches =
    pattern === '*' ||
    pattern === identity ||
    (pattern.endsWith('/*') &&
      (identity.startsWith(pattern.slice(0, -1)) || identity === pattern.slice(0, -2)));
  return matches !== negative;
}
