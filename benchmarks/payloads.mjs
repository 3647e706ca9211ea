/** What travels in every benchmark, the same for all peers. @module */

/** The body of each answer. */
export const helloBody = { hello: 'world' };

/** The room that fan-out goes to. */
export const room = 'news';

/** The n-th message of a fan-out: about 110 bytes as JSON, each one different. */
export function message(number) {
  return {
    id: number,
    from: 'Ada Lovelace',
    text: 'The train is late again; I shall be at the station at half past seven.',
  };
}
