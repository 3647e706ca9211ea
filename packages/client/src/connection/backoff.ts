/** How long to wait before an attempt to reconnect. @module */

export interface BackoffOptions {
  reconnectionDelay?: number | undefined;
  reconnectionDelayMax?: number | undefined;
  randomizationFactor?: number | undefined;
}

/**
 * The delay before attempt number `attempt` (from 1): doubled each time, at most the maximum, and less a random share,
 * so that clients that lost the same server don't come back in step.
 *
 * @param notBefore milliseconds that the server asked to wait; the delay of the attempt comes on top, as jitter
 * @returns milliseconds
 *
 * @example
 * backoffDelay(3, { reconnectionDelay: 1000, randomizationFactor: 0 }); // 4000
 */
export function backoffDelay(
  attempt: number,
  options: BackoffOptions,
  notBefore = 0,
  random: () => number = Math.random,
): number {
  const { reconnectionDelay = 1_000, reconnectionDelayMax = 5_000, randomizationFactor = 0.5 } = options;
  const full = Math.min(reconnectionDelay * 2 ** (attempt - 1), reconnectionDelayMax);
  const share = Math.min(Math.max(randomizationFactor, 0), 1);
  // Timers hold 31 bits; a longer wait would fire at once.
  return Math.min(notBefore + full * (1 - share * random()), 2 ** 31 - 1);
}
