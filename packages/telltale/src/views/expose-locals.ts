/** `exposeLocalsToBrowser()`: gives a page's scripts the values of its view. @module */
import { errors } from '../errors.ts';

/** What is exposed, and where. */
export interface ExposeOptions {
  /** The only values to expose. Default: all that can be written as JSON, but for those of the framework. */
  keys?: readonly string[];
  /** Name of the global in the page. @default 'SAILS_LOCALS' */
  namespace?: string;
}

/** Values that stay on the server, whoever asks. */
const neverExposed: ReadonlySet<string> = new Set([
  'req',
  'res',
  'session',
  'sails',
  '_',
  'body',
  'layout',
  'partial',
  'settings',
  'cache',
  'cspNonce',
]);

/**
 * A script element that sets `window.SAILS_LOCALS`. Whatever the values are, they can't end the element.
 *
 * @throws E_VIEW_FAILED when a value can't be written as JSON
 */
export function exposeLocalsToBrowser(locals: Record<string, unknown>, options: ExposeOptions = {}): string {
  const { keys = Object.keys(locals), namespace = 'SAILS_LOCALS' } = options;
  if (!/^[A-Za-z_$][\w$]*$/.test(namespace)) {
    throw errors.E_VIEW_FAILED('exposeLocalsToBrowser', `namespace '${namespace}' is no name of a variable`);
  }
  const exposed: Record<string, unknown> = {};
  for (const key of keys) {
    if (!neverExposed.has(key) && Object.hasOwn(locals, key) && typeof locals[key] !== 'function') {
      exposed[key] = locals[key];
    }
  }
  const { cspNonce } = locals;
  const nonce = typeof cspNonce === 'string' && cspNonce !== '' ? ` nonce=${cspNonce}` : '';
  return `<script${nonce}>window.${namespace} = JSON.parse(${toScriptText(exposed)});</script>`;
}

/** A string literal that holds JSON: as an object literal, a key `__proto__` would be more than a key. */
function toScriptText(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(JSON.stringify(value));
  } catch (cause) {
    throw errors.E_VIEW_FAILED('exposeLocalsToBrowser', (cause as Error).message);
  }
  return text.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
