/** What travels in every benchmark, the same for all peers. @module */

/** The body of each answer. */
export const helloBody = { hello: 'world' };

/** The room that fan-out goes to. */
export const room = 'news';

/**
 * The n-th message of a fan-out: about 50 bytes as JSON, each one different, so that a lost one shows.
 *
 * @param more characters by which the message is longer
 */
export function message(number, more = 0) {
  const text = 'Hello to all my fun sockets!';
  return more > 0 ? { id: number, text, more: 'x'.repeat(more) } : { id: number, text };
}
