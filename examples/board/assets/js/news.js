/** Says what happened: what came into a column, whoever moved it; and why the server refused. */
import { byId } from './dom.js';

const refusal = byId('refusal');

/** Shows a line, which screen readers speak. */
export function say(text) {
  byId('news').textContent = text;
}

/**
 * Shows why a change was refused, if it was.
 *
 * @param {Promise<string | undefined>} change
 * @returns {Promise<boolean>} whether it was carried out
 */
export async function report(change) {
  const reason = await change;
  refusal.hidden = reason === undefined;
  refusal.textContent = reason ?? '';
  return reason === undefined;
}
